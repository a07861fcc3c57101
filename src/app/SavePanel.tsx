import panel from '../parts/panel.module.css';
import { ExportForm } from './save/ExportForm';
import { ImportedWeights } from './save/ImportedWeights';
import { saveFile } from '../parts/saveFile';
import { usePage, useSession } from '../parts/sessionContext';
import styles from './save/Save.module.css';

/** What a run leaves behind, as files; and what comes in from elsewhere. */
export function SavePanel() {
  const session = useSession();
  const isEmpty = usePage((page) => page.status.state === 'empty');

  async function saveMetrics(): Promise<void> {
    try {
      saveFile(await session.saveMetrics(), 'metrics.csv', 'text/csv');
    } catch (error) {
      session.tellFailure('Saving the metrics', error);
    }
  }

  return (
    <section className={panel.panel} aria-labelledby="save-title">
      <div className={panel.head}>
        <h2 id="save-title">Save</h2>
      </div>
      <ExportForm />
      <div className={styles.other}>
        <button
          data-testid="save-metrics"
          disabled={isEmpty}
          title="Every logged step as metrics.csv"
          onClick={() => void saveMetrics()}
        >
          Metrics as CSV
        </button>
      </div>
      <ImportedWeights />
    </section>
  );
}
