import { useState } from 'react';
import { count } from '../format';
import panel from '../panel.module.css';
import { usePage } from '../sessionContext';
import { PHASE_TITLES } from '../run/progress';
import { AFTER_MASK, BEFORE_MASK, MASK_HELP, PREDICTION_HELP, SCORE_HELP } from './columns';
import { DamageControls } from './DamageControls';
import { FigureRow } from './FigureRow';
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
      <div
        className={styles.scroll}
        data-testid="figure"
        data-outlined={outlined}
        data-theta={figure?.theta}
        data-step={figure?.step}
        role="region"
        aria-labelledby="figure-title"
        tabIndex={0}
      >
        {figure && figure.rows.length > 0 ? (
          <table className={styles.table}>
            <FigureHead />
            <tbody>
              {figure.rows.map((row) => (
                <FigureRow key={row.image} row={row} pixels={figure.pixels} cells={figure.cells} />
              ))}
            </tbody>
          </table>
        ) : (
          <p className={panel.note}>{pinned === 0 ? 'Pin an image below to see it here.' : 'Drawing…'}</p>
        )}
      </div>
    </section>
  );
}

function FigureHead() {
  const cell = (title: string, help: string) => (
    <th key={title} scope="col" title={help}>
      {title}
      <span className="spoken">{help}</span>
    </th>
  );
  return (
    <thead>
      <tr>
        {BEFORE_MASK.map(({ title, help }) => cell(title, help))}
        {cell('Ω', MASK_HELP)}
        {AFTER_MASK.map(({ title, help }) => cell(title, help))}
        {cell('Predicted Ω', PREDICTION_HELP)}
        {cell('P(real)', SCORE_HELP)}
      </tr>
    </thead>
  );
}
