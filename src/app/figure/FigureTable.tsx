import type { Figure } from '../../worker/protocol';
import { hyphenated } from '../format';
import { MASK_HELP, PREDICTION_HELP, SCORE_HELP, useColumns } from './columns';
import { FigureRow } from './FigureRow';
import { useFigureView } from './figureView';
import styles from './Figure.module.css';

interface FigureTableProps {
  figure: Figure;
  /** Whether its images are those pinned now, so that one can be taken off. */
  isLive?: boolean;
}

/** Figure 3 as a table: an image a row. */
export function FigureTable({ figure, isLive = false }: FigureTableProps) {
  const zoom = useFigureView((view) => view.zoom);
  const { beforeMask, afterMask } = useColumns();
  const pictures = beforeMask.length + afterMask.length + 2;
  return (
    <table className={styles.table} style={{ '--zoom': zoom, '--columns': pictures }}>
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
  const { beforeMask, afterMask } = useColumns();
  const cell = (column: string, title: string, help: string) => (
    <th key={column} scope="col" title={help} data-column={column}>
      {hyphenated(title)}
      <span className="spoken">{help}</span>
    </th>
  );
  return (
    <thead>
      <tr>
        {beforeMask.map(({ column, title, help }) => cell(column, title, help))}
        {cell('mask', 'Ω', MASK_HELP)}
        {afterMask.map(({ column, title, help }) => cell(column, title, help))}
        {cell('prediction', 'Predicted Ω', PREDICTION_HELP)}
        {cell('score', 'P(real)', SCORE_HELP)}
      </tr>
    </thead>
  );
}
