import { useState } from 'react';
import { aboutMethod, METHOD_IDS } from '../../experiments/abouts';
import { usePage, useSession } from '../../parts/sessionContext';
import { counted, numberWord } from '../../base/counted';
import { SeedCount } from './SeedCount';
import { useReasonNotToMeasure, useTables } from './useTables';
import styles from './Tables.module.css';

/** All methods side by side on the images that are loaded, as long as the settings say. */
export function MethodsForm() {
  const session = useSession();
  const isMaking = useTables((state) => state.making !== null || state.isBusy);
  const reason = useReasonNotToMeasure();
  const present = usePage((page) => page.running.method);
  const [seeds, setSeeds] = useState(1);
  return (
    <form
      className={styles.form}
      aria-label="Compare the methods"
      onSubmit={(event) => {
        event.preventDefault();
        void session.tables.begin({ table: null, rows: [], seeds, setting: 'present' });
      }}
    >
      <p id="methods-runs" className={styles.note}>
        What the features of all {numberWord(METHOD_IDS.length)} methods are worth, measured alike:{' '}
        {counted(METHOD_IDS.length * seeds, 'run')}. All have the present run’s size, batch, seed,
        augmentation and total number of batches. {aboutMethod(present).title} has its other settings, too;
        the other methods have their defaults.
      </p>
      <div className={styles.choices}>
        <SeedCount id="methods-seeds" describedBy="methods-runs" seeds={seeds} onChange={setSeeds} />
        <button
          type="submit"
          data-testid="table-methods"
          disabled={isMaking || reason !== null}
          title={reason ?? 'Trains and measures each method; the present run is paused meanwhile'}
        >
          Compare the methods
        </button>
      </div>
    </form>
  );
}
