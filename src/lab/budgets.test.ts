/** Budgets and rates that change while a run is under way: real training on wasm at size tiny. */
import { describe, expect, it } from 'vitest';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { RunFolder } from '../checkpoints/runFolder';
import { decodeWithSharp } from '../cli/decode';
import type { Config } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import type { LabEvent } from './events';
import { Lab } from './lab';
import { ending, noiseFiles } from './labUnderTest';

const LONG = { timeout: 300_000 };
const SMALL = { size: 'tiny', batchSize: 4, aeSteps: 6, ganSteps: 4, historySize: 6 } as const;
const files = noiseFiles(8, 3);
/** Of fewer none are held out. */
const manyFiles = noiseFiles(20, 3);

async function open(changes: Partial<Config> = {}, images = files) {
  const events: LabEvent[] = [];
  const folder = new RunFolder('run', new MemoryFolder({ full: false }));
  const lab = new Lab(makeConfig({ ...SMALL, ...changes }), {
    decode: decodeWithSharp,
    emit: (event) => events.push(event),
    keeping: { newFolder: () => folder, plan: { seconds: Infinity, steps: Infinity } },
  });
  await lab.open({ preference: 'wasm' });
  await lab.load(await images, 'set');
  await lab.pin([]);
  const of = <T extends LabEvent['type']>(type: T) =>
    events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);
  const steps = async (count: number) => {
    for (let i = 0; i < count; i++) await lab.step();
  };
  return { lab, folder, of, steps };
}

/** The same run in another program, from where it was saved. */
async function resumed(folder: RunFolder, changes: Partial<Config> = {}) {
  const opened = await open({ seed: 9 });
  await opened.lab.continueRun(folder, { changes });
  return opened;
}

const rates = (lab: Lab, phase: string) =>
  lab.metrics.filter((row) => row.phase === phase).map(({ values }) => values.learningRate!);

describe('phase one, ended by hand,', () => {
  it('is said to end with poor copies, as one that ends by itself is, and once', LONG, async () => {
    for (const byHand of [true, false]) {
      const { lab, of, steps } = await open({ heldOut: 0.25 }, manyFiles);
      await steps(byHand ? 3 : 5);
      expect(of('endedPoorly')).toEqual([]);
      if (byHand) await lab.endPhaseOne();
      await steps(2);
      expect(of('endedPoorly')).toHaveLength(1);
      const psnr = lab.metrics.findLast(({ values }) => values.heldOutPsnr !== undefined)!.values
        .heldOutPsnr!;
      expect(psnr).toBeLessThan(21);
      expect(of('endedPoorly')[0]!.said).toContain(`held out: ${psnr.toFixed(1)} dB. Below 21 dB copies`);
    }
  });

  it('goes over into phase two at its step, on record everywhere, and resumes exactly', LONG, async () => {
    const { lab, folder, of, steps } = await open();
    await expect(lab.endPhaseOne()).rejects.toThrow('not taken a step yet');
    await steps(3);
    await lab.endPhaseOne();
    expect(lab.config).toMatchObject({ aeSteps: 3 });
    expect(lab.status).toMatchObject({ state: 'paused', phase: 'autoencoder', step: 3, steps: 3 });
    expect(of('settings')).toEqual([{ type: 'settings', settings: { aeSteps: 3 } }]);
    expect(of('tuned')).toMatchObject([
      { phase: 'autoencoder', step: 3, changes: [{ key: 'aeSteps', from: '6', to: '3' }] },
    ]);
    await steps(2);
    expect(lab.status).toMatchObject({ phase: 'repair', step: 2, steps: 4 });
    await expect(lab.endPhaseOne()).rejects.toThrow('over already');
    await expect(lab.tune({ aeSteps: 5 })).rejects.toThrow('Phase one is over: aeSteps stays 3');
    await lab.keeper!.save();
    // Its end is kept, as of a phase that ended by itself.
    const kept = await folder.checkpoints();
    expect(kept.map(({ name }) => name)).toEqual(['autoencoder-000003', 'repair-000002']);
    const again = await resumed(folder);
    expect(again.lab.config).toEqual(lab.config);
    expect(again.of('tuned')).toEqual(of('tuned'));
    const whole = await ending(lab);
    expect(whole.losses.map(({ step }) => step)).toEqual([1, 2, 3, 1, 2, 3, 4]);
    expect(await ending(again.lab)).toEqual(whole);
    expect((await folder.readManifest())!.config).toMatchObject({ aeSteps: 3 });
  });

  it('also ends while it runs, and where budgets are in epochs', LONG, async () => {
    const epochs = { budget: 'epochs', aeEpochs: 500, ganEpochs: 1 } as const;
    const { lab } = await open(epochs);
    lab.start();
    while (lab.status.step < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await lab.endPhaseOne();
    await lab.settled();
    expect(lab.status).toMatchObject({ state: 'finished', phase: 'repair', step: 2 });
    const length = lab.metrics.filter(({ phase }) => phase === 'autoencoder').length;
    expect(length).toBeLessThan(1000);
    expect(lab.config).toMatchObject({ budget: 'steps', aeSteps: length, ganSteps: 2 });
  });
});

describe('a budget', () => {
  it('below the steps that are done ends its phase there', LONG, async () => {
    const { lab, of, steps } = await open();
    await steps(4);
    await lab.tune({ aeSteps: 2 });
    expect(of('settings')).toEqual([{ type: 'settings', settings: { aeSteps: 4 } }]);
    await steps(3);
    await lab.tune({ ganSteps: 1 });
    expect(lab.status).toMatchObject({ state: 'finished', phase: 'repair', step: 3, steps: 3 });
    expect(lab.config).toMatchObject({ aeSteps: 4, ganSteps: 3 });
    await lab.tune({ ganSteps: 5 });
    expect(lab.status).toMatchObject({ state: 'paused', step: 3, steps: 5 });
    expect((await ending(lab)).losses).toHaveLength(4 + 5);
  });

  it('that grows after the end is as if it had been so large from the beginning', LONG, async () => {
    // Where the rate stays the same; with a decay the steps before were on another line.
    const constant = { learningRateFloor: 1 };
    const { lab } = await open({ ...constant, ganSteps: 7 });
    const whole = await ending(lab);
    const short = await open(constant);
    await ending(short.lab);
    await short.lab.tune({ ganSteps: 7 });
    expect(await ending(short.lab)).toEqual(whole);
  });

  it('that grows in a resumed run is marked there, and resumes exactly again', LONG, async () => {
    const { lab, folder } = await open();
    await ending(lab);
    const longer = await resumed(folder, { ganSteps: 8 });
    expect(longer.lab.status).toMatchObject({ state: 'paused', step: 4, steps: 8 });
    const mark = { phase: 'repair', step: 4, changes: [{ key: 'ganSteps', from: '4', to: '8' }] };
    expect(longer.of('tuned')).toMatchObject([mark]);
    await longer.steps(2);
    await longer.lab.keeper!.save();
    const again = await resumed(folder);
    expect(again.of('tuned')).toMatchObject([mark]);
    expect(await ending(again.lab)).toEqual(await ending(longer.lab));
  });
});

it('the rate is on the line of the budget and the start that there are', LONG, async () => {
  const { lab, steps } = await open({ aeSteps: 10, aeLearningRate: 1e-3, learningRateFloor: 0 });
  await steps(5);
  await lab.tune({ aeSteps: 20 });
  await steps(1);
  await lab.tune({ aeLearningRate: 2e-3 });
  await steps(1);
  const expected = [1e-3, 9e-4, 8e-4, 7e-4, 6e-4, 7.5e-4, 1.4e-3];
  rates(lab, 'autoencoder').forEach((rate, i) => expect(rate).toBeCloseTo(expected[i]!, 9));
});
