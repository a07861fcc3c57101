import { useState } from 'react';
import { csvText } from '../../base/csv';
import type { Classification, MeasureHead } from '../../worker/protocol';
import { saveFile } from '../../parts/saveFile';
import { percent, type Cell } from '../../parts/measured';
import styles from '../../parts/Evaluation.module.css';

const METHOD_TITLES: Readonly<Record<Cell['method'], string>> = {
  probe: 'probe',
  tuned: 'fine-tuned',
  knn: 'k-NN',
};

/** How one number came about: its protocol, each class or attribute, and what is taken for what. */
export function CellDetails({ cell, head, title }: { cell: Cell; head: MeasureHead; title: string }) {
  const [split, setSplit] = useState(0);
  const row = cell.rows[split] ?? cell.rows[0]!;
  const labels = cell.share < 1 ? `, ${Math.round(100 * cell.share)} % of the labels` : '';
  const method = `${METHOD_TITLES[cell.method]}${labels}`;
  return (
    <section className={styles.details} aria-label={`${title}: ${method}`} data-testid="cell-details">
      <h3>
        {title}: {method}
        {cell.rows.length > 1 && (
          <select
            aria-label="Split"
            value={split}
            onChange={(event) => setSplit(Number(event.currentTarget.value))}
          >
            {cell.rows.map((one, i) => (
              <option key={one.split} value={i}>
                split {one.split + 1}
              </option>
            ))}
          </select>
        )}
      </h3>
      <p className={styles.protocol} data-testid="protocol">
        {row.protocol}.
      </p>
      {row.attributes && (
        <ul className={styles.attributes}>
          {row.attributes.map(({ name, averagePrecision, prevalence }) => (
            <li key={name}>
              {name}: <strong>{percent(averagePrecision)}</strong> <span>chance {percent(prevalence)}</span>
            </li>
          ))}
        </ul>
      )}
      {row.classification && <Confusion of={row.classification} classes={head.classes} />}
    </section>
  );
}

/** Rows are true classes, columns what was said; a cell is the darker, the larger its share of the row. */
function Confusion({ of, classes }: { of: Classification; classes: readonly string[] }) {
  const name = (i: number): string => classes[i] ?? String(i);
  const save = (): void => {
    const rows = of.confusion.map((row, i) => [name(i), ...row, of.perClass[i] ?? null]);
    saveFile(csvText([['true \\ said', ...classes, 'accuracy'], ...rows]), 'confusion.csv', 'text/csv');
  };
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Confusion matrix">
        <table className={styles.confusion} data-testid="confusion">
          <thead>
            <tr>
              <th scope="col">true ╲ said</th>
              {of.confusion.map((_, i) => (
                <th key={i} scope="col" title={name(i)}>
                  <span>{name(i)}</span>
                </th>
              ))}
              <th scope="col">right, %</th>
            </tr>
          </thead>
          <tbody>
            {of.confusion.map((row, i) => {
              const all = row.reduce((sum, value) => sum + value, 0);
              return (
                <tr key={i}>
                  <th scope="row" title={name(i)}>
                    {name(i)}
                  </th>
                  {row.map((value, k) => (
                    <td key={k} data-right={i === k} style={{ '--share': String(all > 0 ? value / all : 0) }}>
                      {value}
                    </td>
                  ))}
                  <td>{percent(of.perClass[i] ?? null)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <button data-testid="save-confusion" onClick={save}>
        Confusions as CSV
      </button>
    </>
  );
}
