/** Figure 3 as one PNG: a row per image, a column per stage, masks as grids, C’s scores below the pictures. */
import sharp, { type OverlayOptions } from 'sharp';
import { maskColour } from '../base/maskColour';
import type { Figure3, FigureColumn, FigureRow } from '../lab/events';
import { svg, svgText as text } from './svg';

type Column = { readonly title: string } & (
  { readonly picture: FigureColumn } | { readonly grid: (row: FigureRow) => ArrayLike<number> }
);

const COLUMNS: readonly Column[] = [
  { title: 'Original', picture: 'original' },
  { title: 'Autoencoded', picture: 'real' },
  { title: 'Ω', grid: ({ mask }) => mask },
  { title: 'Damaged', picture: 'damaged' },
  { title: 'Repaired', picture: 'repaired' },
  { title: 'Without gate', picture: 'ungated' },
  { title: 'Twice', picture: 'twice' },
  { title: 'Predicted Ω', grid: ({ predictedMask }) => predictedMask.repaired },
];

/** Pictures smaller than this are enlarged by a whole factor, so that their pixels stay sharp. */
const WANTED_SIDE = 128;
const GAP = 8;
const HEADER = 52;
/** Above a row: the image’s name. */
const NAME = 18;
const SCORE = 20;

interface Layout {
  /** Side of a tile, in pixels of the PNG. */
  readonly side: number;
  readonly width: number;
  readonly height: number;
}

/** Where things go for this many rows of pictures of `pixels` a side. */
export function montageLayout(pixels: number, rows: number): Layout {
  const side = pixels * Math.max(1, Math.round(WANTED_SIDE / pixels));
  return {
    side,
    width: COLUMNS.length * (side + GAP) + GAP,
    height: HEADER + rows * (NAME + side + SCORE) + GAP,
  };
}

/** The PNG’s bytes. `caption` is the line above the column titles. */
export async function figure3ToPng(figure: Figure3, caption: string): Promise<Uint8Array> {
  const layout = montageLayout(figure.pixels, figure.rows.length);
  const tiles = figure.rows.flatMap((row, y) =>
    COLUMNS.flatMap((column, x) =>
      'picture' in column ? [pictureAt(row.tiles[column.picture], figure.pixels, layout, x, y)] : [],
    ),
  );
  const drawing = drawSvg(figure, layout, caption);
  return sharp({
    create: { width: layout.width, height: layout.height, channels: 3, background: 'white' },
  })
    .composite([{ input: drawing, left: 0, top: 0 }, ...(await Promise.all(tiles))])
    .png()
    .toBuffer();
}

async function pictureAt(
  rgba: Uint8ClampedArray,
  pixels: number,
  layout: Layout,
  x: number,
  y: number,
): Promise<OverlayOptions> {
  const input = await sharp(rgba, { raw: { width: pixels, height: pixels, channels: 4 } })
    .resize(layout.side, layout.side, { kernel: 'nearest' })
    .png()
    .toBuffer();
  return { input, left: leftOf(x, layout), top: topOf(y, layout) };
}

function drawSvg(figure: Figure3, layout: Layout, caption: string): Buffer {
  const titles = COLUMNS.map(({ title }, x) =>
    text(title, leftOf(x, layout) + layout.side / 2, HEADER - 8, 'font-weight="bold"'),
  );
  const names = figure.rows.map(({ path }, y) =>
    text(path, GAP, topOf(y, layout) - 6, 'style="text-anchor:start"'),
  );
  const cells = figure.rows.flatMap((row, y) =>
    COLUMNS.map((column, x) =>
      'grid' in column
        ? grid(column.grid(row), figure.cells, layout, x, y)
        : score(row, column.picture, layout, x, y),
    ),
  );
  const head = text(caption, GAP, 20, 'style="text-anchor:start"');
  const content = [head, ...titles, ...names, ...cells].join('');
  return svg(layout.width, layout.height, content, ' text-anchor="middle"');
}

function score(row: FigureRow, picture: FigureColumn, layout: Layout, x: number, y: number): string {
  const percent = Math.round(row.score[picture] * 100);
  return text(`real: ${percent} %`, leftOf(x, layout) + layout.side / 2, topOf(y, layout) + layout.side + 14);
}

/** Values in [0, 1] as squares in the page’s colours, from dark (dropped) to light (kept). */
function grid(values: ArrayLike<number>, cells: number, layout: Layout, x: number, y: number): string {
  const size = layout.side / cells;
  const squares = Array.from(values, (value, i) => {
    const left = leftOf(x, layout) + (i % cells) * size;
    const top = topOf(y, layout) + Math.floor(i / cells) * size;
    const colour = maskColour(value).map(Math.round).join();
    return `<rect x="${left}" y="${top}" width="${size}" height="${size}" fill="rgb(${colour})" stroke="#888"/>`;
  });
  return squares.join('');
}

function leftOf(column: number, { side }: Layout): number {
  return GAP + column * (side + GAP);
}

function topOf(row: number, { side }: Layout): number {
  return HEADER + NAME + row * (NAME + side + SCORE);
}
