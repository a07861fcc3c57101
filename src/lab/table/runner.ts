/**
 * Makes a table: for every row and seed phase one (once for all rows that can share it), phase two, then linear probes.
 * Everything is on disk at every moment, so that a table that was broken off, however that happened, goes on where it
 * was and ends with the same numbers. The page and the command line differ in the platform that they hand in.
 */
import type { Checkpoint } from '../../checkpoints/checkpoint';
import type { RunFolder } from '../../checkpoints/runFolder';
import type { ImagesIdentity } from '../../checkpoints/storedRun';
import { finish } from '../../base/slices';
import { configDifference, phaseSteps, type Config } from '../../experiments/config';
import { aboutPhase, isSkipped, phaseNumber, phasesOf, type Phase } from '../../experiments/phases';
import { firstPhaseKey } from '../../experiments/sharedPhase';
import {
  shardJobs,
  tableFeatures,
  tableJobs,
  type Shard,
  type TableJob,
  type TablePlan,
} from '../../experiments/tablePlan';
import type { TrialResult } from '../../experiments/tableResult';
import { metricsToCsv } from '../../export/metricsCsv';
import { SOFTWARE } from '../../export/software';
import type { Networks } from '../../networks/networks';
import { assertFits } from '../../training/memory';
import type { Device } from '../recovery/device';
import type { SavingPlan } from '../saving/schedule';
import { Explosion } from '../recovery/trouble';
import { Run } from '../run';
import { readyToBegin } from '../shipped';
import { methodOf } from '../works';
import { TableClock, type TableWork } from './clock';
import type { TableEvent, TableStage } from './events';
import type { TableImages } from './images';
import { measureTrial, PROBED, renderTrial, type Measured } from './measure';
import { isPresent, storedTable } from './merge';
import { pictureFiles, type TableStore } from './store';
import { goOn, TableRun, withAutoencoder, type TrainingPlace } from './training';

export interface TablePlatform {
  readonly store: TableStore;
  readonly device: Device;
  readonly saving: SavingPlan;
  readonly emit: (event: TableEvent) => void;
  readonly signal: AbortSignal;
}

const PROGRESS_INTERVAL_MS = 200;

/** Does a shard's part of a table. Throws an AbortError when the signal is aborted, with everything saved. */
export async function runTable(
  plan: TablePlan,
  shard: Shard,
  images: TableImages,
  platform: TablePlatform,
): Promise<void> {
  for (const { config } of plan.rows) assertFits(methodOf(config), config, platform.device.limits);
  await readyToBegin(plan.rows.map(({ config }) => config));
  await platform.store.begin(plan, shard);
  await new TableRunner(plan, shard, images, platform).run();
}

class TableRunner {
  readonly #plan: TablePlan;
  readonly #shard: Shard;
  readonly #images: TableImages;
  readonly #platform: TablePlatform;
  readonly #jobs: readonly TableJob[];
  readonly #clock = new TableClock();
  /** Jobs not begun yet. */
  #ahead: readonly TableJob[];
  #progressDue = 0;
  /** What was told last; the first word of a stage never waits. */
  #told = '';

  constructor(plan: TablePlan, shard: Shard, images: TableImages, platform: TablePlatform) {
    this.#plan = plan;
    this.#shard = shard;
    this.#images = images;
    this.#platform = platform;
    this.#jobs = shardJobs(tableJobs(plan), shard);
    this.#ahead = this.#jobs;
  }

  async run(): Promise<void> {
    await this.#tellTable();
    for (const [i, job] of this.#jobs.entries()) {
      this.#platform.signal.throwIfAborted();
      this.#ahead = this.#jobs.slice(i + 1);
      if (await this.#isDone(job)) continue;
      await this.#do(job);
      await this.#tellTable();
    }
  }

  /**
   * Throws one sentence where a result is there, but of other settings. One of an earlier protocol is measured anew, from the
   * checkpoint that is kept with it.
   */
  async #isDone({ id, config }: TableJob): Promise<boolean> {
    const results = await this.#platform.store.results(id);
    for (const result of results) {
      const [key] = configDifference(result.config, config);
      if (!key) continue;
      throw new Error(`“${id}” was measured with another ${key}: give another folder.`);
    }
    return results.some(isPresent);
  }

  /** A loss that is no number, whatever is drawn, is a result, too. */
  async #do(job: TableJob): Promise<void> {
    const begun = performance.now();
    try {
      const run = job.kind === 'row' ? await this.#trainRow(job) : await this.#beginRow(job, null);
      await this.#measured(job, run);
    } catch (error) {
      if (!(error instanceof Explosion)) throw error;
      const failed = { scores: [], protocol: '', failure: `Seed ${job.seed}: ${error.message}` };
      const trainingSeconds = (performance.now() - begun) / 1000;
      await this.#finish(job, { ...failed, trainingSeconds, measuringSeconds: 0 });
    }
  }

  /** The job's run at the end of phase one. */
  async #beginRow(job: TableJob, folder: RunFolder | null): Promise<TableRun> {
    if (isSkipped(job.config, phasesOf(job.config)[0])) {
      const begin = () => ({ run: new Run(job.config, this.#images.training), before: {} });
      return TableRun.open(begin, folder, this.#place(job));
    }
    const trained = await this.#autoencoder(job);
    const begin = () => withAutoencoder(job.config, this.#images.training, trained);
    return TableRun.open(begin, folder, this.#place(job));
  }

  /** Phase one of a job, trained at most once a shard. */
  async #autoencoder(job: TableJob): Promise<Checkpoint> {
    const { store } = this.#platform;
    const { config } = job;
    const images = this.#images.training;
    const [{ id: first }] = phasesOf(config);
    const steps = phaseSteps(config, first, images.count);
    const known = await store.trainedAutoencoder(config, steps);
    if (known) return known;
    const folder = await store.autoencoder(config, this.#shard);
    const { found } = await folder.newest();
    const begin = () =>
      found
        ? withAutoencoder(config, images, found.checkpoint)
        : { run: new Run(config, images), before: {} };
    const run = await TableRun.open(begin, folder, this.#place(job));
    try {
      await run.train(({ phase, step }) => phase === first && step >= steps);
    } finally {
      await run.dispose();
    }
    const trained = await store.trainedAutoencoder(config, steps);
    if (!trained)
      throw new Error('The autoencoder’s checkpoint is gone: something else writes to the folder.');
    return trained;
  }

  /** Both phases of a row. */
  async #trainRow(job: TableJob): Promise<TableRun> {
    const folder = this.#platform.store.trial(job.id, this.#shard);
    const { found } = await folder.newest();
    const run = found
      ? await TableRun.open(() => goOn(job.config, this.#images.training, found), folder, this.#place(job))
      : await this.#beginRow(job, folder);
    try {
      await run.train(({ finished }) => finished);
      return run;
    } catch (error) {
      await run.dispose();
      throw error;
    }
  }

  /** Takes the run over, measures it and writes the result. */
  async #measured(job: TableJob, run: TableRun): Promise<void> {
    const { images } = this.#images.labelled;
    try {
      const begun = performance.now();
      const measured = await run.measure(({ networks }, rest) => this.#probe(job, networks, rest));
      const measuringSeconds = (performance.now() - begun) / 1000;
      const { rows, redraws } = run;
      const seconds = { trainingSeconds: rows.at(-1)?.seconds ?? 0, measuringSeconds };
      const outcome = { ...measured, ...seconds, ...(redraws > 0 && { redraws }) };
      if (job.kind === 'references') return await this.#finish(job, outcome);
      const rendered = await run.measure(({ networks }) => renderTrial(job.config, networks, images));
      const metrics = new TextEncoder().encode(metricsToCsv(rows));
      const files = pictureFiles(rendered?.pictures ?? null).set('metrics.csv', metrics);
      const { renderings = null } = rendered ?? {};
      await this.#finish(job, { ...outcome, renderings }, files);
    } finally {
      await run.dispose();
    }
  }

  async #probe(job: TableJob, networks: Networks, rest: () => Promise<void>): Promise<Measured> {
    let probed = 0;
    let since = performance.now();
    this.#tell(job, 'probe', 0, layersOf(job));
    const { signal } = this.#platform;
    return finish(measureTrial(job, networks, this.#images.labelled), {
      ...{ signal, rest },
      onSlice: ({ what, done }) => {
        if (what !== PROBED) return;
        const now = performance.now();
        this.#clock.note('probe', done - probed, (now - since) / 1000);
        [probed, since] = [done, now];
        this.#tell(job, 'probe', done, layersOf(job));
      },
    });
  }

  async #finish(
    { id, kind, row, seed, config }: TableJob,
    outcome: Measured &
      Partial<Pick<TrialResult, 'failure' | 'redraws' | 'renderings'>> &
      Pick<TrialResult['made'], 'trainingSeconds' | 'measuringSeconds'>,
    files: ReadonlyMap<string, Uint8Array> = new Map(),
  ): Promise<void> {
    const { device, store } = this.#platform;
    const { images, labelled } = this.#plan.setting;
    const { trainingSeconds, measuringSeconds, failure = null, renderings = null, ...others } = outcome;
    const backend = device.info;
    const software = `${SOFTWARE.name} ${SOFTWARE.version}`;
    const result: TrialResult = {
      ...{ version: 1, job: id, kind, row: row.id, seed, config },
      ...{ images: images.hash, labelled: labelled.hash, failure, renderings, ...others },
      made: { software, backend: backend.name, device: backend.device, trainingSeconds, measuringSeconds },
    };
    await store.finish(result, files, this.#shard);
  }

  #place(job: TableJob): TrainingPlace {
    const { device, saving, signal, emit } = this.#platform;
    const identity: ImagesIdentity = this.#plan.setting.images;
    let stepped: number | null = null;
    return {
      ...{ images: this.#images.training, device, saving, signal },
      identify: () => Promise.resolve(identity),
      onStep: (run) => {
        const now = performance.now();
        // A run's first step is longer than the others: it prepares what they use.
        if (stepped !== null) this.#clock.note(run.phase, 1, (now - stepped) / 1000);
        stepped = now;
        this.#tell(job, run.phase, run.step, run.steps[run.phase]!);
      },
      onRecovery: (recovery) => {
        stepped = null;
        const what = `${titleOf(job)}, seed ${job.seed}: ${recovery.what}`;
        emit({ type: 'recovered', recovery: { ...recovery, what } });
      },
    };
  }

  #tell(job: TableJob, stage: TableStage, done: number, of: number): void {
    const now = performance.now();
    const telling = `${job.id} ${stage}`;
    if (now < this.#progressDue && telling === this.#told) return;
    this.#told = telling;
    this.#progressDue = now + PROGRESS_INTERVAL_MS;
    const total = this.#jobs.length;
    const finished = total - this.#ahead.length - 1;
    const secondsLeft = this.#clock.foretell(this.#workLeft(job, stage, of - done));
    const progress = {
      done: finished,
      total,
      title: titleOf(job),
      seed: job.seed,
      stage,
      share: done / of,
      secondsLeft,
    };
    this.#platform.emit({ type: 'progress', progress });
  }

  /** What this shard still has to do; that others may have done some of it is left out. */
  #workLeft(job: TableJob, stage: TableStage, here: number): TableWork {
    const { count } = this.#images.training;
    const work: Partial<Record<TableStage, number>> = {};
    const add = (what: TableStage, units: number): void => void (work[what] = (work[what] ?? 0) + units);
    const addPhase = (config: Config, phase: Phase): void => {
      if (!isSkipped(config, aboutPhase(phase))) add(phase, phaseSteps(config, phase, count));
    };
    const shared = new Set([firstPhaseKey(job.config)]);
    for (const { kind, config } of this.#ahead) {
      const [first, ...later] = phasesOf(config);
      const key = firstPhaseKey(config);
      if (!shared.has(key)) addPhase(config, first.id);
      shared.add(key);
      if (kind === 'row') for (const { id } of later) addPhase(config, id);
      add('probe', layersOf({ kind, config }));
    }
    add(stage, here);
    if (stage !== 'probe') {
      const later = phasesOf(job.config).slice(phaseNumber(stage));
      if (job.kind === 'row') for (const { id } of later) addPhase(job.config, id);
      add('probe', layersOf(job));
    }
    return work;
  }

  async #tellTable(): Promise<void> {
    this.#platform.emit({ type: 'table', table: await storedTable(this.#platform.store) });
  }
}

function titleOf({ kind, row }: TableJob): string {
  return kind === 'row' ? row.title : 'References';
}

/** Layers that are probed; for the references the random network's, what the method compares with and the pixels. */
function layersOf({ kind, config }: Pick<TableJob, 'kind' | 'config'>): number {
  const { layers, beside } = tableFeatures({ base: config });
  return kind === 'row' ? layers.length : layers.length + Object.keys(beside).length + 1;
}
