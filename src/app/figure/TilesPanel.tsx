import { columnsIn } from '../../experiments/tileSheet';
import type { ColumnAbout } from '../../schema/about';
import type { TileFigure, TileRow } from '../../worker/protocol';
import panel from '../../parts/panel.module.css';
import { usePage } from '../../parts/sessionContext';
import { FigureHead } from '../../parts/FigureHead';
import { PixelCanvas } from '../../parts/PixelCanvas';
import { SideScroll } from '../../parts/SideScroll';
import { StepScrubber } from '../../parts/StepScrubber';
import { useShownTiles } from '../../parts/useFigures';
import tools from '../../parts/FigureTools.module.css';
import { ConfusionTable } from './ConfusionTable';
import { SaveTiles } from './SaveTiles';
import styles from './Tiles.module.css';

/** The figure of a method that says it by columns, for the pinned images. */
export function TilesPanel() {
  const { figure, isLive } = useShownTiles();
  const pinned = usePage((page) => page.pinned.length);
  return (
    <section className={panel.panel} aria-labelledby="figure-title">
      <FigureHead title={isLive ? 'Pinned images, live' : 'Pinned images, as it was'} figure={figure} />
      <div className={tools.tools}>
        <span className={tools.files}>
          <SaveTiles figure={figure} />
        </span>
      </div>
      <SideScroll
        data-testid="figure"
        data-step={figure?.step}
        role="region"
        aria-label="The figure’s pictures"
        tabIndex={0}
      >
        {figure && figure.rows.length > 0 ? (
          <TileTable figure={figure} />
        ) : (
          <p className={panel.note}>{pinned === 0 ? 'Pin an image below to see it here.' : 'Drawing…'}</p>
        )}
      </SideScroll>
      <StepScrubber />
    </section>
  );
}

/** An image a row, and what is taken for what. */
export function TileTable({ figure }: { figure: TileFigure }) {
  const { rows, confusion } = figure;
  const columns = columnsIn(figure);
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ id, title, help, kind }) => (
              <th key={id} scope="col" title={help} data-kind={kind}>
                {title}
                <span className="spoken">{help}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.image} data-testid="figure-row" data-image={row.image}>
              {columns.map((column) => (
                <td key={column.id} data-column={column.id} data-kind={column.kind}>
                  <Tile row={row} column={column} pixels={figure.pixels} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {confusion && <ConfusionTable {...confusion} />}
    </>
  );
}

function Tile({ row, column, pixels }: { row: TileRow; column: ColumnAbout; pixels: number }) {
  const picture = row.pictures[column.id];
  if (picture) {
    const label = `${row.path}, ${column.title}`;
    return <PixelCanvas rgba={picture} side={pixels} label={label} testId={`tile-${column.id}`} />;
  }
  return (
    <Bars values={row.bars[column.id] ?? []} labels={column.labels ?? []} right={column.right ?? null} />
  );
}

interface BarsProps {
  /** Null for what is not told of. */
  values: readonly (number | null)[];
  labels: readonly string[];
  /** Which is right; null where none is. */
  right: number | null;
}

/** Shares as bars, one under the other. */
function Bars({ values, labels, right }: BarsProps) {
  return (
    <ul className={styles.bars}>
      {values.map(
        (value, i) =>
          value !== null && (
            <li key={i} data-right={i === right || undefined}>
              <span className={styles.bar} style={{ width: `${100 * value}%` }} aria-hidden="true" />
              <span>{labels[i]}</span>
              <span>
                {value.toFixed(2)}
                {i === right && <span className="spoken"> (right)</span>}
              </span>
            </li>
          ),
      )}
    </ul>
  );
}
