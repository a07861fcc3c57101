import { lazy, Suspense, useRef, useState } from 'react';
import type { MetricName, StoredRun } from '../../worker/protocol';
import { breakable, hyphenated } from '../../parts/format';
import panel from '../../parts/panel.module.css';
import { PngButton } from '../../parts/PngButton';
import { saveFile } from '../../parts/saveFile';
import { Select } from '../../parts/Select';
import { savePng } from '../../parts/chartFiles';
import { usePage } from '../../parts/sessionContext';
import { needsMethod, reached, runOrigin, runTitle } from '../runs/runText';
import { comparedMetric, copiesAmong } from './compareRuns';
import { comparisonTable, END_CAPTION, tableCsv, tableLatex, type ComparisonTable } from './comparisonTable';
import { useRunMetrics } from './useRunMetrics';
import styles from './Compare.module.css';

// recharts is most of the page's script.
const CompareChart = lazy(() => import('./CompareChart'));

const COLOURS = 6;
const colour = (i: number) => `var(--run-${(i % COLOURS) + 1})`;

/** Stored runs side by side: their settings, where they ended, and their curves over each other. */
export function ComparePanel() {
  const all = usePage((page) => page.runs) ?? [];
  const runs = all.filter(({ deleted, checkpoints }) => deleted === null && checkpoints.length > 0);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [wanted, setMetric] = useState<MetricName | null>(null);
  const present = usePage((page) => page.running.method);
  const compared = runs.filter(({ id }) => chosen.includes(id));
  const { metric, choices, words } = comparedMetric(
    compared.length > 0 ? compared.map(({ config }) => config.method) : [present],
    wanted,
  );
  const metrics = useRunMetrics(compared);
  const plot = useRef<HTMLDivElement>(null);
  const table = comparisonTable(compared, metrics);
  const copies = copiesAmong(compared, metrics);
  const shown = compared
    .map((run, i) => ({ run, colour: colour(i) }))
    .filter(({ run }) => !copies.has(run.id));
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <section
      className={`${panel.panel} ${styles.compare}`}
      aria-labelledby="compare-title"
      data-testid="compare"
    >
      <div className={panel.head}>
        <h2 id="compare-title">Compare runs</h2>
        <button
          data-testid="compare-csv"
          disabled={compared.length === 0}
          onClick={() => saveFile(tableCsv(table), 'runs.csv', 'text/csv')}
        >
          CSV
        </button>
        <button
          data-testid="compare-latex"
          disabled={compared.length === 0}
          onClick={() => saveFile(tableLatex(table), 'runs.tex', 'application/x-tex')}
        >
          LaTeX
        </button>
      </div>
      {runs.length < 2 && (
        <p className={panel.note} data-testid="compare-needs">
          Kept runs side by side: what they differ in, where they ended, their curves. There{' '}
          {runs.length === 1 ? 'is one' : 'are none'} so far; it takes two.
        </p>
      )}
      {runs.length > 1 && compared.length === 0 && (
        <p className={panel.note} data-testid="compare-choose">
          Choose runs: what they reached, what they differ in and their curves then stand side by side.
        </p>
      )}
      <ul className={styles.choices}>
        {runs.map((run) => (
          <Choice
            key={run.id}
            run={run}
            all={all}
            colour={chosen.includes(run.id) ? colour(compared.indexOf(run)) : null}
            original={copies.get(run.id) ?? null}
            onToggle={() => toggle(run.id)}
          />
        ))}
      </ul>
      {compared.length > 0 && (
        <>
          <EndTable table={table} />
          {table.notes.map((note) => (
            <p key={note} className={panel.note}>
              {note}
            </p>
          ))}
          <Select
            title="Curve"
            className={styles.metric}
            testId="compare-metric"
            value={metric}
            options={choices}
            onChoose={setMetric}
          />
          <PngButton
            what="the chart"
            testId="compare-png"
            save={() =>
              savePng(plot.current!, metric, {
                ...words,
                key: shown.map(({ run, colour }) => ({ title: runTitle(run, needsMethod(runs)), colour })),
              })
            }
          />
          <div ref={plot} data-testid="compare-chart">
            <Suspense fallback={<p className={panel.note}>…</p>}>
              <CompareChart
                lines={shown.map(({ run: { id, config }, colour }) => ({
                  ...{ id, colour, method: config.method },
                  rows: metrics.get(id) ?? [],
                }))}
                metric={metric}
              />
            </Suspense>
          </div>
        </>
      )}
    </section>
  );
}

interface ChoiceProps {
  run: StoredRun;
  /** Among which its parent is. */
  all: readonly StoredRun[];
  /** Of its curve; null while it is not chosen. */
  colour: string | null;
  /** Whose curve stands for its own, as it is the same; null where it has one of its own. */
  original: StoredRun | null;
  onToggle: () => void;
}

function Choice({ run, all, colour, original, onToggle }: ChoiceProps) {
  const isNamed = needsMethod(all);
  return (
    <li>
      <label className={styles.choice}>
        <input
          type="checkbox"
          data-testid="compare-choice"
          checked={colour !== null}
          style={colour === null ? undefined : { accentColor: colour }}
          onChange={onToggle}
        />
        <span>
          {runTitle(run, isNamed)}{' '}
          <span className={panel.note}>{`${reached(run)} · ${runOrigin(run, all)}`}</span>
          {original && (
            <span className={panel.note} data-testid="compare-copy">
              {' '}
              · same curve as {runTitle(original, isNamed)}, drawn once
            </span>
          )}
          {run.labels.tags.map((tag) => (
            <span key={tag} className={styles.tag}>
              {tag}
            </span>
          ))}
        </span>
      </label>
    </li>
  );
}

/** Means over the last tenth of the steps; over seeds with their standard deviation. */
function EndTable({ table: { header, rows } }: { table: ComparisonTable }) {
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-testid="compare-table">
        <caption>{END_CAPTION}</caption>
        <thead>
          <tr>
            {header.map((title) => (
              <th key={title} scope="col">
                {hyphenated(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {cells.map((cell, i) => (
                <td key={header[i]}>{breakable(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
