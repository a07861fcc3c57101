import { METHOD_IDS } from '../../experiments/abouts';
import { useSession } from '../../parts/sessionContext';
import { numberWord } from '../../base/counted';
import { useReasonNotToMeasure, useTables } from './useTables';
import styles from './Tables.module.css';

/** All methods side by side on the images that are loaded, as long as the settings say. */
export function MethodsForm() {
  const session = useSession();
  const isMaking = useTables((state) => state.making !== null || state.isBusy);
  const reason = useReasonNotToMeasure();
  return (
    <p className={styles.note}>
      <button
        data-testid="table-methods"
        disabled={isMaking || reason !== null}
        title={reason ?? 'Trains and measures each method once; the present run is paused meanwhile'}
        onClick={() => void session.tables.begin({ table: null, rows: [], seeds: 1, setting: 'present' })}
      >
        Compare the methods
      </button>{' '}
      What the features of all {numberWord(METHOD_IDS.length)} are worth: on as many batches of the same
      images, at the settings at the left, measured alike.
    </p>
  );
}
