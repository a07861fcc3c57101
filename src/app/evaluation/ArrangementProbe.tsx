import { useState } from 'react';
import { csvText } from '../../base/csv';
import styles from '../../parts/Evaluation.module.css';
import { percent } from '../../parts/measured';
import { ProgressLine } from '../../parts/ProgressLine';
import { saveFile } from '../../parts/saveFile';
import { useSession } from '../../parts/sessionContext';
import { SheetView } from '../../parts/SheetView';
import { useEvaluation } from '../../parts/useEvaluation';
import type { ArrangementReport } from '../../worker/protocol';

/** Images against the same with their tiles permuted: whether features see more than patches. */
export function ArrangementProbe() {
  const { evaluation } = useSession();
  const isBusy = useEvaluation((state) => state.doing !== null);
  const report = useEvaluation((state) => state.arrangement);
  const [isPlain, setPlain] = useState(false);
  return (
    <div data-testid="arrangement">
      <p className={styles.caption}>
        A linear probe tells images from the same with their 4 × 4 tiles permuted and the seams filled. The
        patches are the same: whoever tells them apart sees the whole. 50 % is a guess.
      </p>
      <div className={styles.numbers}>
        <button
          data-testid="probe-arrangement"
          disabled={isBusy}
          onClick={() => void evaluation.probeArrangement({ originals: isPlain ? 'plain' : 'filled' })}
        >
          Probe the arrangement
        </button>
        <label title="As in the thesis. Else the bands are filled in the originals, too, so that the fill cannot give the others away">
          <input
            type="checkbox"
            checked={isPlain}
            onChange={(event) => setPlain(event.currentTarget.checked)}
          />
          originals as they are
        </label>
      </div>
      <ProgressLine of={['arrangement']} />
      {report && <Told report={report} />}
    </div>
  );
}

function Told({ report: { rows, sheet } }: { report: ArrangementReport }) {
  function save(): void {
    const lines = rows.map(({ title, layer, value, interval: { low, high } }) => {
      return [title, layer, value, low, high];
    });
    const head = ['network', 'layer', 'accuracy', 'low95', 'high95'];
    saveFile(csvText([head, ...lines]), 'arrangement.csv', 'text/csv');
  }

  return (
    <>
      <div className={styles.wide}>
        <table className={styles.standing} data-testid="arrangement-table">
          <thead>
            <tr>
              <th>layer</th>
              <th>network</th>
              <th>told right</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ title, network, layer, value, interval }) => (
              <tr key={`${network} ${layer}`}>
                <td>{layer}</td>
                <td>{title}</td>
                <td>
                  {percent(value)} %{' '}
                  <span className={styles.interval}>
                    {percent(interval.low)}–{percent(interval.high)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button data-quiet data-testid="save-arrangement" title="Saves the numbers as CSV" onClick={save}>
        CSV
      </button>
      <SheetView sheet={sheet} name="permuted" isInColumns />
    </>
  );
}
