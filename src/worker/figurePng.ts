/** Figure 3 as a PNG in a worker, where there is a canvas but no document. */
import { FIGURE_COLUMNS, type Figure3 } from '../lab/events';

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

/** A row per image, a column per picture. The PNG’s bytes; `caption` is the line above the columns’ titles. */
export async function figureToPng(figure: Figure3, caption: string): Promise<Uint8Array<ArrayBuffer>> {
  const width = FIGURE_COLUMNS.length * (SIDE + GAP) + GAP;
  const context = canvas(width, HEADER + figure.rows.length * (NAME + SIDE + GAP));
  context.fillStyle = 'white';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.fillStyle = '#222';
  context.font = '12px sans-serif';
  context.imageSmoothingEnabled = false;
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
  const blob = await context.canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

function canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('The browser gives no 2D canvas in a worker: update it or choose another.');
  return context;
}
