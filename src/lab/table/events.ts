/** What a table that is being made tells its listener. Types only. */
import type { Phase } from '../../experiments/phases';
import type { Table } from '../../experiments/tableResult';
import type { Recovery } from '../events';

/** What is being done for one row and seed, or for the references of one seed. */
export type TableStage = Phase | 'probe';

export interface TableProgress {
  /** Trials finished, by this and by other shards, of all that this shard is to do. */
  readonly done: number;
  readonly total: number;
  /** The one under way. */
  readonly title: string;
  readonly seed: number;
  readonly stage: TableStage;
  /** Of the stage, in [0, 1]. */
  readonly share: number;
  /** For all that this shard is to do; null while unknown. */
  readonly secondsLeft: number | null;
}

export type TableEvent =
  /** Some times a second. */
  | { readonly type: 'progress'; readonly progress: TableProgress }
  /** A run of it had to go back to where it stood before, and goes on from there. */
  | { readonly type: 'recovered'; readonly recovery: Recovery }
  /** What there is so far: at the beginning and whenever a number has come. */
  | { readonly type: 'table'; readonly table: Table };
