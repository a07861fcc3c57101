/** What a figure shows of a few images, where a method has no figure of its own kind. Types only. */

/** A figure as the columns of a method’s about say it. */
export interface TileFigure<Method extends string = string, Phase extends string = string> {
  readonly kind: 'tiles';
  readonly method: Method;
  readonly phase: Phase;
  readonly step: number;
  /** Side of the pictures. */
  readonly pixels: number;
  readonly rows: readonly TileRow[];
  /** What a classifier takes for what, over all rows. */
  readonly confusion?: Confusion | undefined;
  /** Time that the drawing took, in milliseconds. */
  readonly milliseconds: number;
}

export interface TileRow {
  /** Index of the image in the set, and its path there. */
  readonly image: number;
  readonly path: string;
  /** RGBA bytes, [pixels, pixels, 4], of each column of pictures. */
  readonly pictures: Readonly<Record<string, Uint8ClampedArray<ArrayBuffer>>>;
  /** Shares in [0, 1] of each column of bars, in the order of its labels; null for what this run does not have. */
  readonly bars: Readonly<Record<string, readonly (number | null)[]>>;
  /** Of columns of bars, which label is right of this image, where the column itself does not say. */
  readonly right?: Readonly<Record<string, number>>;
}

interface Confusion {
  readonly classes: readonly string[];
  /** Mean probabilities, [was, told]. */
  readonly shares: readonly (readonly number[])[];
}
