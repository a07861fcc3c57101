/** What a Lab tells its listener, and the words both sides use. Types and names only. */
import type { BadCheckpoint, ImagesIdentity, StoredCheckpoint } from '../checkpoints/storedRun';
import type { Changes, Config, ConfigKey } from '../experiments/config';
import type { Figure } from '../experiments/figures';
import type { MetricRow, Phase } from '../experiments/metrics';
import type { ImageSetInfo, ReadingProgress } from '../data/types';
import type { BackendInfo } from '../kernels/backendInfo';

export type { ImageSetInfo, ReadingProgress, SkippedFile } from '../data/types';
export type { BackendInfo, BackendName, GpuChoice } from '../kernels/backendInfo';

export type { BadCheckpoint, ImagesIdentity, StoredCheckpoint, StoredRun } from '../checkpoints/storedRun';
export type { MetricName, MetricRow, Phase } from '../experiments/metrics';
export { FIGURE_COLUMNS } from '../experiments/figures';
export type { Figure, Figure3, FigureColumn, FigureRow, TileFigure, TileRow } from '../experiments/figures';

/**
 * empty: no images. ready: images and fresh networks. running, paused. stopped: ended by the person.
 * finished: both budgets used. failed: an error, told in a `failure` event.
 */
export type RunState = 'empty' | 'ready' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

/** batch: images are augmented. programs: the step compiles the GPU’s programs. step: it is the first one. */
export type Waiting = 'batch' | 'programs' | 'step';

export interface RunStatus {
  readonly state: RunState;
  readonly phase: Phase;
  /** Steps done in this phase, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** How often each of the phase’s players was updated, by letter; null in a phase without, as phase one is. */
  readonly updates: Readonly<Record<string, number>> | null;
  /** Passes over the images in this phase, fractional. */
  readonly epoch: number;
  /** Epochs that the phase’s budget amounts to. */
  readonly epochs: number;
  /** Source images per second, smoothed; 0 before the first step. */
  readonly imagesPerSecond: number;
  /** Seconds until both budgets are used, each phase at what its own steps cost; null while unknown. */
  readonly secondsLeft: number | null;
  /** The same until the budget of the present phase is used. */
  readonly phaseSecondsLeft: number | null;
  /** Time spent in steps so far, pauses left out. */
  readonly trainingSeconds: number;
  /** What is done before or in the first step of a phase; null otherwise. */
  readonly waiting: Waiting | null;
  /** Time that a step waited for its batch of images, in milliseconds, smoothed. */
  readonly stallMilliseconds: number;
  /** Live tensors and their bytes, from tf.memory(). */
  readonly tensors: number;
  readonly tensorBytes: number;
  /**
   * Bytes that training needs at most, as foretold, of those that there are or that a person allows (null: unknown);
   * null without a run.
   */
  readonly memory: { readonly needed: number; readonly limit: number | null; readonly isCap: boolean } | null;
}

/** Small pictures of a stretch of the image set, for choosing among them. */
export interface Thumbnails {
  readonly pixels: number;
  /** RGBA bytes, one picture after another, each [pixels, pixels, 4]. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly names: readonly string[];
  readonly labels: readonly (string | null)[];
}

/** Images that Figure 3 shows at most. */
export const MAX_PINNED = 8;

/** Where a run that has failed can go on: `continueRun(run)` puts it there. */
export interface GoOn {
  readonly run: string;
  readonly checkpoint: string;
  readonly phase: Phase;
  readonly step: number;
}

/** Something went wrong: what, and what to do. The run’s weights are kept unless it says otherwise. */
export interface Failure {
  readonly what: string;
  readonly todo: string;
  /** Of a run that has failed: its newest checkpoint; null where none is kept. Absent where no run has failed. */
  readonly goOn?: GoOn | null;
}

/** Something went wrong and the lab got over it by itself: the run stands at `step` and goes on, if it was running. */
export interface Recovery {
  /** What happened, in one sentence. */
  readonly what: string;
  /** What was kept and how the run goes on, in one or two sentences. */
  readonly kept: string;
  readonly phase: Phase;
  readonly step: number;
}

/**
 * How the present run is being kept. idle: nothing to do before the next save is due. writing: a checkpoint is on its
 * way. paused: the last save failed, as when storage is full; training goes on and `retry` says when saving is tried
 * again. off: this place keeps nothing.
 */
export interface SavingStatus {
  readonly state: 'idle' | 'writing' | 'paused' | 'off';
  /** The id of the present run; null before its first save. */
  readonly run: string | null;
  /** The newest checkpoint of the present run that is whole, and how long it took to save. */
  readonly last: (StoredCheckpoint & { readonly milliseconds: number }) | null;
  /** Why saving is paused or off, in one sentence that says what to do. */
  readonly problem: string | null;
  /** When a paused saving is tried again, ISO 8601. */
  readonly retry: string | null;
}

/** What came of the wish to continue or fork a stored run. `images` means: load the run’s own set, then ask again. */
export type Continued =
  | {
      readonly outcome: 'continued';
      /** The run that goes on: a new one after a fork. Null where runs are not kept. */
      readonly run: string | null;
      readonly checkpoint: StoredCheckpoint;
      /** Newer checkpoints that were damaged, and why. */
      readonly skipped: readonly BadCheckpoint[];
    }
  | {
      readonly outcome: 'images';
      readonly wanted: ImagesIdentity;
      readonly loaded: ImagesIdentity | null;
      /** One sentence: how the loaded set differs from the run’s. */
      readonly difference: string;
    };

/** A kept checkpoint as one can look at it without continuing it. */
export interface CheckpointView {
  readonly config: Config;
  readonly checkpoint: StoredCheckpoint;
  /** Of the pinned images; null while no images are loaded that are large enough. */
  readonly figure: Figure | null;
  readonly metrics: readonly MetricRow[];
}

/** Those of a phase’s players that learn in a step, by their letters. */
export type Learners = readonly string[];

/** What one step of a phase with players changed. */
export interface Played {
  readonly learners: Learners;
  /** Of phase two, from 1. */
  readonly step: number;
  /** ‖change‖ / ‖weights‖ of each network, averages of normalisation included: 0 exactly where it rests. */
  readonly moved: Readonly<Record<string, number>>;
  /** Of the pinned images, before and after under the same Ω; null where none is pinned. */
  readonly pictures: {
    /** C’s mean probability that D(φ) is real, and the same of x̂. */
    readonly real: readonly [number, number];
    readonly repaired: readonly [number, number];
    /** Mean absolute change of x̂, in levels of 255. */
    readonly change: number;
  } | null;
}

/** A hot field changed between two steps. */
export interface Tuning {
  readonly phase: Phase;
  readonly step: number;
  readonly changes: readonly { readonly key: ConfigKey; readonly from: string; readonly to: string }[];
}

export type LabEvent =
  | { readonly type: 'backend'; readonly backend: BackendInfo }
  | { readonly type: 'reading'; readonly progress: ReadingProgress | null }
  | { readonly type: 'images'; readonly images: ImageSetInfo | null }
  | { readonly type: 'pinned'; readonly indices: readonly number[] }
  | { readonly type: 'status'; readonly status: RunStatus }
  /** New rows since the last event; `fresh` when the run began anew and older rows are void. */
  | { readonly type: 'metrics'; readonly rows: readonly MetricRow[]; readonly fresh: boolean }
  | { readonly type: 'figure'; readonly figure: Figure }
  /** How well networks that come with the program suit the images, in a sentence. */
  | { readonly type: 'suit'; readonly said: string }
  /** A phase ended before what the next one builds on was good: what was measured, and what to do. */
  | { readonly type: 'endedPoorly'; readonly said: string }
  /** Hot fields that have other values than whoever listens gave them: a budget that ended where its phase stood. */
  | { readonly type: 'settings'; readonly settings: Changes }
  /** A mark on the charts. */
  | ({ readonly type: 'tuned' } & Tuning)
  /** A stored run took the place of the present one. Its metrics follow as a fresh `metrics`, then its `tuned`. */
  | { readonly type: 'restored'; readonly config: Config }
  | { readonly type: 'saving'; readonly saving: SavingStatus }
  /** The rows after `step` are void: a fresh `metrics` and its `tuned` came before this. */
  | { readonly type: 'recovered'; readonly recovery: Recovery }
  | { readonly type: 'failure'; readonly failure: Failure };
