/**
 * What a run goes back to when its numbers are lost or spoilt: all of it at one instant, in the host's memory. Beside
 * the checkpoints on disk, because it is there at once, also where nothing can be saved.
 */
import type { TrainingState } from '../../checkpoints/checkpoint';
import type { ImageSet } from '../../data/imageSet';
import type { Config } from '../../experiments/config';
import type { PlainTensor } from '../../networks/parameters';
import { beginningOf, isBefore, type Position } from '../../experiments/position';
import { redrawn } from './trouble';
import { readSnapshot } from '../saving/readSnapshot';
import { Run } from '../run';

export interface RecoveryPoint {
  readonly config: Config;
  /** Null: the beginning, which the seed gives again. */
  readonly state: {
    readonly training: TrainingState;
    readonly tensors: ReadonlyMap<string, PlainTensor>;
  } | null;
  /** How many rows had been logged and how many hot changes made. */
  readonly rows: number;
  readonly tunings: number;
}

/**
 * A point is taken this often, or less often if reading all numbers seems to take over this share of the time. It seems
 * to take long on a busy machine, where most of it is training: hence the bound.
 */
const INTERVAL_MS = 10_000;
const LONGEST_INTERVAL_MS = 60_000;
const SHARE = 0.03;

export class RecoveryPoints<Point> {
  readonly #positionOf: (point: Point) => Position;
  #newest: Point;
  #due = performance.now() + INTERVAL_MS;
  #reading: Promise<void> | null = null;

  constructor(first: Point, positionOf: (point: Point) => Position) {
    this.#newest = first;
    this.#positionOf = positionOf;
  }

  get newest(): Point {
    return this.#newest;
  }

  /** Whether it is time for another. */
  get due(): boolean {
    return this.#reading === null && performance.now() >= this.#due;
  }

  /** Takes one that is newer: nothing goes back behind what is saved of it. */
  offer(point: Point): void {
    if (isBefore(this.#positionOf(this.#newest), this.#positionOf(point))) this.#newest = point;
  }

  /**
   * Between two steps, the last of which was measured and found good. Resolves when the numbers have come; those that
   * are not finite, or do not come because the device is lost, leave the point before in place.
   */
  take(read: () => Promise<Point>): Promise<void> {
    const started = performance.now();
    const reading: Promise<void> = Promise.all([read(), this.#reading])
      .then(
        ([point]) => {
          if (!isBefore(this.#positionOf(point), this.#positionOf(this.#newest))) this.#newest = point;
        },
        // What is trained is about to meet the same trouble, and tells of it.
        () => undefined,
      )
      .then(() => {
        const now = performance.now();
        const apart = Math.min((now - started) / SHARE, LONGEST_INTERVAL_MS);
        this.#due = now + Math.max(INTERVAL_MS, apart);
        if (this.#reading === reading) this.#reading = null;
      });
    return (this.#reading = reading);
  }

  /** Resolves when no reading is under way. */
  async settled(): Promise<void> {
    await this.#reading;
  }
}

/** The run as it stands between two steps. Rejects where a number is not finite, or does not come. */
export async function readPoint(run: Run, rows: number, tunings: number): Promise<RecoveryPoint> {
  const { config, training, tensors } = run.snapshot();
  return { config, state: { training, tensors: await readSnapshot(tensors) }, rows, tunings };
}

/** Where a point stands. */
export function positionOf({ config, state }: RecoveryPoint): Position {
  return state ? { phase: state.training.phase, step: state.training.step } : beginningOf(config);
}

/** The run as it was, with the hot fields of `config`; with `stream`, what it draws from there on is other. */
export async function runAt(
  point: RecoveryPoint,
  config: Config,
  images: ImageSet,
  stream: string | null,
): Promise<Run> {
  if (!point.state && stream === null) return new Run(config, images);
  const { training, tensors } = point.state ?? (await beginning(config, images));
  const drawn = stream === null ? training : redrawn(training, config.seed, stream);
  return Run.restore(config, images, drawn, tensors);
}

async function beginning(config: Config, images: ImageSet): Promise<NonNullable<RecoveryPoint['state']>> {
  const run = new Run(config, images);
  const { training, tensors } = run.snapshot();
  run.dispose();
  return { training, tensors: await readSnapshot(tensors) };
}
