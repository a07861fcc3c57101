import { counted } from '../../base/counted';
import type { AwaitedImages as Awaited } from '../../store/state';
import { FilePickers } from '../data/FilePickers';
import { usePage, useSession } from '../../parts/sessionContext';
import styles from './RunOffer.module.css';

/** A run goes on only with its own images: asks for them by name, and says how others differ. */
export function AwaitedImages({ awaited }: { awaited: Awaited }) {
  const session = useSession();
  // A run is brought back in its turn, but files are asked for only when the last ones are read.
  const busy = usePage(
    (page) => page.continuing !== null || page.reading !== null || page.collecting !== null,
  );
  const { images, difference, remembered } = awaited;
  return (
    <section className={styles.offer} aria-labelledby="awaited-title" data-testid="awaited-images">
      <div className={styles.text}>
        <h2 id="awaited-title">
          To continue, this run needs its {counted(images.count, 'image')} of “{images.name}”
        </h2>
        <p role="status">
          {difference ? (
            <strong className={styles.difference} data-testid="images-difference">
              {difference}
            </strong>
          ) : (
            'Choose that folder again, or drop it anywhere on this page.'
          )}
        </p>
      </div>
      <div className={styles.buttons}>
        {remembered && (
          <button
            data-primary
            data-testid="read-again"
            disabled={busy}
            title="The browser asks whether this page may read the folder again"
            onClick={() => void session.runs.retry()}
          >
            Read “{images.name}” again
          </button>
        )}
        <FilePickers disabled={busy} />
        <button data-testid="awaited-dismiss" onClick={session.runs.stopWaiting}>
          Not now
        </button>
      </div>
    </section>
  );
}
