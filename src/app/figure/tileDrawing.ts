/** The figure of a method that says it by columns, on a canvas, as it is saved and filmed. */
import { tileSheet } from '../../experiments/tileSheet';
import { drawPicture, type Drawing } from '../../parts/canvasFile';
import type { TileFigure } from '../../worker/protocol';

const INK = '#222';
/** Between drawings one under the other. */
const APART = 20;

/** @param told the line at its foot, where that is not phase and step alone */
export function tileDrawing(figure: TileFigure, told?: string): Drawing {
  const { width, height, pictures, boxes, words } = tileSheet(figure, told);
  function draw(context: CanvasRenderingContext2D): void {
    for (const { rgba, x, y, side } of pictures) {
      const picture = { width: figure.pixels, height: figure.pixels, rgba };
      drawPicture(context, picture, { x, y, width: side, height: side });
    }
    for (const { colour, x, y, width, height } of boxes) {
      context.fillStyle = colour;
      context.fillRect(x, y, width, height);
    }
    context.fillStyle = INK;
    for (const { text, x, y, endsAt, isBold } of words) {
      context.font = `${isBold ? 'bold ' : ''}12px sans-serif`;
      context.textAlign = endsAt ? 'right' : 'left';
      context.fillText(text, x, y);
    }
  }
  return { width, height, draw };
}

/** Drawings one under the other. */
export function stackedDrawing(drawings: readonly Drawing[]): Drawing {
  return {
    width: Math.max(...drawings.map(({ width }) => width)),
    height: drawings.reduce((sum, { height }) => sum + height + APART, -APART),
    draw(context) {
      context.save();
      for (const { draw, height } of drawings) {
        draw(context);
        context.translate(0, height + APART);
      }
      context.restore();
    },
  };
}
