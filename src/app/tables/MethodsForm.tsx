import { METHOD_IDS } from '../../experiments/abouts';
import { usePage, useSession } from '../sessionContext';
import { numberWord } from '../../base/counted';
import { useTables } from './useTables';
import styles from './Tables.module.css';

/** All methods side by side on the images that are loaded, as long as the settings say. */
export function MethodsForm() {
  const session = useSession();
  const isMaking = useTables((state) => state.making !== null || state.isBusy);
  const labels = usePage((page) => page.images?.labels.length ?? 0);
  const reason =
    labels < 2 ? 'A table judges features by labels: load images in two labelled folders.' : null;
  return (
    <p className={styles.note}>
      <button
        data-testid="table-methods"
        disabled={isMaking || reason !== null}
        title={reason ?? 'Trains and measures each method once; the present run is paused meanwhile'}
        onClick={() => void session.tables.begin({ rows: null, seeds: 1, setting: 'present' })}
      >
        Compare the methods
      </button>{' '}
      What the features of all {numberWord(METHOD_IDS.length)} are worth: on as many batches of the same
      images, at the settings at the left, measured alike.
    </p>
  );
}
