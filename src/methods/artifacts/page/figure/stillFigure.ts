/**
 * Figure 3 of the shipped networks as they drew it when they were packed (scripts/packShipped.ts): one sheet of all
 * pictures and the numbers beside it. The page shows it until the networks themselves are there and draw the same.
 */
import { z } from 'zod';
import { FIGURE_COLUMNS, type Figure3, type FigureColumn } from '../../../../worker/protocol';
import type { ArtifactsConfig } from '../../config';

/** The θ of the shipped networks’ training, and of every preset: where the page opens. */
export const SHIPPED_THETA = 0.7;

export interface StillFigure {
  /** Name of the set that they were trained on. */
  readonly set: string;
  readonly fill: ArtifactsConfig['fill'];
  readonly figure: Figure3;
}

/** Below the page’s base, and below public/ in the repository. */
export const STILL_PATHS = { numbers: 'pretrained/figure.json', sheet: 'pretrained/figure.png' } as const;

const share = z.number().min(0).max(1);

const numbersSchema = z.strictObject({
  set: z.string(),
  phase: z.enum(['autoencoder', 'repair']),
  step: z.int(),
  theta: share,
  fill: z.enum(['average', 'noise']),
  pixels: z.int(),
  cells: z.int(),
  rows: z.array(
    z.strictObject({
      image: z.int(),
      path: z.string(),
      mask: z.array(z.int().min(0).max(1)),
      predictedMask: z.record(z.enum(FIGURE_COLUMNS), z.array(share)),
      score: z.record(z.enum(FIGURE_COLUMNS), share),
    }),
  ),
});

type StillNumbers = z.infer<typeof numbersSchema>;

/** RGBA bytes, [rows · pixels, columns · pixels, 4]: an image a row, its pictures in the order of FIGURE_COLUMNS. */
type Sheet = Uint8ClampedArray;

/** The figure as numbers, rounded to what is shown, and its sheet. */
export function packStill({ set, fill, figure }: StillFigure): { numbers: StillNumbers; sheet: Sheet } {
  const { phase, step, theta, pixels, cells, rows } = figure;
  const sheet = new Uint8ClampedArray(rows.length * FIGURE_COLUMNS.length * 4 * pixels ** 2);
  rows.forEach(({ tiles }, row) =>
    FIGURE_COLUMNS.forEach((column, at) =>
      eachLine(pixels, row, at, (inSheet, inTile, length) =>
        sheet.set(tiles[column].subarray(inTile, inTile + length), inSheet),
      ),
    ),
  );
  const numbers = {
    ...{ set, phase, step, theta, fill, pixels, cells },
    rows: rows.map(({ image, path, mask, predictedMask, score }) => ({
      image,
      path,
      mask: [...mask],
      predictedMask: byColumn((column) => Array.from(predictedMask[column], rounded)),
      score: byColumn((column) => rounded(score[column])),
    })),
  };
  return { numbers, sheet };
}

/** Throws where the numbers are not those of a figure. */
export function unpackStill(numbers: unknown, sheet: Sheet): StillFigure {
  const { set, fill, rows, ...about } = numbersSchema.parse(numbers);
  const { pixels } = about;
  const tile = (row: number, column: number): Uint8ClampedArray<ArrayBuffer> => {
    const rgba = new Uint8ClampedArray(4 * pixels ** 2);
    eachLine(pixels, row, column, (inSheet, inTile, length) =>
      rgba.set(sheet.subarray(inSheet, inSheet + length), inTile),
    );
    return rgba;
  };
  const figure: Figure3 = {
    ...about,
    kind: 'figure3',
    method: 'artifacts',
    fakes: 'repaired',
    milliseconds: 0,
    rows: rows.map(({ image, path, mask, predictedMask, score }, row) => ({
      image,
      path,
      mask: Uint8Array.from(mask),
      predictedMask: byColumn((column) => Float32Array.from(predictedMask[column])),
      score,
      tiles: byColumn((_, column) => tile(row, column)),
    })),
  };
  return { set, fill, figure };
}

/** Where each line of a picture lies in the sheet and in the picture, in bytes. */
function eachLine(
  pixels: number,
  row: number,
  column: number,
  visit: (inSheet: number, inTile: number, length: number) => void,
): void {
  const length = 4 * pixels;
  for (let y = 0; y < pixels; y++)
    visit(((row * pixels + y) * FIGURE_COLUMNS.length + column) * length, y * length, length);
}

function byColumn<Value>(value: (column: FigureColumn, at: number) => Value): Record<FigureColumn, Value> {
  return Object.fromEntries(FIGURE_COLUMNS.map((column, at) => [column, value(column, at)])) as Record<
    FigureColumn,
    Value
  >;
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}
