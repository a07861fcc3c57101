import { useMemo } from 'react';
import { FIGURE_COLUMNS, type Figure3, type FigureColumn, type FigureRow } from '../../../../worker/protocol';
import { short } from '../../../../parts/format';
import { Select } from '../../../../parts/Select';
import { AFTER_MASK, BEFORE_MASK } from './columns';
import { comparedStages, differencePicture, GAIN, meanSquare } from './compare';
import { useFigureView } from './figureView';
import { PixelCanvas } from '../../../../parts/PixelCanvas';
import { LATER_HELP, REPAIR_LATER, useBrought } from './unlearnt';
import styles from '../../../../parts/FigureTools.module.css';

const TITLES = Object.fromEntries(
  [...BEFORE_MASK, ...AFTER_MASK].map(({ column, title }) => [column, title]),
) as Record<FigureColumn, string>;

/** Two columns of the figure over each other: under one slider for all images, or their difference. */
export function CompareView({ figure }: { figure: Figure3 }) {
  const mode = useFigureView((view) => view.mode);
  const asked = { before: useFigureView((view) => view.before), after: useFigureView((view) => view.after) };
  const { before, after, there } = comparedStages(asked, figure, useBrought());
  const stages = there.map((column) => [column, TITLES[column]] as const);
  const split = useFigureView((view) => view.split);
  return (
    <>
      <div className={styles.compareControls}>
        <Select
          title="Before"
          value={before}
          options={stages}
          onChoose={(column) => setView({ before: column })}
        />
        <Select
          title="After"
          value={after}
          options={stages}
          onChoose={(column) => setView({ after: column })}
        />
        {mode === 'wipe' ? (
          <label className={styles.wipe}>
            Wipe
            <input
              type="range"
              data-testid="wipe"
              min={0}
              max={1}
              step={0.01}
              value={split}
              aria-valuetext={`${Math.round(split * 100)} % before`}
              onChange={(event) => setView({ split: Number(event.currentTarget.value) })}
            />
          </label>
        ) : (
          <span className={styles.note}>{GAIN} × the difference; grey where both agree</span>
        )}
        {there.length < FIGURE_COLUMNS.length && (
          <span className={styles.note} title={LATER_HELP.R}>
            {REPAIR_LATER}
          </span>
        )}
      </div>
      <ul className={styles.compared} data-testid="compared">
        {figure.rows.map((row) => (
          <li key={row.image}>
            {mode === 'wipe' ? (
              <Wipe row={row} pixels={figure.pixels} {...{ before, after, split }} />
            ) : (
              <Difference row={row} pixels={figure.pixels} {...{ before, after }} />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const setView = useFigureView.setState;

interface ComparedProps {
  row: FigureRow;
  pixels: number;
  before: FigureColumn;
  after: FigureColumn;
}

function Wipe({ row, pixels, before, after, split }: ComparedProps & { split: number }) {
  return (
    <div
      className={styles.stack}
      style={{ '--split': split }}
      onPointerMove={(event) => {
        if (event.buttons === 0 && event.pointerType !== 'mouse') return;
        const { left, width } = event.currentTarget.getBoundingClientRect();
        setView({ split: Math.min(1, Math.max(0, (event.clientX - left) / width)) });
      }}
    >
      <PixelCanvas rgba={row.tiles[after]} side={pixels} label={`${row.path}, ${TITLES[after]}`} />
      <div className={styles.over}>
        <PixelCanvas rgba={row.tiles[before]} side={pixels} label={`${row.path}, ${TITLES[before]}`} />
      </div>
    </div>
  );
}

function Difference({ row, pixels, before, after }: ComparedProps) {
  const [from, to] = [row.tiles[before], row.tiles[after]];
  const rgba = useMemo(() => differencePicture(from, to), [from, to]);
  const square = short(meanSquare(from, to));
  return (
    <figure>
      <div className={styles.stack}>
        <PixelCanvas
          rgba={rgba}
          side={pixels}
          label={`${row.path}, ${TITLES[after]} minus ${TITLES[before]}: mean square ${square}`}
        />
      </div>
      <figcaption className={styles.note}>mean square {square}</figcaption>
    </figure>
  );
}
