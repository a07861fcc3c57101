import { cellKey, efficiencyLines, isOneLayer, percent, type Cell } from '../../parts/measured';
import styles from '../../parts/Evaluation.module.css';

interface EfficiencyTableProps {
  cells: readonly Cell[];
  titleOf: (network: Cell['network']) => string;
  choose: (key: string) => void;
}

/** Accuracy, with its interval, by the share of the training labels that was used; nothing where all were always used. */
export function EfficiencyTable({ cells, titleOf, choose }: EfficiencyTableProps) {
  const lines = efficiencyLines(cells);
  const shares = [...new Set(lines.flatMap((line) => line.cells.map(({ share }) => share)))];
  if (lines.length === 0) return null;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Label efficiency">
      <table className={styles.efficiency} data-testid="efficiency-table">
        <caption>Fewer labels</caption>
        <thead>
          <tr>
            <th scope="col">Labels</th>
            {shares.map((share) => (
              <th key={share} scope="col">
                {Math.round(100 * share)} %
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ method, network, layer, cells: own }) => (
            <tr key={`${method} ${network} ${layer}`} data-network={network}>
              <th scope="row">
                {!isOneLayer(network) && `${layer} `}
                {titleOf(network)}
                {method === 'tuned' && ', fine-tuned'}
              </th>
              {shares.map((share) => {
                const cell = own.find((one) => one.share === share);
                return (
                  <td key={share}>
                    {cell && (
                      <button data-quiet onClick={() => choose(cellKey(cell))}>
                        {percent(cell.value)}
                        {cell.deviation !== null && <small> ± {percent(cell.deviation)}</small>}
                        {cell.interval && (
                          <small data-interval>
                            {percent(cell.interval.low)}–{percent(cell.interval.high)}
                          </small>
                        )}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
