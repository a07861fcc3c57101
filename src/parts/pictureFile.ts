/** Pictures as PNG files, made by the browser's own encoder. */
import type { Picture, PictureSheet } from '../worker/protocol';
import { drawPicture, newSheet, saveCanvas } from './canvasFile';

const GAP = 4;
const TEXT = 14;
/** Width for a strip's title. */
const TITLE = 200;

/** Saves one picture, each pixel enlarged to `scale` × `scale`. */
export function savePicture(picture: Picture, name: string, scale = 1): Promise<void> {
  const { width, height } = picture;
  const { canvas, context } = newSheet(width * scale, height * scale);
  draw(context, picture, 0, 0, scale);
  return saveCanvas(canvas, name);
}

/** Saves a sheet with its titles, notes and caption. */
export function saveSheet({ rows, caption }: PictureSheet, name: string, scale = 2): Promise<void> {
  const tiles = rows.flatMap(({ pictures }) => pictures.map(({ picture }) => picture));
  const [width, height] = [tiles[0]?.width ?? 1, tiles[0]?.height ?? 1];
  const stepX = width * scale + GAP;
  const stepY = height * scale + GAP + 2 * TEXT;
  const columns = Math.max(...rows.map(({ pictures }) => pictures.length), 1);
  const { canvas, context } = newSheet(Math.max(columns * stepX, 640), rows.length * stepY + TEXT + GAP);
  context.font = '11px sans-serif';
  for (const [r, { title, pictures }] of rows.entries()) {
    context.fillText(title, GAP, r * stepY + TEXT - 3);
    for (const [k, { picture, note }] of pictures.entries()) {
      draw(context, picture, k * stepX, r * stepY + TEXT, scale);
      context.fillText(note, k * stepX + GAP, r * stepY + TEXT + height * scale + TEXT - 3);
    }
  }
  context.fillText(caption, GAP, rows.length * stepY + TEXT);
  return saveCanvas(canvas, name);
}

/** Saves strips of square pictures, each after its title; all as large as the first is, so that masks are seen too. */
export function savePictureRows(
  rows: readonly { readonly title: string; readonly pictures: readonly Picture[] }[],
  name: string,
  scale = 2,
): Promise<void> {
  const first = rows[0]?.pictures[0];
  const [width, height] = [(first?.width ?? 1) * scale, (first?.height ?? 1) * scale];
  const [stepX, stepY] = [width + GAP, height + GAP];
  const columns = Math.max(...rows.map(({ pictures }) => pictures.length), 1);
  const { canvas, context } = newSheet(TITLE + columns * stepX, rows.length * stepY);
  context.font = '13px sans-serif';
  for (const [r, { title, pictures }] of rows.entries()) {
    context.fillText(title, GAP, r * stepY + stepY / 2, TITLE - 2 * GAP);
    for (const [k, picture] of pictures.entries()) {
      drawPicture(context, picture, { x: TITLE + k * stepX, y: r * stepY, width, height });
    }
  }
  return saveCanvas(canvas, name);
}

function draw(
  context: CanvasRenderingContext2D,
  picture: Picture,
  x: number,
  y: number,
  scale: number,
): void {
  drawPicture(context, picture, { x, y, width: picture.width * scale, height: picture.height * scale });
}
