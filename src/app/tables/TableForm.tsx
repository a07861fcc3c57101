import { useState } from 'react';
import { counted } from '../../base/counted';
import { EXPERIMENTS, type Experiment, type ExperimentId } from '../../experiments/registry';
import type { NumberKind } from '../settings/controlKind';
import { NumberInput } from '../settings/NumberInput';
import { usePage, useSession } from '../sessionContext';
import { useTables } from './useTables';
import styles from './Tables.module.css';

/** Three rows with large differences in the paper: what one can hope to see again in minutes. */
const FIRST_ROWS: readonly ExperimentId[] = ['baseline', 'c', 'k'];
/** As typed: a number out of range is marked, never taken for another. */
const SEEDS: NumberKind = {
  ...{ kind: 'number', min: 1, max: 10, integer: true },
  ...{ slider: false, log: false, whole: false },
};
const SETTINGS = {
  quick: 'quick: 64 px, a few minutes a row',
  present: 'as the settings at the left',
} as const;

/** Which rows, how many seeds, at which setting. */
export function TableForm() {
  const session = useSession();
  const isMaking = useTables((state) => state.making !== null || state.isBusy);
  const labels = usePage((page) => page.images?.labels.length ?? 0);
  const [rows, setRows] = useState(FIRST_ROWS);
  const [seeds, setSeeds] = useState(1);
  const [setting, setSetting] = useState<keyof typeof SETTINGS>('quick');
  const toggle = (id: ExperimentId) =>
    setRows(rows.includes(id) ? rows.filter((other) => other !== id) : [...rows, id]);
  const reason =
    labels < 2 ? 'A table judges features by labels: load images in at least two labelled folders.' : null;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const inOrder = EXPERIMENTS.map(({ id }) => id).filter((id) => rows.includes(id));
        void session.tables.begin({ rows: inOrder, seeds, setting });
      }}
    >
      <details>
        <summary data-testid="table-rows">
          Rows: {rows.length === 0 ? 'none' : rows.map((id) => rowName(id)).join(', ')}
        </summary>
        <ul className={styles.rows}>
          {EXPERIMENTS.map((experiment) => (
            <li key={experiment.id}>
              <label title={experiment.source}>
                <input
                  type="checkbox"
                  data-testid={`table-row-${experiment.id}`}
                  checked={rows.includes(experiment.id)}
                  onChange={() => toggle(experiment.id)}
                />
                {experiment.row} {experiment.title}
              </label>
            </li>
          ))}
        </ul>
      </details>
      <div className={styles.choices}>
        <label>
          How many seeds
          <NumberInput
            id="table-seeds"
            testId="table-seeds"
            describedBy="table-runs"
            value={seeds}
            kind={SEEDS}
            onChange={setSeeds}
          />
        </label>
        <label>
          Setting
          <select
            value={setting}
            data-testid="table-setting"
            onChange={(event) => setSetting(event.currentTarget.value as keyof typeof SETTINGS)}
          >
            {Object.entries(SETTINGS).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <button
          type="submit"
          data-primary
          data-testid="table-begin"
          disabled={isMaking || rows.length === 0 || reason !== null}
          title={reason ?? 'Trains and measures each row; the present run is paused meanwhile'}
        >
          Fill the table
        </button>
      </div>
      <p id="table-runs" className={styles.note} data-testid="table-runs">
        {counted(rows.length, 'row')} × {counted(seeds, 'seed')} = {counted(rows.length * seeds, 'run')}.
      </p>
      {reason && <p className={styles.note}>{reason}</p>}
    </form>
  );
}

function rowName(id: ExperimentId): string {
  const { row, title }: Experiment = EXPERIMENTS.find((experiment) => experiment.id === id)!;
  return row ?? title.toLowerCase();
}
