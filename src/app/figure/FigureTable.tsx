import type { Figure } from '../../worker/protocol';
import { AFTER_MASK, BEFORE_MASK, MASK_HELP, PREDICTION_HELP, SCORE_HELP } from './columns';
import { FigureRow } from './FigureRow';
import styles from './Figure.module.css';

interface FigureTableProps {
  figure: Figure;
  /** Whether its images are those pinned now, so that one can be taken off. */
  isLive?: boolean;
}

/** Figure 3 as a table: an image a row. */
export function FigureTable({ figure, isLive = false }: FigureTableProps) {
  return (
    <table className={styles.table}>
      <FigureHead />
      <tbody>
        {figure.rows.map((row) => (
          <FigureRow key={row.image} row={row} pixels={figure.pixels} cells={figure.cells} isLive={isLive} />
        ))}
      </tbody>
    </table>
  );
}

function FigureHead() {
  const cell = (title: string, help: string) => (
    <th key={title} scope="col" title={help}>
      {title}
      <span className="spoken">{help}</span>
    </th>
  );
  return (
    <thead>
      <tr>
        {BEFORE_MASK.map(({ title, help }) => cell(title, help))}
        {cell('Ω', MASK_HELP)}
        {AFTER_MASK.map(({ title, help }) => cell(title, help))}
        {cell('Predicted Ω', PREDICTION_HELP)}
        {cell('P(real)', SCORE_HELP)}
      </tr>
    </thead>
  );
}
