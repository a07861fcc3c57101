import { Suspense } from 'react';
import { count, counted } from '../../base/counted';
import { duration, megabytes } from '../../parts/format';
import { later } from '../../parts/later';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { FilePickers } from './FilePickers';
import { ImageReport } from './ImageReport';
import styles from './Data.module.css';

// It comes some seconds after the images.
const StatisticsNote = later(async () => (await import('./StatisticsNote')).StatisticsNote);

/** Where images come in, how far the reading is, and what came of it. */
export function DataPanel() {
  const session = useSession();
  const images = usePage((page) => page.images);
  const suit = usePage((page) => page.suit);
  const statistics = usePage((page) => page.statistics);
  const busy = usePage((page) => page.reading !== null || page.collecting !== null);
  return (
    <section className={panel.panel} aria-labelledby="data-title">
      <div className={panel.head}>
        <h2 id="data-title">Images</h2>
        {images && <span className={panel.note}>{megabytes(images.bytes)} in memory</span>}
      </div>
      <div className={styles.zone} data-testid="drop-zone">
        <p>Drop a folder, images or a zip anywhere on this page.</p>
        <p className={panel.note}>Sub-folders become labels. Nothing leaves this machine.</p>
        <div className={styles.picks}>
          <FilePickers disabled={busy} />
          <button data-testid="use-sample" disabled={busy} onClick={() => void session.loadSample()}>
            Use the sample set
          </button>
        </div>
      </div>
      <Reading />
      {images && !busy && <ImageReport images={images} />}
      {suit && !busy && (
        <p className={panel.note} data-testid="suit">
          {suit}
        </p>
      )}
      {statistics && !busy && (
        <Suspense>
          <StatisticsNote statistics={statistics} />
        </Suspense>
      )}
    </section>
  );
}

function Reading() {
  const session = useSession();
  const reading = usePage((page) => page.reading);
  const collecting = usePage((page) => page.collecting);
  if (collecting !== null)
    return (
      <p className={styles.reading} role="status">
        Looking through the folders: {counted(collecting, 'file')}
      </p>
    );
  if (!reading) return null;
  return (
    <div className={styles.reading} data-testid="reading" role="status">
      <progress value={reading.done} max={Math.max(1, reading.total)} aria-label="Reading the images" />
      <div className={panel.row}>
        <span>
          {count(reading.done)} of {counted(reading.total, 'file')}
          {reading.skipped > 0 && `, ${count(reading.skipped)} skipped`}
        </span>
        <span className={panel.note}>
          {count(reading.perSecond)}/s
          {reading.perSecond > 0 && `, ${duration((reading.total - reading.done) / reading.perSecond)} left`}
        </span>
        <button
          className={styles.cancel}
          data-testid="reading-cancel"
          onClick={() => void session.cancelReading()}
        >
          Cancel
        </button>
      </div>
    </div>
  );
}
