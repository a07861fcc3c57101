/** A run that is saved on slow disks by a processor that is busy with it, by a clock of the test’s own. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import type { Folder } from '../../checkpoints/folder';
import { RunFolder } from '../../checkpoints/runFolder';
import { RunShelf } from '../../checkpoints/runShelf';
import { makeConfig } from '../../experiments/presets';
import type { BackendInfo, LabEvent } from '../events';
import { HostTurns } from '../hostTurns';
import { Keeper } from './keeper';
import type { Logbook } from '../logbook';
import type { Run } from '../run';
import type { SavingPlan } from './schedule';

const STEP_MS = 300;
const TURN_MS = 5;

/** A host whose clock moves when a step is taken and when training gives way. */
class Machine {
  time = 0;
  /** Milliseconds for which training gave way. */
  given = 0;
  #turns = 0;
  readonly now = (): number => this.time;

  readonly yieldToHost = async (): Promise<void> => {
    this.time += TURN_MS;
    this.given += TURN_MS;
    this.#turns++;
    await new Promise((resolve) => setImmediate(resolve));
  };

  /** Work that takes so long, and so many turns of the host, whichever is later. */
  async wait(milliseconds: number, turns: number): Promise<void> {
    const [time, turn] = [this.time + milliseconds, this.#turns + turns];
    while (this.time < time || this.#turns < turn) await new Promise((resolve) => setImmediate(resolve));
  }
}

class SlowFolder extends MemoryFolder {
  readonly #slow: () => Promise<void>;
  #checkpoints: MemoryFolder | null = null;

  /** @param slow what a checkpoint waits for before it is written */
  constructor(slow: () => Promise<void>) {
    super();
    this.#slow = slow;
  }

  override folder(name: string): MemoryFolder {
    return name === 'checkpoint' ? (this.#checkpoints ??= new SlowFolder(this.#slow)) : super.folder(name);
  }

  override async write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    if (name !== 'run.json') await this.#slow();
    await super.write(name, parts);
  }
}

/** All that a keeper reads of a run: it stands somewhere. */
class WalkingRun {
  phase = 'autoencoder';
  step = 0;
  readonly config = makeConfig({ size: 'tiny' });
  readonly steps = { autoencoder: 300, repair: 10_000 };
  readonly images = { contents: () => Promise.resolve({ hash: '', ranks: new Float64Array() }) };

  snapshot() {
    const state = { phase: this.phase, step: this.step, learningRate: 0 };
    return { config: this.config, training: state, tensors: new Map() };
  }

  advance(): void {
    if (this.phase === 'autoencoder' && this.step === this.steps.autoencoder) {
      this.phase = 'repair';
      this.step = 0;
    }
    this.step++;
  }

  get isPhaseDone(): boolean {
    return this.phase === 'autoencoder' && this.step === this.steps.autoencoder;
  }

  get finished(): boolean {
    return false;
  }

  get done(): number {
    return this.phase === 'repair' ? this.steps.autoencoder + this.step : this.step;
  }
}

// Digests are made on threads of their own, in no number of turns that a test could count on.
beforeEach(() => {
  vi.spyOn(crypto.subtle, 'digest').mockResolvedValue(new ArrayBuffer(32));
});

interface Slowness {
  readonly milliseconds: number;
  readonly turns: number;
}

async function train(plan: SavingPlan, { milliseconds, turns }: Slowness, steps: number) {
  const machine = new Machine();
  const disk = new SlowFolder(() => machine.wait(milliseconds, turns));
  const folder = new RunFolder('run', disk);
  const run = new WalkingRun();
  let writes = 0;
  const hear = (event: LabEvent) => {
    if (event.type === 'saving' && event.saving.state === 'writing') writes++;
  };
  const kept = {
    run: run as unknown as Run,
    logbook: { rows: [] as const } as unknown as Logbook,
    source: { identify: () => Promise.resolve({ name: 'set', count: 8, hash: 'abc' }) },
    backend: { name: 'wasm', device: 'none' } as BackendInfo,
    ...{ tunings: [], redraws: 0 },
    state: () => 'running' as const,
  };
  const keeper = new Keeper({ newFolder: () => folder, plan }, kept, hear, {}, machine);
  const hostTurns = new HostTurns();
  const ends: number[] = [];
  /** When each step began, the steps that no checkpoint held, and for how many milliseconds the oldest had not been. */
  const unsaved: { steps: number; milliseconds: number }[] = [];
  while (run.done < steps) {
    const { last } = keeper.status;
    const saved = last ? (last.phase === 'repair' ? run.steps.autoencoder : 0) + last.step : 0;
    const oldest = ends[saved];
    unsaved.push({
      steps: run.done - saved,
      milliseconds: oldest === undefined ? 0 : machine.time - oldest,
    });
    machine.time += STEP_MS;
    run.advance();
    ends.push(machine.time);
    keeper.afterStep();
    await hostTurns.between(keeper);
  }
  const given = machine.given / machine.time;
  while (keeper.isSaving) await machine.yieldToHost();
  const names = (await folder.checkpoints()).map(({ name }) => name);
  const most = (key: 'steps' | 'milliseconds') => Math.max(...unsaved.map((one) => one[key]));
  return { disk, folder, names, writes, given, steps: most('steps'), milliseconds: most('milliseconds') };
}

const MINUTE = 60_000;
const byTime = { seconds: 60, steps: Infinity };

describe('no step begins with more unsaved than twice the interval', () => {
  it.each([
    ['a disk as fast as any', { milliseconds: 5, turns: 3 }],
    ['a write of many turns of a busy host', { milliseconds: 0, turns: 400 }],
    ['a disk that takes 45 s', { milliseconds: 45_000, turns: 100 }],
  ])('%s', async (_, slowness) => {
    const { milliseconds, writes } = await train(byTime, slowness, 1500);
    expect(milliseconds).toBeLessThanOrEqual(2 * MINUTE);
    expect(writes).toBeGreaterThan(3);
  });

  it('counted in steps, where the disk takes longer than two intervals', async () => {
    const { steps, writes } = await train(byTime, { milliseconds: 150_000, turns: 1 }, 1500);
    expect(steps * STEP_MS).toBeLessThanOrEqual(2 * MINUTE);
    expect(writes).toBeGreaterThan(3);
  });

  it('in steps, over the end of phase one', async () => {
    const plan = { seconds: Infinity, steps: 40 };
    const { steps, writes } = await train(plan, { milliseconds: 25_000, turns: 100 }, 1000);
    expect(steps).toBeLessThanOrEqual(80);
    expect(writes).toBeGreaterThan(10);
  });
});

it('gives saving little of the time where it costs little, as often as it is wanted', async () => {
  const { given, writes } = await train(byTime, { milliseconds: 30, turns: 20 }, 1500);
  expect(given).toBeLessThan(0.02);
  // One a minute, the end of phase one and the milestones.
  expect(writes).toBeGreaterThanOrEqual(7);
});

it('saves milestones and the end of phase one at exactly their steps, however slowly', async () => {
  const { names } = await train(byTime, { milliseconds: 45_000, turns: 100 }, 300 + 1100);
  expect(names).toEqual(
    expect.arrayContaining(['autoencoder-000256', 'autoencoder-000300', 'repair-000256', 'repair-001024']),
  );
});

it('says of a run where it goes on from, not how far it had come beyond that', async () => {
  const { disk, folder } = await train(byTime, { milliseconds: 45_000, turns: 100 }, 290);
  const { phase, step } = (await folder.checkpoints()).at(-1)!;
  const manifest = (await folder.readManifest())!;
  expect(step).toBeLessThan(290);
  expect(manifest).toMatchObject({ phase, step });

  // Older versions noted that.
  await folder.writeManifest({ ...manifest, step: 290 });
  const shelf = { folders: () => Promise.resolve(['run']), folder: () => disk } as unknown as Folder;
  expect((await new RunShelf(shelf).list()).runs).toMatchObject([{ phase, step }]);
});
