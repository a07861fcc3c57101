import { memo, useMemo, useState, type PointerEvent } from 'react';
import type { FigureColumn, FigureRow as Row } from '../../../../worker/protocol';
import { AREA_HELP, NO_AREA_HELP, type PictureColumn, type ShownColumns } from './columns';
import { LaterTile } from './LaterTile';
import { agreement, dropOutline, maskPicture } from './maskPicture';
import { areaText, verdictOf, type Verdict } from './verdict';
import { PixelCanvas } from '../../../../parts/PixelCanvas';
import { Unpin } from '../../../../parts/Unpin';
import styles from '../../../../parts/Figure.module.css';

interface FigureRowProps {
  row: Row;
  columns: ShownColumns;
  pixels: number;
  cells: number;
  /** Whether the image can be taken off the figure. */
  isLive: boolean;
}

/** One pinned image with all that is made of it. Redrawn only when its pictures are new. */
export const FigureRow = memo(function FigureRow({ row, columns, pixels, cells, isLive }: FigureRowProps) {
  const outline = useMemo(() => dropOutline(row.mask, cells), [row.mask, cells]);
  const mask = useMemo(() => maskPicture(row.mask), [row.mask]);
  const { beforeMask, afterMask, judged, judgesLater } = columns;
  const verdict = useMemo(() => verdictOf(row, judged), [row, judged]);
  const dropped = row.mask.reduce((sum, kept) => sum + 1 - kept, 0);
  const share = `${percent(dropped / row.mask.length)} of the cells dropped`;
  const picture = ({ column, title, later, tiles = column }: PictureColumn) => {
    const name = `${row.path}, ${title.toLowerCase()}`;
    const said = judgesLater ? share : `${percent(row.score[tiles])} real, ${share}`;
    return (
      <td key={column} data-column={column}>
        <div className={styles.tile} title={row.path}>
          {later ? (
            <LaterTile who="R" label={name} testId={`tile-${column}`} />
          ) : (
            <PixelCanvas
              rgba={row.tiles[tiles]}
              side={pixels}
              label={`${name}: ${said}`}
              testId={`tile-${column}`}
            />
          )}
          {column === 'original' ? (
            isLive && <Unpin image={row.image} path={row.path} />
          ) : (
            <Outline path={outline} cells={cells} />
          )}
        </div>
      </td>
    );
  };
  return (
    <tr data-testid="figure-row" data-image={row.image} className={styles.row}>
      {beforeMask.map(picture)}
      <td data-column="mask">
        <div className={styles.tile}>
          <PixelCanvas
            rgba={mask}
            side={cells}
            label={`Drop mask: ${dropped} of ${row.mask.length} cells dropped`}
            testId="tile-mask"
          />
        </div>
      </td>
      {afterMask.map(picture)}
      <td data-column="prediction">
        {judgesLater ? (
          <div className={styles.tile}>
            <LaterTile who="C" label={`${row.path}, predicted mask`} testId="tile-predicted-mask" />
          </div>
        ) : (
          <PredictedMask {...{ row, judged, cells, outline }} area={verdict.maskArea} />
        )}
      </td>
      <td className={styles.scores} data-testid="score" data-column="score">
        {judgesLater ? (
          <LaterTile who="C" label={`${row.path}, P(real)`} />
        ) : (
          <>
            {(['real', judged] as const).map((column) => (
              <Score key={column} title={column} value={row.score[column]} />
            ))}
            <Told verdict={verdict} judged={judged} />
          </>
        )}
      </td>
    </tr>
  );
});

interface PredictedMaskProps {
  row: Row;
  judged: FigureColumn;
  cells: number;
  outline: string;
  /** Area under the ROC curve of kept against dropped cells; null where Ω has only one of them. */
  area: number | null;
}

/** The mask that the discriminator sees in the picture it judges, with a cell’s value under the pointer. */
function PredictedMask({ row, judged, cells, outline, area }: PredictedMaskProps) {
  const predicted = row.predictedMask[judged];
  const rgba = useMemo(() => maskPicture(predicted), [predicted]);
  const [cell, setCell] = useState<number | null>(null);
  const right = agreement(row.mask, predicted);

  function follow(event: PointerEvent<HTMLCanvasElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (offset: number, length: number) =>
      Math.min(cells - 1, Math.max(0, Math.floor((offset / length) * cells)));
    setCell(at(event.clientY - box.top, box.height) * cells + at(event.clientX - box.left, box.width));
  }

  return (
    <div className={styles.tile}>
      <PixelCanvas
        rgba={rgba}
        side={cells}
        label={`Mask predicted from the ${judged} picture: ${percent(right)} of the cells right, AUC ${areaText(area)}`}
        testId="tile-predicted-mask"
        onPointerMove={follow}
        onPointerLeave={() => setCell(null)}
      />
      <Outline path={outline} cells={cells} />
      {cell !== null && cell < row.mask.length && (
        <p className={styles.value}>
          kept {predicted[cell]!.toFixed(2)} · Ω = {row.mask[cell]}
        </p>
      )}
    </div>
  );
}

/** Edges of the dropped cells: a dark line under a light one, to be seen on any picture. */
function Outline({ path, cells }: { path: string; cells: number }) {
  return (
    <svg className={styles.outline} viewBox={`0 0 ${cells} ${cells}`} aria-hidden="true">
      <path d={path} stroke="#000" strokeWidth="3" />
      <path d={path} stroke="#fff" strokeWidth="1.25" />
    </svg>
  );
}

function Score({ title, value }: { title: string; value: number }) {
  return (
    <div className={styles.score}>
      <span>{title}</span>
      <span>{value.toFixed(2)}</span>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${value * 100}%` }} data-score={title} />
      </span>
    </div>
  );
}

interface ToldProps {
  verdict: Verdict;
  judged: FigureColumn;
}

/** Whether C is right about the row: the real picture above the corrupt one, and the predicted Ω against Ω. */
function Told({ verdict: { isRight, text, mark, maskArea }, judged }: ToldProps) {
  const above = `The real picture scores ${isRight === null ? 'as' : isRight ? 'above' : 'below'} the ${judged} one`;
  return (
    <div className={styles.told}>
      <span data-testid="verdict" data-right={isRight} title={above}>
        <span aria-hidden="true">{mark}</span> {text}
      </span>
      <span data-testid="mask-area" title={maskArea === null ? NO_AREA_HELP : AREA_HELP}>
        Ω AUC {areaText(maskArea)}
      </span>
    </div>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
