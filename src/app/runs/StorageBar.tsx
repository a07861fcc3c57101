import { megabytes } from '../../parts/format';
import { usePage, useSession } from '../../parts/sessionContext';
import styles from './Runs.module.css';

/** How much the page has stored, how much more it may, and whether the browser has promised to keep it. */
export function StorageBar() {
  const session = useSession();
  const storage = usePage((page) => page.storage);
  if (!storage) return null;
  const { used, free, persisted } = storage;

  async function askToPersist(): Promise<void> {
    try {
      await navigator.storage.persist();
      await session.runs.look();
    } catch (error) {
      session.tellFailure('Asking the browser to keep the runs', error);
    }
  }

  return (
    <div className={styles.storage} data-testid="storage">
      {used !== null && free !== null && (
        <>
          <meter
            min={0}
            max={used + free}
            value={used}
            high={0.9 * (used + free)}
            aria-label="Storage used"
          />
          <span data-testid="storage-text">
            {megabytes(used)} used, {megabytes(free)} free
          </span>
        </>
      )}
      {persisted ? (
        <span data-testid="persisted" title="The browser clears these runs only when you ask it to">
          Kept until you delete it
        </span>
      ) : (
        <button
          data-testid="persist"
          title="Without its promise the browser may clear the runs when the disk runs full. It may ask you, or decide by itself"
          onClick={() => void askToPersist()}
        >
          Ask the browser to keep it
        </button>
      )}
    </div>
  );
}
