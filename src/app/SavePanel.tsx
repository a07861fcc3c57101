import panel from './panel.module.css';
import { saveFile } from './saveFile';
import { usePage, useSession } from './sessionContext';

/** What a run leaves behind, as files. */
export function SavePanel() {
  const session = useSession();
  const isEmpty = usePage((page) => page.status.state === 'empty');

  async function saveWeights(): Promise<void> {
    try {
      const bytes = await session.saveDiscriminator();
      saveFile(bytes, 'discriminator.safetensors', 'application/octet-stream');
    } catch (error) {
      session.tellFailure('Saving the weights', error);
    }
  }

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
      <div className={panel.row}>
        <button
          data-testid="save-weights"
          disabled={isEmpty}
          title="The discriminator as discriminator.safetensors, in PyTorch’s layout"
          onClick={() => void saveWeights()}
        >
          Discriminator
        </button>
        <button
          data-testid="save-metrics"
          disabled={isEmpty}
          title="Every logged step as metrics.csv"
          onClick={() => void saveMetrics()}
        >
          Metrics
        </button>
      </div>
    </section>
  );
}
