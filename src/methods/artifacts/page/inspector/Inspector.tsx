import { useEffect, useRef } from 'react';
import { imageName, shortName } from '../../../../base/imageName';
import panel from '../../../../parts/panel.module.css';
import { usePage, useSession } from '../../../../parts/sessionContext';
import { useLook } from '../../../../parts/useLook';
import { useArtifacts } from '../useArtifacts';
import { InspectedPictures } from './InspectedPictures';
import { Inspection } from './inspection';
import { useInspection } from './useInspection';
import styles from './Inspector.module.css';

/**
 * A panel about one image, in the flow below Figure 3, so that both are seen while training and θ move them. Without
 * an image it is one line that says how to choose one.
 */
export function Inspector() {
  const image = useInspection((state) => state.image);
  return image === null ? <Invitation /> : <OpenInspector image={image} />;
}

/** Letters of a name that a button has room for. */
const NAME_LETTERS = 24;

/** For those who do not click on pictures: the pinned images by name. */
function Invitation() {
  const session = useSession();
  const figure = usePage((page) => page.figure);
  return (
    <section
      className={`${panel.panel} ${styles.invitation}`}
      aria-labelledby="inspector-title"
      data-testid="inspector-closed"
    >
      <h2 id="inspector-title">Look closer</h2>
      <span className={panel.note}>Click a picture of Figure 3, or</span>
      {figure?.rows.map(({ image, path }) => (
        <button key={image} data-testid="inspect" title={path} onClick={() => session.looks.open(image)}>
          {shortName(path, NAME_LETTERS)}
        </button>
      ))}
    </section>
  );
}

function OpenInspector({ image }: { image: number }) {
  const session = useSession();
  const inspection = useLook(Inspection);
  const total = usePage((page) => page.images?.count ?? 0);
  const theta = useArtifacts((config) => config.theta);
  const path = useInspection((state) => state.path);
  const seen = useInspection((state) => state.seen);
  const problem = useInspection((state) => state.problem);
  const section = useInSight(image, seen !== null);
  useEffect(() => {
    // Wherever the focus is: a press on a neighbour takes away the button that had it.
    const escape = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') session.looks.close();
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, [session]);
  const { open } = session.looks;
  return (
    <section
      ref={section}
      tabIndex={-1}
      className={`${panel.panel} ${styles.inspector}`}
      aria-labelledby="inspector-title"
      data-testid="inspector"
      data-image={image}
    >
      <div className={panel.head}>
        <h2 id="inspector-title" title={path ?? undefined}>
          {path === null ? 'Look closer' : imageName(path)}
        </h2>
        <label className={styles.theta}>
          Drop rate <span className="math">θ</span>
          <input
            type="range"
            data-testid="inspector-theta"
            min={0}
            max={0.95}
            step={0.01}
            value={theta}
            onChange={(event) => {
              inspection.paint(null);
              session.settings.setField('theta', Number(event.currentTarget.value));
            }}
          />
          <output>{theta.toFixed(2)}</output>
        </label>
        <button aria-label="Image before" disabled={image === 0} onClick={() => open(image - 1)}>
          ‹
        </button>
        <button
          data-testid="inspect-next"
          aria-label="Next image"
          disabled={image >= total - 1}
          onClick={() => open(image + 1)}
        >
          ›
        </button>
        <button data-testid="inspector-close" aria-label="Close the inspector" onClick={session.looks.close}>
          ✕
        </button>
      </div>
      {problem && <p role="alert">{problem}</p>}
      {seen ? <InspectedPictures seen={seen} /> : !problem && <p>Looking…</p>}
    </section>
  );
}

/**
 * Brings the panel into sight and focus when another image is opened: its brush, not all of it, so that Figure 3 stays
 * in sight too. What had the focus gets it back at the end.
 */
function useInSight(image: number, isSeen: boolean) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    section.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    const brush = section.current?.querySelector('[role=application]');
    (brush ?? section.current)?.scrollIntoView({ block: 'nearest' });
  }, [image, isSeen]);
  return section;
}
