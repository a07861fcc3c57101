/** The figure of a method that says it by columns, on a canvas, as it is saved and filmed. */
import { drawTileSheet } from '../../experiments/tileCanvas';
import { tileSheet } from '../../experiments/tileSheet';
import type { Drawing } from '../../parts/canvasFile';
import type { TileFigure } from '../../worker/protocol';

/** Between drawings one under the other. */
const APART = 20;

/** @param told the line at its foot, where that is not phase and step alone */
export function tileDrawing(figure: TileFigure, told?: string): Drawing {
  const sheet = tileSheet(figure, told);
  const { width, height } = sheet;
  return { width, height, draw: (context) => drawTileSheet(context, sheet, figure.pixels) };
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
