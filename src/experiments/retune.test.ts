import { describe, expect, it } from 'vitest';
import { changed, phaseSteps } from './config';
import { makeConfig } from './presets';
import { budgetInSteps, endOfPhase, moreSteps, retuned } from './retune';

const COUNT = 100;
const inSteps = makeConfig({ batchSize: 10, aeSteps: 300, ganSteps: 600 });
const inEpochs = makeConfig({ batchSize: 10, budget: 'epochs', aeEpochs: 20, ganEpochs: 40, aeSteps: 7 });
const one = (step: number) => ({ phase: 'autoencoder', step }) as const;
const two = (step: number) => ({ phase: 'repair', step }) as const;

describe('settings that change between two steps', () => {
  it('are rates, budgets and all else that is hot', () => {
    const changes = {
      aeLearningRate: 1e-3,
      repairLearningRate: 1e-4,
      aeSteps: 400,
      ganSteps: 50,
      theta: 0.2,
    };
    expect(retuned(inSteps, changes, one(299), COUNT)).toEqual({ ...inSteps, ...changes });
  });

  it('end a phase where it stands if its budget falls below that', () => {
    expect(retuned(inSteps, { aeSteps: 3 }, one(120), COUNT)).toEqual({ ...inSteps, aeSteps: 120 });
    expect(retuned(inSteps, { ganSteps: 3 }, two(120), COUNT)).toEqual({ ...inSteps, ganSteps: 120 });
    // The other phase is none of the present step’s.
    expect(retuned(inSteps, { ganSteps: 3 }, one(120), COUNT).ganSteps).toBe(3);
    expect(retuned(inEpochs, { aeEpochs: 1 }, one(120), COUNT)).toEqual({
      ...{ ...inEpochs, aeEpochs: 1, budget: 'steps', aeSteps: 120, ganSteps: 400 },
    });
  });

  it('leave what has been trained as it was', () => {
    const over = /^Phase one is over: aeSteps stays 300 in this run\.$/;
    expect(() => retuned(inSteps, { aeSteps: 301 }, two(1), COUNT)).toThrow(over);
    expect(() => retuned(inSteps, { aeLearningRate: 1e-3 }, two(1), COUNT)).toThrow(/aeLearningRate stays/);
    // Nothing changes, so nothing is refused.
    expect(retuned(inSteps, { aeSteps: 300, seed: inSteps.seed }, two(1), COUNT)).toEqual(inSteps);
  });

  it.each([{ seed: 9 }, { learningRateFloor: 0.5 }, { budget: 'epochs' as const }])(
    'refuse %o',
    (changes) => {
      expect(() => retuned(inSteps, changes, one(0), COUNT)).toThrow(
        /cannot change within it.*only on restart/,
      );
    },
  );

  it('may count in steps from now on, and keep the length of what is not given', () => {
    const asked = { budget: 'steps', ganSteps: 900 } as const;
    expect(retuned(inEpochs, asked, two(5), COUNT)).toEqual({ ...inEpochs, ...asked, aeSteps: 200 });
    expect(() => retuned(inEpochs, { ...asked, aeSteps: 7 }, two(5), COUNT)).toThrow('aeSteps stays 200');
  });
});

it('a budget in steps is as long as it was in epochs', () => {
  const config = changed(inEpochs, budgetInSteps(inEpochs, COUNT));
  for (const phase of ['autoencoder', 'repair'] as const) {
    expect(phaseSteps(config, phase, COUNT)).toBe(phaseSteps(inEpochs, phase, COUNT));
  }
});

it('phase one ends at its step, and only while it lasts', () => {
  expect(endOfPhase(inEpochs, one(12), COUNT)).toEqual({ budget: 'steps', aeSteps: 12, ganSteps: 400 });
  expect(() => endOfPhase(inSteps, one(0), COUNT)).toThrow('not taken a step yet');
  expect(() => endOfPhase(inSteps, two(4), COUNT)).toThrow('over already');
});

it('more steps come on top of those that there are, up to what a config can say', () => {
  expect(moreSteps(inSteps, 1000, COUNT)).toMatchObject({ aeSteps: 300, ganSteps: 1600 });
  expect(moreSteps(inEpochs, 1000, COUNT)).toMatchObject({ budget: 'steps', aeSteps: 200, ganSteps: 1400 });
  const longest = makeConfig({ ganSteps: 10_000_000 });
  expect(() => moreSteps(longest, 1, COUNT)).toThrow('A phase lasts 10000000 steps at most.');
});
