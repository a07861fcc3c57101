import { useEffect, useRef } from 'react';
import { count } from '../format';
import { usePage, useSession } from '../sessionContext';
import { InspectedPictures } from './InspectedPictures';
import { useInspectClicks } from './useInspectClicks';
import { useInspection } from './useInspection';
import styles from './Inspector.module.css';

/** A drawer beside the page about one image; it stays while training and θ move what it shows. */
export function Inspector() {
  useInspectClicks();
  const image = useInspection((state) => state.image);
  return image === null ? null : <Drawer image={image} />;
}

function Drawer({ image }: { image: number }) {
  const session = useSession();
  const total = usePage((page) => page.images?.count ?? 0);
  const theta = usePage((page) => page.draft.theta);
  const seen = useInspection((state) => state.seen);
  const problem = useInspection((state) => state.problem);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus(), []);
  useEffect(() => {
    // Wherever the focus is: a press on a neighbour takes away the button that had it.
    const escape = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') session.inspection.close();
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, [session]);
  const open = (index: number) => void session.inspection.open(index);
  return (
    <aside
      className={styles.drawer}
      aria-labelledby="inspector-title"
      data-testid="inspector"
      data-image={image}
    >
      <div className={styles.head}>
        <h2 id="inspector-title">Image {count(image)}</h2>
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
        <button
          ref={close}
          data-testid="inspector-close"
          aria-label="Close the inspector"
          onClick={session.inspection.close}
        >
          ✕
        </button>
      </div>
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
            session.inspection.paint(null);
            session.setField('theta', Number(event.currentTarget.value));
          }}
        />
        <output>{theta.toFixed(2)}</output>
      </label>
      {problem && <p role="alert">{problem}</p>}
      {seen ? <InspectedPictures seen={seen} /> : !problem && <p>Looking…</p>}
    </aside>
  );
}
