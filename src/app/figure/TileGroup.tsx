import type { ColumnAbout } from '../../schema/about';
import { rightOf } from '../../experiments/tileSheet';
import type { TileRow } from '../../worker/protocol';
import figure from '../../parts/Figure.module.css';
import { PixelCanvas } from '../../parts/PixelCanvas';
import { Unpin } from '../../parts/Unpin';
import { spanOf, type ColumnGroup } from './columnGroups';
import styles from './Tiles.module.css';

interface TileGroupProps {
  row: TileRow;
  group: ColumnGroup;
  pixels: number;
  /** Pictures that have room beside each other on a phone. */
  narrow: number;
  /** Whether the image is taken off here. */
  hasUnpin: boolean;
}

/** Pictures of an image beside each other, and below the last of them what is told of it. */
export function TileGroup({ row, group, pixels, narrow, hasUnpin }: TileGroupProps) {
  const { pictures, bars } = group;
  const span = spanOf(group);
  return (
    <div className={styles.group} style={{ '--span': span, '--narrow-span': Math.min(span, narrow) }}>
      {pictures.map((column, i) => (
        <div key={column.id} data-column={column.id}>
          <ColumnTitle column={column} />
          <div className={figure.tile}>
            <PixelCanvas
              rgba={row.pictures[column.id]!}
              side={pixels}
              label={`${row.path}, ${column.title}`}
              testId={`tile-${column.id}`}
            />
            {hasUnpin && i === 0 && <Unpin image={row.image} path={row.path} />}
          </div>
        </div>
      ))}
      {bars && (
        <div className={styles.told} data-column={bars.id}>
          <ColumnTitle column={bars} />
          <Bars values={row.bars[bars.id] ?? []} labels={bars.labels ?? []} right={rightOf(row, bars)} />
        </div>
      )}
    </div>
  );
}

function ColumnTitle({ column: { title, help } }: { column: ColumnAbout }) {
  return (
    <p className={styles.title} title={help}>
      {title}
    </p>
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
              <span className={styles.label}>{labels[i]}</span>
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
