import type { TileFigure } from '../../worker/protocol';
import styles from './Tiles.module.css';

/** Mean probabilities over the pinned images, darker the higher: what was done down, what is told across. */
export function ConfusionTable({ classes, shares }: NonNullable<TileFigure['confusion']>) {
  return (
    <table className={styles.confusion} data-testid="confusion">
      <caption>What is taken for what, on average over these images</caption>
      <thead>
        <tr>
          <th scope="col">True ↓ predicted →</th>
          {classes.map((told) => (
            <th key={told} scope="col">
              {told}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classes.map((was, row) => (
          <tr key={was}>
            <th scope="row">{was}</th>
            {classes.map((told, column) => (
              <Share key={told} value={shares[row]?.[column] ?? 0} isRight={row === column} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Share({ value, isRight }: { value: number; isRight: boolean }) {
  return (
    <td data-right={isRight || undefined} style={{ '--share': `${60 * value}%` }}>
      {value.toFixed(2)}
    </td>
  );
}
