import { experiment, type ExperimentId } from '../../experiments';
import styles from './Learn.module.css';

/** Rows of the paper's Table 1 as bars. */
export function PaperRows({ rows, says }: { rows: readonly ExperimentId[]; says: string }) {
  return (
    <figure className={styles.rows}>
      <table>
        <tbody>
          {rows.map((id) => {
            const { row, title, paper } = experiment(id);
            if (paper === null) return null;
            return (
              <tr key={id} data-baseline={id === 'baseline'}>
                <th scope="row">
                  {row} {title}
                </th>
                <td>
                  <meter min={0} max={100} value={paper} aria-hidden="true" />
                  {paper.toFixed(1)} %
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <figcaption className={styles.source}>
        {says} Table 1: accuracy on STL-10, 400 epochs at 96 px.
      </figcaption>
    </figure>
  );
}
