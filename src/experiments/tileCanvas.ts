/** The sheet of a figure of columns on a canvas, of the page or of a worker. */
import type { TileSheet } from './tileSheet';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const INK = '#222';

/** Draws it from the upper left corner on. @param pixels side of the figure’s pictures */
export function drawTileSheet(context: Context, sheet: TileSheet, pixels: number): void {
  for (const { rgba, x, y, side } of sheet.pictures) {
    const own = new OffscreenCanvas(pixels, pixels);
    own.getContext('2d')!.putImageData(new ImageData(rgba, pixels), 0, 0);
    context.drawImage(own, x, y, side, side);
  }
  for (const { colour, x, y, width, height } of sheet.boxes) {
    context.fillStyle = colour;
    context.fillRect(x, y, width, height);
  }
  context.fillStyle = INK;
  for (const { text, x, y, endsAt, isBold } of sheet.words) {
    context.font = `${isBold ? 'bold ' : ''}12px sans-serif`;
    context.textAlign = endsAt ? 'right' : 'left';
    context.fillText(text, x, y);
  }
}
