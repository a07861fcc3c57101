import type { ArtifactsConfig } from '../../config';
import { count } from '../../../../base/counted';
import { aboutPhase, firstPhase } from '../../../../experiments/phases';
import { saveDrawing } from '../../../../parts/canvasFile';
import { PngButton } from '../../../../parts/PngButton';
import { usePage, useSession } from '../../../../parts/sessionContext';
import { SideScroll } from '../../../../parts/SideScroll';
import { useColumns } from '../figure/columns';
import { DamageControls } from '../figure/DamageControls';
import { figureDrawing, figureFile } from '../figure/figureDrawing';
import { FigureTable } from '../figure/FigureTable';
import { MaskKey } from '../figure/MaskKey';
import { useArtifacts } from '../useArtifacts';
import { useShowcase } from './showcase';
import styles from './Opening.module.css';

/** The method at work on networks that were trained before. */
export function Demo() {
  return (
    <div className={styles.demo}>
      <DamageControls />
      <Shown />
      <div className={styles.sentences}>
        <p>
          <strong>Damage</strong> drops cells of what an autoencoder has kept of a picture, each with
          probability θ, and fills them with the average of their neighbours.
        </p>
        <p>
          <strong>Repair</strong> is a network that may change the dropped cells only; the decoder spreads
          each change a few pixels. It learns to fool a discriminator, which by spotting what is left learns
          to see.
        </p>
      </div>
    </div>
  );
}

/** The shipped networks have both phases behind them. */
const LEARNT = { phase: 'repair', fakes: 'repaired' } as const;

function Shown() {
  const { figure, set, isLive, problem } = useShowcase();
  const columns = useColumns(LEARNT, null);
  const isReading = usePage((page) => page.reading !== null);
  const awaited = isReading ? 'Reading the images…' : 'Drawing…';
  return (
    <div className={styles.shown}>
      <SideScroll
        data-testid="showcase"
        data-theta={figure?.theta}
        data-live={isLive}
        role="region"
        aria-label="Figure 3 of the networks shipped with this page"
        tabIndex={0}
      >
        {figure ? (
          <FigureTable figure={figure} columns={columns} />
        ) : (
          <div className={styles.awaited}>{problem ?? awaited}</div>
        )}
      </SideScroll>
      <div className={styles.caption}>
        <p className={styles.source}>
          {set && figure
            ? `Shipped networks: ${set}, ${count(figure.step)} steps of ${aboutPhase(figure.phase).called}, ${figure.pixels} px.`
            : 'Networks shipped with this page.'}{' '}
          {figure && !isLive
            ? (problem ?? 'Drawn before; live in a moment.')
            : 'C scores nearly every copy above what was made of it by damage and repair.'}
        </p>
        {figure && <MaskKey />}
        {figure && (
          <PngButton
            what="the figure"
            testId="save-showcase"
            save={() => saveDrawing(figureDrawing(figure, columns), figureFile(figure))}
          />
        )}
      </div>
    </div>
  );
}

/** What the networks begin as. */
function beginningOf(config: ArtifactsConfig): string {
  return firstPhase(config) === 'repair' ? 'E and D as above, R and C fresh' : 'fresh networks';
}

/** What a run on the sample begins with, and the shipped networks as another beginning. */
export function BesideSample() {
  const session = useSession();
  const busy = usePage((page) => page.reading !== null || page.collecting !== null);
  const theta = useArtifacts(({ theta }) => theta);
  const beginning = useArtifacts(beginningOf);
  return (
    <>
      {beginning}, <span className="math">θ</span> = {theta.toFixed(2)}.{' '}
      <button
        className={styles.link}
        data-testid="way-shipped"
        disabled={busy}
        title="Loads the sample set and starts: phase two continues from the networks above"
        onClick={() => void session.beginShipped()}
      >
        Or continue from all of those above
      </button>
    </>
  );
}
