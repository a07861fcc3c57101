import { useState } from 'react';
import { counted } from '../../base/counted';
import { rowLabel } from '../../experiments/tables';
import type { TableAbout } from '../../schema/about';
import { useSession } from '../../parts/sessionContext';
import { SeedCount } from './SeedCount';
import { useReasonNotToMeasure, useTables } from './useTables';
import styles from './Tables.module.css';

const SETTINGS = {
  quick: 'quick: 64 px, a few minutes a row',
  present: 'the present run’s settings',
} as const;

/** Which rows of a paper’s table, how many seeds, at which setting. */
export function TableForm({ table }: { table: TableAbout }) {
  const session = useSession();
  const isMaking = useTables((state) => state.making !== null || state.isBusy);
  const reason = useReasonNotToMeasure();
  const [rows, setRows] = useState(table.firstRows);
  const [seeds, setSeeds] = useState(1);
  const [setting, setSetting] = useState<keyof typeof SETTINGS>('quick');
  const toggle = (id: string) =>
    setRows(rows.includes(id) ? rows.filter((other) => other !== id) : [...rows, id]);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const inOrder = table.rows.map(({ id }) => id).filter((id) => rows.includes(id));
        void session.tables.begin({ table: table.id, rows: inOrder, seeds, setting });
      }}
    >
      <details>
        <summary data-testid="table-rows">
          Rows: {rows.length === 0 ? 'none' : rows.map((id) => rowName(table, id)).join(', ')}
        </summary>
        <ul className={styles.rows}>
          {table.rows.map((experiment) => (
            <li key={experiment.id}>
              <label title={experiment.source}>
                <input
                  type="checkbox"
                  data-testid={`table-row-${experiment.id}`}
                  checked={rows.includes(experiment.id)}
                  onChange={() => toggle(experiment.id)}
                />
                {rowLabel(experiment.row, experiment.title)}
              </label>
            </li>
          ))}
        </ul>
      </details>
      <div className={styles.choices}>
        <SeedCount id="table-seeds" describedBy="table-runs" seeds={seeds} onChange={setSeeds} />
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

function rowName({ rows }: TableAbout, id: string): string {
  const { row, title } = rows.find((candidate) => candidate.id === id)!;
  return row ?? title.toLowerCase();
}
