import { Fragment, useState } from 'react';
import { count } from '../../base/counted';
import { csvText } from '../../base/csv';
import { EARLIER_PROTOCOL, isEarlierProtocol } from '../../experiments/measureProtocol';
import { networkName } from '../../experiments/networkName';
import type { MeasuredRow, MeasureHead } from '../../worker/protocol';
import { PHASE_TITLES } from '../../parts/progress';
import { saveFile } from '../../parts/saveFile';
import { CellDetails } from './CellDetails';
import { EfficiencyTable } from './EfficiencyTable';
import { cellKey, cellsOf, isOneLayer, percent, tableCsv, tableLines, type Cell } from '../../parts/measured';
import { useFeatures } from './useFeatures';
import styles from '../../parts/Evaluation.module.css';

const TITLES: Readonly<Record<string, string>> = {
  pixels: 'raw pixels',
  supervised: 'supervised, with labels',
};
const METHODS = ['probe', 'tuned', 'knn'] as const;

/** All numbers: a line a network and layer, a column a method, each number with its interval. */
export function ResultTable({ head, rows }: { head: MeasureHead; rows: readonly MeasuredRow[] }) {
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const cells = cellsOf(rows);
  const { beside } = useFeatures();
  const lines = tableLines(cells);
  const chosen =
    cells.find((cell) => cellKey(cell) === chosenKey) ?? cells.find(({ share }) => share === 1) ?? cells[0];
  const methods = METHODS.filter((method) => cells.some((cell) => cell.method === method));
  const titles = {
    probe: head.head === 'mlp' ? 'Two hidden layers' : 'Linear probe',
    tuned: 'Fine-tuned',
    knn: 'k-NN',
  };
  const titleOf = (network: Cell['network']): string => {
    const name = networkName(network, head);
    return beside[name]?.title ?? TITLES[name] ?? name;
  };
  return (
    <>
      <TableCaption head={head} hasIntervals={rows.some(({ interval }) => interval !== null)} />
      <div className={styles.wide}>
        <table
          className={methods.length > 1 ? `${styles.table} ${styles.several}` : styles.table}
          data-testid="measure-table"
        >
          <thead>
            <tr>
              <th scope="col">Features</th>
              {methods.map((method) => (
                <th key={method} scope="col">
                  {titles[method]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ network, layer, cells: own }, i) => (
              <tr
                key={`${network} ${layer}`}
                data-first={lines[i - 1]?.layer !== layer}
                data-network={network}
              >
                <th scope="row">
                  {!isOneLayer(network) && <span className={styles.layer}>{layer} </span>}
                  {titleOf(network)}
                </th>
                {methods.map((method) => (
                  <Fragment key={method}>
                    {own[method] ? (
                      <Value
                        cell={own[method]}
                        chance={head.chance}
                        isChosen={own[method] === chosen}
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
              <th scope="row">{head.measure === 'accuracy' ? 'majority vote' : 'chance'}</th>
              <td colSpan={methods.length}>{percent(head.chance)}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <EfficiencyTable cells={cells} titleOf={titleOf} choose={setChosenKey} />
      <div className={styles.buttons}>
        <button
          data-testid="save-table"
          onClick={() => saveFile(csvText(tableCsv(head, rows)), 'features.csv', 'text/csv')}
        >
          Table as CSV
        </button>
      </div>
      {chosen && (
        <CellDetails cell={chosen} head={head} title={`${chosen.layer}, ${titleOf(chosen.network)}`} />
      )}
    </>
  );
}

/** What holds for every number below. */
function TableCaption({ head, hasIntervals }: { head: MeasureHead; hasIntervals: boolean }) {
  const { moment, images, labelled, splits, measure, set, isTransfer } = head;
  const used = images === labelled ? `all ${count(images)}` : `${count(images)} of ${count(labelled)}`;
  return (
    <p className={styles.caption} data-testid="measure-head">
      {PHASE_TITLES[moment.phase]}, step {count(moment.step)} · {used} labelled images · {head.classes.length}{' '}
      {measure === 'accuracy' ? 'classes' : 'attributes'} · {splits} {splits === 1 ? 'split' : 'splits'} ·{' '}
      {measure} in %{hasIntervals && ' with its 95 % interval'}
      {isTransfer && ` · transfer to “${set}”, which was not trained on`}
      {isEarlierProtocol(head.protocolVersion) && ` · ${EARLIER_PROTOCOL}`}
    </p>
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
