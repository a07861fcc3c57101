import { useEffect } from 'react';
import { counted } from '../../base/counted';
import { tablesOf } from '../../experiments/tables';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { useNow } from '../useNow';
import { KeptTableView } from './KeptTableView';
import { MakingLine } from './MakingLine';
import { MethodsForm } from './MethodsForm';
import { TableForm } from './TableForm';
import { tableTitle } from './tableTitle';
import { useTables } from './useTables';
import styles from './Tables.module.css';

/** Experiments and methods on the person's own images: which, how far the work is, and the tables that were made. */
export function TablesPanel() {
  const session = useSession();
  const kept = useTables((state) => state.kept);
  const problem = useTables((state) => state.problem);
  const running = usePage((page) => page.running);
  const tables = tablesOf(running);
  useEffect(() => void session.tables.list(), [session]);
  return (
    <section className={panel.panel} aria-labelledby="tables-title" data-testid="tables">
      <div className={panel.head}>
        <h2 id="tables-title">{tables.length === 1 ? `The ${tables[0]!.source}’s table` : 'Tables'}</h2>
      </div>
      {tables.map((table) => (
        <TableForm key={table.id} table={table} />
      ))}
      <MethodsForm />
      <MakingLine />
      {problem && (
        <p role="alert" className={styles.problem} data-testid="table-problem">
          {problem}
        </p>
      )}
      {kept
        ?.filter(({ deleted }) => deleted === null)
        .map((table, i) => (
          <KeptTableView key={table.id} kept={table} isOpen={i === 0} />
        ))}
      <DeletedTables />
    </section>
  );
}

/** Deleted tables, which can be had back for a day, or removed at once to make room. */
function DeletedTables() {
  const session = useSession();
  const deleted = useTables((state) => state.kept)?.filter((table) => table.deleted !== null) ?? [];
  const now = useNow();
  if (deleted.length === 0) return null;
  return (
    <details className={`${styles.note} ${styles.deletedTables}`} data-testid="deleted-tables">
      <summary>{counted(deleted.length, 'deleted table')}, kept for a day</summary>
      <ul className={styles.deleted}>
        {deleted.map((table) => (
          <li key={table.id}>
            <span>{tableTitle(table, now)}</span>
            <button onClick={() => void session.tables.undelete(table.id)}>Bring back</button>
            <button data-testid="purge-table" onClick={() => void session.tables.purge(table.id)}>
              Remove now
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
