/** The figure of any method as a PNG in a worker, where there is a canvas but no document. */
import { drawTileSheet } from '../experiments/tileCanvas';
import { tileSheet } from '../experiments/tileSheet';
import { FIGURE_COLUMNS, type Figure, type Figure3, type TileFigure } from '../lab/events';

const SIDE = 128;
const GAP = 8;
const HEADER = 44;
/** Above a row: the image’s name. */
const NAME = 16;

const TITLES: Readonly<Record<(typeof FIGURE_COLUMNS)[number], string>> = {
  original: 'Original',
  real: 'Autoencoded',
  damaged: 'Damaged',
  repaired: 'Repaired',
  ungated: 'Without gate',
  twice: 'Twice',
};

/** The PNG’s bytes; `caption` is the line above or below. */
export async function figureToPng(figure: Figure, caption: string): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = figure.kind === 'figure3' ? figure3Canvas(figure, caption) : tilesCanvas(figure, caption);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

/** A titled column for each of the method’s, an image a row. */
function tilesCanvas(figure: TileFigure, told: string): OffscreenCanvas {
  const sheet = tileSheet(figure, told);
  const context = whiteCanvas(sheet.width, sheet.height);
  drawTileSheet(context, sheet, figure.pixels);
  return context.canvas;
}

/** A row per image, a column per picture, the caption above the columns’ titles. */
function figure3Canvas(figure: Figure3, caption: string): OffscreenCanvas {
  const width = FIGURE_COLUMNS.length * (SIDE + GAP) + GAP;
  const context = whiteCanvas(width, HEADER + figure.rows.length * (NAME + SIDE + GAP));
  context.fillStyle = '#222';
  context.font = '12px sans-serif';
  context.fillText(caption, GAP, 16, width - 2 * GAP);
  FIGURE_COLUMNS.forEach((column, x) => context.fillText(TITLES[column], GAP + x * (SIDE + GAP), HEADER - 8));
  figure.rows.forEach(({ path, tiles }, y) => {
    const top = HEADER + NAME + y * (NAME + SIDE + GAP);
    context.fillText(path, GAP, top - 5, width - 2 * GAP);
    FIGURE_COLUMNS.forEach((column, x) => {
      const tile = canvas(figure.pixels, figure.pixels);
      tile.putImageData(new ImageData(tiles[column], figure.pixels), 0, 0);
      context.drawImage(tile.canvas, GAP + x * (SIDE + GAP), top, SIDE, SIDE);
    });
  });
  return context.canvas;
}

/** White, to be drawn on without smoothing. */
function whiteCanvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = canvas(width, height);
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  return context;
}

function canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('The browser gives no 2D canvas in a worker: update it or choose another.');
  return context;
}
