import { useEffect } from 'react';
import panel from '../panel.module.css';
import { useSession } from '../sessionContext';
import { KeptTableView } from './KeptTableView';
import { MakingLine } from './MakingLine';
import { TableForm } from './TableForm';
import { useTables } from './useTables';
import styles from './Tables.module.css';

/** The paper's ablations on the person's own images: which rows, how far the work is, and the tables that were made. */
export function TablesPanel() {
  const session = useSession();
  const kept = useTables((state) => state.kept);
  const problem = useTables((state) => state.problem);
  useEffect(() => void session.tables.list(), [session]);
  return (
    <section className={panel.panel} aria-labelledby="tables-title" data-testid="tables">
      <div className={panel.head}>
        <h2 id="tables-title">The paper’s table</h2>
      </div>
      <TableForm />
      <MakingLine />
      {problem && (
        <p role="alert" className={styles.problem} data-testid="table-problem">
          {problem}
        </p>
      )}
      {kept?.map((table, i) => (
        <KeptTableView key={table.id} kept={table} isOpen={i === 0} />
      ))}
    </section>
  );
}
