/** What Twins tell: as a Lab does, with the side that it is about. Types only. */
import type { Switch } from '../../experiments/twinConfigs';
import type { Failure, Figure, FigureColumn, MetricRow, Phase, Recovery, RunState } from '../events';

/** The first config and the second. */
export type Side = 'A' | 'B';

export interface TwinStatus {
  readonly state: Exclude<RunState, 'empty' | 'stopped'>;
  readonly phase: Phase;
  /** Steps done in this phase by each side, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Where the sides part; until then there is only A, which B is identical to. */
  readonly partAt: Switch;
  readonly isParted: boolean;
  /** Source images per second of A’s steps, B’s not counted; 0 before the first. */
  readonly imagesPerSecond: number;
  /** Bytes that both need at most, as foretold, of those that there are (null: unknown). */
  readonly memory: { readonly needed: number; readonly limit: number | null };
}

/** Two figures of the same pinned images, picture by picture. */
export interface FigureDifference {
  readonly phase: Phase;
  readonly step: number;
  readonly pixels: number;
  readonly rows: readonly FigureRowDifference[];
}

export interface FigureRowDifference {
  /** Index of the image in the set. */
  readonly image: number;
  /** |A − B| of each colour, opaque, RGBA bytes [pixels, pixels, 4]. */
  readonly tiles: Readonly<Record<FigureColumn, Uint8ClampedArray<ArrayBuffer>>>;
  /** Mean of |A − B| over pixels and colours, 0 … 255. */
  readonly mean: Readonly<Record<FigureColumn, number>>;
  /** C’s probability that each cell was kept, by what it sees of a picture, A’s minus B’s, [cells, cells]. */
  readonly predictedMask: Readonly<Record<FigureColumn, Float32Array<ArrayBuffer>>>;
  /** C’s probability that a picture is real, A’s minus B’s. */
  readonly score: Readonly<Record<FigureColumn, number>>;
}

export type TwinEvent =
  | { readonly type: 'status'; readonly status: TwinStatus }
  /** New rows since the last event; `fresh`: all rows of that side, as when B parts from A with A’s rows so far, or both went back. */
  | {
      readonly type: 'metrics';
      readonly side: Side;
      readonly rows: readonly MetricRow[];
      readonly fresh: boolean;
    }
  | { readonly type: 'figure'; readonly side: Side; readonly figure: Figure }
  /** After both figures of one moment. */
  | { readonly type: 'difference'; readonly difference: FigureDifference }
  /** Something went wrong, both went back together, and training can go on. */
  | { readonly type: 'recovered'; readonly recovery: Recovery }
  | { readonly type: 'failure'; readonly failure: Failure };
