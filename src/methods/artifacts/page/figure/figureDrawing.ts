/** Figure 3 on a canvas, as it is saved and filmed: the pictures with their titles, enlarged without smoothing. */
import { count } from '../../../../base/counted';
import { maskColour } from '../../../../base/maskColour';
import type { Figure3 } from '../../../../worker/protocol';
import { drawPicture, type Drawing } from '../../../../parts/canvasFile';
import { PHASE_TITLES } from '../../../../parts/progress';
import type { PictureColumn, ShownColumns } from './columns';
import { maskPicture } from './maskPicture';
import { LATER } from './unlearnt';
import { areaText, verdictOf, type Verdict } from './verdict';

const TILE = 128;
const GAP = 6;
const LINE = 20;
/** An image’s name, and its pictures below it. */
const ROW = LINE + TILE + GAP;
/** A square of the key of Ω. */
const SWATCH = 11;

/** These columns of the figure. Its size, in pixels, is even, as encoders of films like it. */
export function figureDrawing(figure: Figure3, columns: ShownColumns): Drawing {
  const width = (columns.beforeMask.length + columns.afterMask.length + 2) * (TILE + GAP) + GAP;
  const height = figure.rows.length * ROW + GAP + 2 * LINE;
  return { width, height, draw: (context) => drawFigure(context, figure, columns, { width, height }) };
}

/** What a PNG of it is called. */
export function figureFile({ phase, step }: Figure3): string {
  return `figure3-${phase}-${step}.png`;
}

function drawFigure(
  context: CanvasRenderingContext2D,
  figure: Figure3,
  columns: ShownColumns,
  { width, height }: Omit<Drawing, 'draw'>,
): void {
  const { beforeMask, afterMask, judged, judgesLater } = columns;
  context.fillStyle = '#111';
  context.font = '13px sans-serif';
  context.imageSmoothingEnabled = false;
  const titles = [
    ...beforeMask.map(({ title }) => title),
    'Ω',
    ...afterMask.map(({ title }) => title),
    'Predicted Ω',
  ];
  titles.forEach((title, i) => context.fillText(title, GAP + i * (TILE + GAP), LINE - 5));
  figure.rows.forEach((row, r) => {
    const top = LINE + r * ROW;
    const verdict = judgesLater ? '' : verdictText(verdictOf(row, judged));
    const told = context.measureText(verdict).width;
    context.fillText(row.path, GAP, top + LINE - 5, width - 4 * GAP - told);
    context.fillText(verdict, width - GAP - told, top + LINE - 5);
    const tile = ({ column, later, tiles = column }: PictureColumn) => (later ? null : row.tiles[tiles]);
    const pictures = [
      ...beforeMask.map(tile),
      maskPicture(row.mask),
      ...afterMask.map(tile),
      judgesLater ? null : maskPicture(row.predictedMask[judged]),
    ];
    pictures.forEach((rgba, i) => {
      const [x, y] = [GAP + i * (TILE + GAP), top + LINE];
      if (rgba) drawTile(context, rgba, x, y);
      else drawLater(context, x, y);
    });
  });
  const { phase, step, theta } = figure;
  const told = `${PHASE_TITLES[phase]}, step ${count(step)} · θ = ${theta.toFixed(2)} · Ω: `;
  context.fillText(told, GAP, height - 7);
  drawKey(context, GAP + context.measureText(told).width, height - 7);
}

/** “✓ told apart, Ω AUC 0.71”. */
function verdictText({ mark, text, maskArea }: Verdict): string {
  return `${mark} ${text}, Ω AUC ${areaText(maskArea)}`;
}

/** What the colours of Ω and of its prediction mean, from x on, on this line of text. */
function drawKey(context: CanvasRenderingContext2D, x: number, line: number): void {
  let left = x;
  for (const [kept, meaning] of [
    [0, 'dropped'],
    [1, 'kept'],
  ] as const) {
    context.fillStyle = `rgb(${maskColour(kept).join(' ')})`;
    context.fillRect(left, line - SWATCH + 1, SWATCH, SWATCH);
    context.strokeStyle = '#888';
    context.strokeRect(left + 0.5, line - SWATCH + 1.5, SWATCH - 1, SWATCH - 1);
    context.fillStyle = '#111';
    context.fillText(meaning, left + SWATCH + 4, line);
    left += SWATCH + 4 + context.measureText(meaning).width + 12;
  }
}

/** In place of noise. */
function drawLater(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.save();
  context.fillStyle = '#f1f1ee';
  context.fillRect(x, y, TILE, TILE);
  context.fillStyle = '#666';
  context.font = '11px sans-serif';
  context.textAlign = 'center';
  context.fillText(LATER, x + TILE / 2, y + TILE / 2 + 4);
  context.restore();
}

function drawTile(
  context: CanvasRenderingContext2D,
  rgba: Uint8ClampedArray<ArrayBuffer>,
  x: number,
  y: number,
): void {
  const side = Math.sqrt(rgba.length / 4);
  drawPicture(context, { width: side, height: side, rgba }, { x, y, width: TILE, height: TILE });
}
