/** Broken off anywhere and resumed, a run ends as an unbroken one does: real training at size tiny. */
import { describe, expect, it, vi } from 'vitest';
import { hasSoftwareGpu, loadSoftwareGpu } from '../../../bench/softwareGpu';
import { Random } from '../../base/random';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import { RunFolder } from '../../checkpoints/runFolder';
import { decodeWithSharp } from '../../cli/decode';
import { makeConfig } from '../../experiments/presets';
import type { Config } from '../../experiments/config';
import type { BackendOptions } from '../../kernels/backend';
import type { LabEvent, MetricRow } from '../events';
import { Lab } from '../lab';
import { noiseFiles, weightHash } from '../labUnderTest';

const small = { size: 'tiny', batchSize: 4, aeSteps: 4, ganSteps: 5, historySize: 6 } as const;

const LONG = { timeout: 600_000 };

class Bench {
  readonly disk = { full: false };
  readonly disks: MemoryFolder[] = [];
  readonly folders: RunFolder[] = [];
  readonly #backend: BackendOptions;

  constructor(backend: BackendOptions) {
    this.#backend = backend;
  }

  /** A Lab of its own with 10 images; its runs go to new folders. */
  async lab(changes: Partial<Config> = {}, steps = Infinity, images = noiseFiles(10, 0)) {
    const events: LabEvent[] = [];
    const lab = new Lab(makeConfig({ ...small, ...changes }), {
      decode: decodeWithSharp,
      emit: (event) => events.push(event),
      keeping: { newFolder: () => this.#newFolder(), plan: { seconds: Infinity, steps } },
    });
    await lab.open(this.#backend);
    const set = await images;
    await lab.load(set, 'set');
    expect(lab.images?.count).toBe(set.length);
    await lab.pin([]);
    return { lab, events };
  }

  #newFolder(): RunFolder {
    const memory = new MemoryFolder(this.disk);
    this.disks.push(memory);
    this.folders.push(new RunFolder(`run ${this.folders.length}`, memory));
    return this.folders.at(-1)!;
  }
}

async function finish(lab: Lab): Promise<void> {
  lab.start();
  await lab.settled();
  await lab.keeper!.settled();
}

async function steps(lab: Lab, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await lab.step();
}

/** Everything measured, times left out. */
const losses = (rows: readonly MetricRow[]) =>
  rows.map(({ phase, step, epoch, values }) => ({ phase, step, epoch, ...values, imagesPerSecond: 0 }));

async function ending(lab: Lab) {
  expect(lab.status.state).toBe('finished');
  return { hash: await weightHash(lab), losses: losses(lab.metrics) };
}

/** Saved after so many steps; one more is done that is not. */
async function breakOff(lab: Lab, step: number): Promise<void> {
  await steps(lab, step);
  await lab.keeper!.save();
  await steps(lab, 1);
}

describe('a run broken in either phase and resumed elsewhere ends with the same weights and metrics', () => {
  it('on wasm', LONG, async () => {
    const bench = new Bench({ preference: 'wasm' });
    const { lab: whole } = await bench.lab();
    await finish(whole);
    const expected = await ending(whole);

    const random = new Random(Date.now() % 1000);
    for (const step of [1 + random.integer(3), 4, 5 + random.integer(4)]) {
      const { lab: broken } = await bench.lab();
      await breakOff(broken, step);
      const { lab: resumed, events } = await bench.lab({ seed: 9, theta: 0.1 });
      const folder = bench.folders.at(-1)!;
      expect(await resumed.continueRun(folder)).toMatchObject({ outcome: 'continued', skipped: [] });
      expect(resumed.status).toMatchObject({ state: 'paused', step: step <= 4 ? step : step - 4 });
      expect(events).toContainEqual({ type: 'restored', config: makeConfig(small) });
      await finish(resumed);
      expect([step, await ending(resumed)]).toEqual([step, expected]);
    }
  });

  it.each([
    ['σ learnt, noise in the fill', { noise: 'both', noiseLearnt: true, noiseSigma: 0.2, fill: 'noise' }],
    ['a standard GAN, noise on half', { fakes: 'generated', noise: 'half', normStatistics: 'separate' }],
    ['local repair', { repairPlacement: 'local' }],
    ['no repair', { fakes: 'damaged' }],
  ] as const)('with %s', LONG, async (_, changes) => {
    const bench = new Bench({ preference: 'wasm' });
    const budget = { aeSteps: 1, ganSteps: 4, ...changes };
    const { lab: whole } = await bench.lab(budget);
    await finish(whole);
    const { lab: broken } = await bench.lab(budget);
    await breakOff(broken, 3);
    const { lab: resumed } = await bench.lab({ seed: 9 });
    await resumed.continueRun(bench.folders.at(-1)!);
    await finish(resumed);
    expect(await ending(resumed)).toEqual(await ending(whole));
  });

  it('after steps of C alone, of R alone and with C more often than R', LONG, async () => {
    const bench = new Bench({ preference: 'wasm' });
    const budget = { aeSteps: 1, ganSteps: 12, updateRatio: 3 };
    const opening = [['C'], ['R'], ['C', 'R'], undefined, ['R']];
    const closing = [['C'], ['C', 'R'], ['R'], undefined];
    const take = async (lab: Lab, moves: typeof opening) => {
      for (const learners of moves) await (learners ? lab.play(learners) : lab.step());
    };
    const { lab: whole } = await bench.lab(budget);
    await steps(whole, 1);
    await take(whole, opening);
    await take(whole, closing);
    await finish(whole);

    const { lab: broken } = await bench.lab(budget);
    await steps(broken, 1);
    await take(broken, opening);
    await broken.keeper!.save();
    await take(broken, closing);
    const { lab: resumed } = await bench.lab({ seed: 9 });
    await resumed.continueRun(bench.folders.at(-1)!);
    // Step 4 was nobody’s choice, and not the third of three.
    expect(resumed.status).toMatchObject({ step: 5, updates: { C: 3, R: 3 } });
    await take(resumed, closing);
    // Steps 9 and 12 are R’s turn as well.
    await finish(resumed);
    expect(resumed.status.updates).toEqual({ C: 9, R: 7 });
    expect(await ending(resumed)).toEqual(await ending(whole));
  });

  // The software adapter takes seconds to start and for a step: two Labs do all.
  it.skipIf(!hasSoftwareGpu)('on WebGPU, on another device', LONG, async () => {
    const bench = new Bench({ preference: 'webgpu', gpu: await loadSoftwareGpu() });
    const budget = { batchSize: 2, aeSteps: 2, ganSteps: 2 };
    const { lab: broken } = await bench.lab(budget);
    await breakOff(broken, 1);
    await steps(broken, 1);
    await broken.keeper!.save();
    const { lab } = await bench.lab(budget);
    await finish(lab);
    const expected = await ending(lab);
    for (const checkpoint of ['autoencoder-000001', 'repair-000001']) {
      const how = { checkpoint, fork: true };
      expect(await lab.continueRun(bench.folders[0]!, how)).toMatchObject({ outcome: 'continued' });
      await finish(lab);
      expect(await ending(lab)).toEqual(expected);
    }
  });
});

describe('saving', () => {
  it('takes all of a checkpoint at one instant, while training goes on, and leaves no tensor behind', async () => {
    const bench = new Bench({ preference: 'wasm' });
    const { lab } = await bench.lab({}, 1);
    const { lab: unsaved } = await bench.lab({}, Infinity);
    const start = lab.status.tensors;
    await finish(lab);
    const middle = lab.status.tensors;
    await finish(unsaved);
    expect(middle - start).toBe(unsaved.status.tensors - middle);
    expect((await ending(lab)).hash).toBe((await ending(unsaved)).hash);

    const folder = bench.folders[0]!;
    for (const { name } of await folder.checkpoints()) {
      const { checkpoint } = await folder.read(name);
      const { lab: again } = await bench.lab();
      await again.continueRun(folder, { checkpoint: name, fork: true });
      expect(again.status.step).toBe(checkpoint.about.training.step);
      await finish(again);
      expect(await ending(again)).toEqual(await ending(lab));
    }
    expect((await folder.checkpoints()).map(({ name }) => name)).toContain('autoencoder-000004');
  });

  it('pauses when storage is full, says so, lets training finish, and saves when there is room', async () => {
    const bench = new Bench({ preference: 'wasm' });
    bench.disk.full = true;
    const { lab, events } = await bench.lab({}, 1);
    await finish(lab);
    expect(lab.status.state).toBe('finished');
    expect(lab.keeper!.status).toMatchObject({ state: 'paused', last: null });
    expect(lab.keeper!.status.problem).toMatch(/^Storage is full/);
    // One try by step, which put the next off for a minute, one at the end of phase one, and one at the end.
    const tries = events.filter((event) => event.type === 'saving' && event.saving.state === 'paused');
    expect(tries).toHaveLength(3);
    bench.disk.full = false;
    await lab.keeper!.save();
    expect(lab.keeper!.status).toMatchObject({ state: 'idle', problem: null, last: { step: 5 } });
  });
});

describe('continuing', () => {
  it('tells a run that was broken off from one that was paused', async () => {
    const bench = new Bench({ preference: 'wasm' });
    const { lab } = await bench.lab({ aeSteps: 100_000 });
    await steps(lab, 1);
    await lab.keeper!.save();
    const state = async () => (await bench.folders[0]!.readManifest())?.state;
    expect(await state()).toBe('paused');
    lab.start();
    await vi.waitFor(async () => expect(await state()).toBe('running'));
    await lab.pause();
    await lab.keeper!.settled();
    expect(await state()).toBe('paused');
  });

  it('passes over damaged checkpoints, each with its reason', async () => {
    const bench = new Bench({ preference: 'wasm' });
    const { lab } = await bench.lab({}, 1);
    await steps(lab, 1);
    await lab.keeper!.save();
    await steps(lab, 1);
    await lab.keeper!.settled();
    const memory = bench.disks[0]!.folder('checkpoint').contents;
    memory.set('autoencoder-000002.safetensors', memory.get('autoencoder-000002.safetensors')!.slice(0, -9));
    const { lab: resumed } = await bench.lab();
    const continued = await resumed.continueRun(bench.folders[0]!);
    expect(continued).toMatchObject({ outcome: 'continued', checkpoint: { name: 'autoencoder-000001' } });
    expect(continued).toMatchObject({ skipped: [{ name: 'autoencoder-000002', reason: /cut off/ }] });
  });

  it('changes nothing where the images are others, and names the difference', async () => {
    const bench = new Bench({ preference: 'wasm' });
    const { lab } = await bench.lab();
    await steps(lab, 1);
    await lab.keeper!.save();
    const folder = bench.folders[0]!;
    for (const [set, difference] of [
      [noiseFiles(8, 0), /10 images of “set”, and “set” has 8/],
      [noiseFiles(10, 1), /as many, but not the same/],
    ] as const) {
      const { lab: other } = await bench.lab({ seed: 5 }, Infinity, set);
      const before = await weightHash(other);
      const answer = await other.continueRun(folder);
      expect(answer.outcome === 'images' && answer.difference).toMatch(difference);
      expect([await weightHash(other), other.config.seed]).toEqual([before, 5]);
    }
  });

  it('forks into a new run with a hot field changed, and leaves the old one alone', async () => {
    const bench = new Bench({ preference: 'wasm' });
    const { lab } = await bench.lab();
    await finish(lab);
    const folder = bench.folders[0]!;
    const kept = await folder.checkpoints();
    const { lab: fork } = await bench.lab();
    const how = { checkpoint: 'autoencoder-000004', changes: { theta: 0.2 }, fork: true };
    const answer = await fork.continueRun(folder, how);
    expect(answer).toMatchObject({ outcome: 'continued', run: bench.folders[1]!.id });
    await finish(fork);
    expect((await ending(fork)).hash).not.toBe((await ending(lab)).hash);
    expect(await folder.checkpoints()).toEqual(kept);
    const parent = { run: folder.id, checkpoint: 'autoencoder-000004' };
    expect(await bench.folders[1]!.readManifest()).toMatchObject({ parent, config: { theta: 0.2 } });
    await expect(fork.continueRun(folder, { changes: { seed: 2 } })).rejects.toThrow(
      /^seed is 1 in this run .* takes effect/,
    );
  });
});
