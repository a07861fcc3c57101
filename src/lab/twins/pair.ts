/**
 * Two runs in lock-step on the same batches and under the same damage: seed, size and data are the same for both, and
 * every purpose draws from a generator of its own. Until they part they are one run, A, of which B is then made; from
 * there on each is, bit for bit, what it would be alone. They go back together, to where both stood at one instant.
 */
import type { ImageSet } from '../../data/imageSet';
import {
  changed,
  configDifference,
  isHot,
  valueOf,
  type Changes,
  type Config,
} from '../../experiments/config';
import { isTrainedIn, phaseAfter, phaseNumber } from '../../experiments/phases';
import { isAtBeginning, type Position } from '../../experiments/position';
import type { Switch } from '../../experiments/twinConfigs';
import { disposeNetworks, readNetworks } from '../../networks/networks';
import type { MetricRow, Tuning } from '../events';
import type { Trainee } from '../recovery/guard';
import { Logbook } from '../logbook';
import { changesBetween } from '../openRun';
import { Explosion } from '../recovery/trouble';
import { positionOf, readPoint, RecoveryPoints, runAt, type RecoveryPoint } from '../recovery/points';
import { readSnapshot } from '../saving/readSnapshot';
import { Run } from '../run';
import { networksOf } from '../works';
import type { Side } from './events';

interface PairWanted {
  readonly a: Config;
  readonly b: Config;
  readonly partAt: Switch;
  readonly images: ImageSet;
  /** Every how many steps losses are read. */
  readonly logInterval: () => number;
  /** Hears all rows of a side where they are others than it was told step by step. */
  readonly tellRows: (side: Side, rows: readonly MetricRow[]) => void;
}

export interface Twin {
  readonly run: Run;
  readonly log: Logbook;
}

interface PairPoint {
  readonly a: RecoveryPoint;
  /** Null where there was only A. */
  readonly b: RecoveryPoint | null;
}

export class TwinPair implements Trainee {
  readonly #wanted: PairWanted;
  readonly #points: RecoveryPoints<PairPoint>;
  #a: Twin;
  #b: Twin | null = null;
  /** Which took, or takes, the last step. */
  #stepped: Side = 'A';
  /** Hot fields that both shall have otherwise from the next step on. */
  #tuned: Changes = {};
  #tunings: Tuning[] = [];
  #redraws = 0;

  constructor(wanted: PairWanted) {
    const { a, b, partAt, images } = wanted;
    this.#wanted = wanted;
    this.#a = this.#twin(new Run(a, images), []);
    const beginning = (config: Config) => ({ config, state: null, rows: 0, tunings: 0 });
    const first = { a: beginning(a), b: isAtBeginning(a, partAt) ? beginning(b) : null };
    this.#points = new RecoveryPoints<PairPoint>(first, (point) => positionOf(point.a));
  }

  get a(): Twin {
    return this.#a;
  }

  /** Null until they part. */
  get b(): Twin | null {
    return this.#b;
  }

  get tunings(): readonly Tuning[] {
    return this.#tunings;
  }

  get redraws(): number {
    return this.#redraws;
  }

  get config(): Config {
    return (this.#stepped === 'B' && this.#b ? this.#b : this.#a).run.config;
  }

  get point(): Position {
    return positionOf(this.#points.newest.a);
  }

  /** Hot fields of both, from the next step or the next `tuneBoth` on. */
  tune(changes: Changes): void {
    this.#tuned = { ...this.#tuned, ...changes };
  }

  /** One step of both, after which a point to go back to may be taken. Throws what a step throws. */
  async advance(): Promise<void> {
    this.tuneBoth();
    if (!this.#b && this.#isAtSwitch()) await this.#part();
    let isGood = await this.#step('A', this.#a);
    if (this.#b) isGood = (await this.#step('B', this.#b)) && isGood;
    if (isGood && (this.#points.due || this.#a.run.finished)) void this.#rememberPoint();
  }

  async #step(side: Side, { run, log }: Twin): Promise<boolean> {
    this.#stepped = side;
    try {
      return await log.advance(run);
    } catch (error) {
      if (error instanceof Explosion && this.#b) error.message = `Twin ${side}: ${error.message}`;
      throw error;
    }
  }

  /** Before a step of both, so that neither takes one without the other. */
  tuneBoth(): void {
    const { run } = this.#a;
    const before = run.config;
    const tuned = Object.fromEntries(
      configDifference(before, changed(before, this.#tuned))
        .filter((key) => isHot(before, key, run.phase)) // phase one may have ended since it was asked for
        .map((key) => [key, this.#tuned[key]]),
    );
    this.#tuned = {};
    for (const twin of [this.#a, this.#b]) twin?.run.tune(tuned);
    this.#noteChanges(before);
  }

  #noteChanges(before: Config): void {
    const { phase, step, config } = this.#a.run;
    const changes = changesBetween(before, config);
    if (changes.length > 0) this.#tunings.push({ phase, step, changes });
  }

  #isAtSwitch(): boolean {
    const { phase, step, steps } = this.#a.run;
    const { phase: at, step: after } = this.#wanted.partAt;
    if (phase === at && step >= after) return true;
    // A phase begins with its first step; it may have been begun before the step of the one before that was wished for.
    if (phaseNumber(phase) > phaseNumber(at)) return true;
    const isPhaseDone = step >= steps[phase]!;
    return isPhaseDone && (phase === at || (phaseAfter(phase) === at && after === 0));
  }

  /** B begins as A stands. R and C, which nothing has trained before phase two, are B’s own where they part there. */
  async #part(): Promise<void> {
    const { images, partAt, tellRows } = this.#wanted;
    const b = this.#configOfB();
    if (isAtBeginning(this.#wanted.a, partAt)) {
      this.#b = this.#twin(new Run(b, images), []);
    } else {
      const { training, tensors } = this.#a.run.snapshot();
      const values = await readSnapshot(tensors);
      if (phaseNumber(training.phase) === 1) {
        const fresh = networksOf(b);
        for (const [name, value] of await readNetworks(fresh)) {
          if (!isTrainedIn(training.phase, name)) values.set(name, value);
        }
        disposeNetworks(fresh);
      }
      this.#b = this.#twin(Run.restore(b, images, training, values), this.#a.log.rows);
    }
    tellRows('B', this.#b.log.rows.slice());
  }

  /** A’s, as it is by now, but for what the two differ in. */
  #configOfB(): Config {
    const { a, b } = this.#wanted;
    const own = configDifference(a, b).map((key) => [key, valueOf(b, key)]);
    return changed(this.#a.run.config, Object.fromEntries(own) as Changes);
  }

  #rememberPoint(): Promise<void> {
    const tunings = this.#tunings.length;
    const read = ({ run, log }: Twin) => readPoint(run, log.rows.length, tunings);
    return this.#points.take(async () => {
      // Both snapshots are taken before either is read.
      const [a, b] = await Promise.all([read(this.#a), this.#b && read(this.#b)]);
      return { a, b };
    });
  }

  async goBack(stream: string | null): Promise<void> {
    const { images } = this.#wanted;
    const { a, b } = this.#points.newest;
    const [config, ofB] = [this.#a.run.config, this.#configOfB()];
    const [rows, rowsOfB] = [this.#a.log.rows, this.#b?.log.rows ?? []];
    this.dispose();
    this.#b = null;
    this.#a = this.#twin(await runAt(a, config, images, stream), rows.slice(0, a.rows));
    if (b) this.#b = this.#twin(await runAt(b, ofB, images, stream), rowsOfB.slice(0, b.rows));
    this.#tunings = this.#tunings.slice(0, a.tunings);
    if (stream !== null) this.#redraws++;
    if (!isAtBeginning(a.config, this.point)) this.#noteChanges(a.config);
    this.#tellAllRows();
  }

  #tellAllRows(): void {
    const { tellRows } = this.#wanted;
    tellRows('A', this.#a.log.rows.slice());
    tellRows('B', this.#b?.log.rows.slice() ?? []);
  }

  #twin(run: Run, rows: readonly MetricRow[]): Twin {
    return { run, log: new Logbook(this.#wanted.logInterval(), rows) };
  }

  settled(): Promise<void> {
    return this.#points.settled();
  }

  dispose(): void {
    this.#a.run.dispose();
    this.#b?.run.dispose();
  }
}
