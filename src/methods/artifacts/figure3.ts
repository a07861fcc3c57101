/** Figure 3 of the paper, as numbers. */
import type { z } from 'zod';
import type { ArtifactsPhase } from './about';
import type { FIELDS } from './fields';

type Settings = z.infer<z.ZodObject<typeof FIELDS>>;

/** The columns of Figure 3 that are pictures. */
export const FIGURE_COLUMNS = ['original', 'real', 'damaged', 'repaired', 'ungated', 'twice'] as const;
export type FigureColumn = (typeof FIGURE_COLUMNS)[number];

export interface FigureRow {
  /** Index of the image in the set, and its path there. */
  readonly image: number;
  readonly path: string;
  /** RGBA bytes, [pixels, pixels, 4], one picture a column. */
  readonly tiles: Readonly<Record<FigureColumn, Uint8ClampedArray<ArrayBuffer>>>;
  /** Drop mask Ω, [cells, cells] row by row, 1 = kept. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** C’s prediction from a picture, for each of these columns: probability that each cell was kept, [cells, cells]. */
  readonly predictedMask: Readonly<Record<FigureColumn, Float32Array<ArrayBuffer>>>;
  /** C’s probability that a picture is real, for each of these columns. */
  readonly score: Readonly<Record<FigureColumn, number>>;
}

/** Figure 3 for the pinned images, drawn with the networks as they are. */
export interface Figure3 {
  readonly kind: 'figure3';
  readonly method: 'artifacts';
  readonly phase: ArtifactsPhase;
  readonly step: number;
  readonly theta: number;
  /** Where `generated`, the columns after Ω all show what the generator makes, and nothing is kept. */
  readonly fakes: Settings['fakes'];
  readonly pixels: number;
  readonly cells: number;
  readonly rows: readonly FigureRow[];
  /** Time that the drawing took, in milliseconds. */
  readonly milliseconds: number;
}
