import { useState } from 'react';
import { count } from '../format';
import panel from '../panel.module.css';
import { usePage } from '../sessionContext';
import { PHASE_TITLES } from '../run/progress';
import { DamageControls } from './DamageControls';
import { FigureTable } from './FigureTable';
import { SideScroll } from './SideScroll';
import styles from './Figure.module.css';

/** Figure 3 of the paper, live, for the pinned images, with the damage under the finger. */
export function FigurePanel() {
  const figure = usePage((page) => page.figure);
  const pinned = usePage((page) => page.pinned.length);
  const [outlined, setOutlined] = useState(false);
  return (
    <section className={panel.panel} aria-labelledby="figure-title">
      <div className={panel.head}>
        <h2 id="figure-title">Figure 3, live</h2>
        {figure && (
          <span className={panel.note}>
            {PHASE_TITLES[figure.phase]}, step {count(figure.step)} · drawn in {count(figure.milliseconds)} ms
          </span>
        )}
        <label className={styles.toggle} title="Outlines the dropped cells on every picture">
          <input
            type="checkbox"
            checked={outlined}
            onChange={(event) => setOutlined(event.currentTarget.checked)}
          />
          <span className="math">Ω</span> outline
        </label>
      </div>
      <DamageControls />
      <SideScroll
        data-testid="figure"
        data-outlined={outlined}
        data-theta={figure?.theta}
        data-step={figure?.step}
        role="region"
        aria-labelledby="figure-title"
        tabIndex={0}
      >
        {figure && figure.rows.length > 0 ? (
          <FigureTable figure={figure} isLive />
        ) : (
          <p className={panel.note}>{pinned === 0 ? 'Pin an image below to see it here.' : 'Drawing…'}</p>
        )}
      </SideScroll>
    </section>
  );
}
