/** How far apart two figures of the same images are. */
import { FIGURE_COLUMNS, type Figure3, type FigureColumn, type FigureRow } from '../events';
import type { FigureDifference, FigureRowDifference } from './events';

/** Of two figures of the same images at the same size, drawn at the same step. */
export function figureDifference(a: Figure3, b: Figure3): FigureDifference {
  const { phase, step, pixels } = a;
  return { phase, step, pixels, rows: a.rows.map((row, i) => rowDifference(row, b.rows[i]!)) };
}

function rowDifference(a: FigureRow, b: FigureRow): FigureRowDifference {
  const tiles = byColumn((column) => tileDifference(a.tiles[column], b.tiles[column]));
  return {
    image: a.image,
    tiles,
    mean: byColumn((column) => meanColour(tiles[column])),
    predictedMask: byColumn((column) =>
      a.predictedMask[column].map((kept, cell) => kept - b.predictedMask[column][cell]!),
    ),
    score: byColumn((column) => a.score[column] - b.score[column]),
  };
}

function tileDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(a, (value, i) => (i % 4 === 3 ? 255 : Math.abs(value - b[i]!)));
}

function meanColour(tile: Uint8ClampedArray): number {
  const sum = tile.reduce((total, value, i) => (i % 4 === 3 ? total : total + value), 0);
  return sum / ((tile.length / 4) * 3);
}

function byColumn<T>(make: (column: FigureColumn) => T): Record<FigureColumn, T> {
  return Object.fromEntries(FIGURE_COLUMNS.map((column) => [column, make(column)])) as Record<
    FigureColumn,
    T
  >;
}
