import type { Figure3 } from '../../../../worker/protocol';
import { hyphenated } from '../../../../parts/format';
import { MASK_HELP, PREDICTION_HELP, SCORE_HELP, type ShownColumns } from './columns';
import { FigureRow } from './FigureRow';
import { useFigureView } from './figureView';
import { LATER_HELP } from './unlearnt';
import styles from '../../../../parts/Figure.module.css';

interface FigureTableProps {
  figure: Figure3;
  columns: ShownColumns;
  /** Whether its images are those pinned now, so that one can be taken off. */
  isLive?: boolean;
}

/** Figure 3 as a table: an image a row. */
export function FigureTable({ figure, columns, isLive = false }: FigureTableProps) {
  const zoom = useFigureView((view) => view.zoom);
  const pictures = columns.beforeMask.length + columns.afterMask.length + 2;
  return (
    <table className={styles.table} style={{ '--zoom': zoom, '--columns': pictures }}>
      <FigureHead columns={columns} />
      <tbody>
        {figure.rows.map((row) => (
          <FigureRow
            key={row.image}
            {...{ row, columns, isLive, pixels: figure.pixels, cells: figure.cells }}
          />
        ))}
      </tbody>
    </table>
  );
}

function FigureHead({ columns }: { columns: ShownColumns }) {
  const { beforeMask, afterMask, judgesLater } = columns;
  const cell = (
    column: string,
    title: string,
    about: string,
    later: string | false = false,
    detail?: string,
  ) => {
    const help = later ? `${about} ${later}` : about;
    return (
      <th key={column} scope="col" title={help} data-column={column} data-later={later ? '' : undefined}>
        {hyphenated(title)}
        {detail && <small>{detail}</small>}
        <span className="spoken">{help}</span>
      </th>
    );
  };
  const judgement = judgesLater && LATER_HELP.C;
  return (
    <thead>
      <tr>
        {beforeMask.map(({ column, title, help, detail }) => cell(column, title, help, false, detail))}
        {cell('mask', 'Ω', MASK_HELP)}
        {afterMask.map(({ column, title, help, later }) => cell(column, title, help, later && LATER_HELP.R))}
        {cell('prediction', 'Predicted Ω', PREDICTION_HELP, judgement)}
        {cell('score', 'P(real)', SCORE_HELP, judgement, 'no dropout')}
      </tr>
    </thead>
  );
}
