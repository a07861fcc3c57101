import { Fragment, useState } from 'react';
import type { MeasuredRow, MeasureHead } from '../../worker/protocol';
import { PHASE_TITLES } from '../run/progress';
import { saveFile } from '../saveFile';
import { count } from '../format';
import { CellDetails } from './CellDetails';
import { cellKey, cellsOf, csvText, percent, tableCsv, tableLines, type Cell } from './measured';
import styles from './Evaluation.module.css';

const NETWORK_TITLES: Readonly<Record<Cell['network'], string>> = {
  trained: 'trained',
  random: 'random',
  autoencoder: 'autoencoder φ',
  pixels: 'raw pixels',
};

/** All numbers: a line a network and layer, the probe and beside it the k-NN, with their intervals. */
export function ResultTable({ head, rows }: { head: MeasureHead; rows: readonly MeasuredRow[] }) {
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const cells = cellsOf(rows);
  const lines = tableLines(cells);
  const chosen = cells.find((cell) => cellKey(cell) === chosenKey) ?? cells[0];
  const hasKnn = cells.some(({ method }) => method === 'knn');
  const { moment, images, labelled, splits, measure } = head;
  const used = images === labelled ? `all ${count(images)}` : `${count(images)} of ${count(labelled)}`;
  return (
    <>
      <p className={styles.caption} data-testid="measure-head">
        {PHASE_TITLES[moment.phase]}, step {count(moment.step)} · {used} labelled images ·{' '}
        {head.classes.length} {measure === 'accuracy' ? 'classes' : 'attributes'} · {splits}{' '}
        {splits === 1 ? 'split' : 'splits'} · {measure} in %
        {measure === 'accuracy' && ' with its 95 % interval'}
      </p>
      <table className={styles.table} data-testid="measure-table">
        <thead>
          <tr>
            <th scope="col">Features</th>
            <th scope="col">Linear probe</th>
            {hasKnn && <th scope="col">k-NN</th>}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ network, layer, probe, knn }, i) => (
            <tr key={`${network} ${layer}`} data-first={lines[i - 1]?.layer !== layer} data-network={network}>
              <th scope="row">
                {layer.startsWith('conv') && <span className={styles.layer}>{layer} </span>}
                {NETWORK_TITLES[network]}
              </th>
              {[probe, ...(hasKnn ? [knn] : [])].map((cell, column) => (
                <Fragment key={column}>
                  {cell ? (
                    <Value
                      cell={cell}
                      chance={head.chance}
                      isChosen={cell === chosen}
                      choose={setChosenKey}
                    />
                  ) : (
                    <td />
                  )}
                </Fragment>
              ))}
            </tr>
          ))}
          <tr data-first data-network="majority">
            <th scope="row">{measure === 'accuracy' ? 'majority vote' : 'chance'}</th>
            <td colSpan={hasKnn ? 2 : 1}>{percent(head.chance)}</td>
          </tr>
        </tbody>
      </table>
      <div className={styles.buttons}>
        <button
          data-testid="save-table"
          onClick={() => saveFile(csvText(tableCsv(head, rows)), 'features.csv', 'text/csv')}
        >
          Table as CSV
        </button>
      </div>
      {chosen && (
        <CellDetails cell={chosen} head={head} title={`${chosen.layer}, ${NETWORK_TITLES[chosen.network]}`} />
      )}
    </>
  );
}

interface ValueProps {
  cell: Cell;
  chance: number;
  isChosen: boolean;
  choose: (key: string) => void;
}

/** A number with its bar, on which chance is marked; pressed, it shows how it came about. */
function Value({ cell, chance, isChosen, choose }: ValueProps) {
  const { value, deviation, interval } = cell;
  return (
    <td>
      <button
        className={styles.value}
        data-quiet
        aria-pressed={isChosen}
        title="Shows the protocol, each class and the confusions"
        onClick={() => choose(cellKey(cell))}
        data-testid={`cell-${cell.method}-${cell.network}-${cell.layer}`}
      >
        <span
          className={styles.bar}
          aria-hidden="true"
          style={{ '--value': String(value ?? 0), '--chance': String(chance) }}
        />
        <strong>{percent(value)}</strong>
        {deviation !== null && <span>± {percent(deviation)}</span>}
        {interval && (
          <span className={styles.interval}>
            {percent(interval.low)}–{percent(interval.high)}
          </span>
        )}
      </button>
    </td>
  );
}
