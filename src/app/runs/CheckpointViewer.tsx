import { fieldName, valueOf, type Config, type ConfigKey } from '../../experiments/config';
import { Suspense, useLayoutEffect, useRef, type RefObject } from 'react';
import type { Inspected } from '../../store/state';
import type { CheckpointView, Figure, MetricRow } from '../../worker/protocol';
import { methodOfPhase } from '../../experiments/phases';
import { chartsOf } from '../../parts/chartSpecs';
import { aboutMethod } from '../../experiments/abouts';
import { TileTable } from '../figure/TilesPanel';
import { SideScroll } from '../../parts/SideScroll';
import { ago, settingText, short } from '../../parts/format';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { useNow } from '../useNow';
import { pageOf } from '../pages';
import { position } from './runText';
import styles from './Runs.module.css';

/** The figure and the last measures of a kept checkpoint; the present run goes on meanwhile. */
export function CheckpointViewer({ inspected }: { inspected: Inspected }) {
  const session = useSession();
  const { view } = inspected;
  const now = useNow();
  const card = useRef<HTMLElement>(null);
  useShown(card, `${inspected.run} ${inspected.checkpoint}`);
  return (
    <section
      ref={card}
      tabIndex={-1}
      className={styles.viewer}
      aria-labelledby="viewer-title"
      data-testid="checkpoint-view"
    >
      <div className={panel.head}>
        <h3 id="viewer-title">
          {view
            ? [position(view.checkpoint), ...besideText(view.config)].join(', ')
            : 'Reading the checkpoint…'}
        </h3>
        {view && <span className={panel.note}>saved {ago(view.checkpoint.saved, now)}</span>}
        <button
          data-quiet
          aria-label="Close"
          title="Close"
          data-testid="viewer-close"
          onClick={session.runs.closeInspected}
        >
          ✕
        </button>
      </div>
      {view && <Measures row={view.metrics.at(-1)} />}
      {view && <Rendering run={inspected.run} view={view} />}
    </section>
  );
}

/** What opens far from the button pressed comes into view, with the focus, and gives that back when it closes. */
function useShown(card: RefObject<HTMLElement | null>, what: string): void {
  useLayoutEffect(() => {
    const opened = card.current!;
    const before = document.activeElement;
    opened.focus({ preventScroll: true });
    opened.scrollIntoView({ behavior: 'smooth', block: 'start' });
    return () => {
      if (opened.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, [card, what]);
}

function Rendering({ run, view }: { run: string; view: CheckpointView }) {
  const hasImages = usePage((page) => page.images !== null);
  const name = aboutMethod(view.config.method).figure.length > 0 ? 'figure' : 'Figure 3';
  if (view.figure && view.figure.rows.length > 0)
    return (
      <SideScroll role="region" aria-label={`The checkpoint’s ${name}`} tabIndex={0}>
        <KeptFigure run={run} figure={view.figure} />
      </SideScroll>
    );
  return (
    <p className={panel.note}>
      {hasImages
        ? `Its ${name} is drawn where images are loaded and pinned at its size, ${view.config.size}.`
        : `Load images to see its ${name}.`}
    </p>
  );
}

function KeptFigure({ run, figure }: { run: string; figure: Figure }) {
  if (figure.kind === 'tiles') return <TileTable figure={figure} />;
  const own = pageOf(figure.method);
  return (
    own && (
      <Suspense>
        <own.KeptFigure run={run} figure={figure} />
      </Suspense>
    )
  );
}

/** What was measured in its last logged step. */
function Measures({ row }: { row: MetricRow | undefined }) {
  if (!row) return null;
  const charts = chartsOf({ method: methodOfPhase(row.phase) }).filter(({ phase }) => phase === row.phase);
  const measured = charts.flatMap(({ title, lines }) =>
    lines.flatMap((line) => {
      const value = row.values[line.metric];
      const name = lines.length > 1 ? `${title}, ${line.title}` : title;
      return value === undefined ? [] : [{ name, value }];
    }),
  );
  return (
    <dl className={styles.measures}>
      {measured.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{short(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The numbers that stand beside the method’s figure: “θ 0.5”. */
function besideText(config: Config): string[] {
  const keys = aboutMethod(config.method).beside as readonly ConfigKey[];
  return keys.flatMap((key) => {
    const value = valueOf(config, key);
    return typeof value === 'number' ? [`${fieldName(config, key)} ${settingText(value)}`] : [];
  });
}
