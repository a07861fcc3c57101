/** What a step of the game changed, seen in real steps. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Random } from '../base/random';
import { ImageSet } from '../data/imageSet';
import type { ArtifactsConfig } from '../methods/artifacts/config';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import type { Learners } from './events';
import { Game } from './play';
import { Run } from './run';

beforeAll(() => startBackend({ preference: 'wasm' }));

const COUNT = 6;

function begin(changes: Partial<ArtifactsConfig> = {}): Run {
  const random = new Random(7);
  const images = new ImageSet({
    ...{ name: 'noise', pixels: 48, labelNames: [], labels: new Int16Array(COUNT).fill(-1) },
    data: Uint8Array.from({ length: COUNT * 48 ** 2 * 3 }, () => random.integer(256)),
    paths: Array.from({ length: COUNT }, (_, i) => `${i}.png`),
  });
  const rates = { discriminatorLearningRate: 0.01, repairLearningRate: 0.01, historyShare: 0 };
  const run = new Run(makeConfig({ size: 'tiny', batchSize: 4, aeSteps: 1, ...rates, ...changes }), images);
  tf.dispose({ ...run.advance() });
  return run;
}

/** With one image pinned, and `also` done beside the step. */
function playOn(run: Run, learners: Learners, also: () => void = () => undefined) {
  const step = (who: Learners): Promise<void> => {
    run.assertPlays(who);
    tf.dispose({ ...run.advance(who) });
    also();
    return Promise.resolve();
  };
  const pause = () => Promise.resolve();
  return new Game({ run: () => run, pinned: () => [0], pause, step }).play(learners);
}

it('a step of C moves C’s verdicts and no picture; one of R moves x̂ and not how D(φ) is judged', async () => {
  const run = begin();
  await playOn(run, ['C', 'R']);
  const { numTensors } = tf.memory();
  const ofC = await playOn(run, ['C']);
  expect(ofC).toMatchObject({
    learners: ['C'],
    step: 2,
    moved: { E: 0, D: 0, R: 0 },
    pictures: { change: 0 },
  });
  expect(ofC!.moved.C).toBeGreaterThan(0);
  expect(ofC!.pictures!.real[0]).not.toBe(ofC!.pictures!.real[1]);

  const ofR = await playOn(run, ['R']);
  expect(ofR).toMatchObject({ learners: ['R'], step: 3, moved: { E: 0, D: 0, C: 0 } });
  expect(ofR!.moved.R).toBeGreaterThan(0);
  expect(ofR!.pictures!.change).toBeGreaterThan(0);
  expect(ofR!.pictures!.real[0]).toBe(ofR!.pictures!.real[1]);
  // Where one step ended, the next began.
  expect(ofR!.pictures!.repaired[0]).toBe(ofC!.pictures!.repaired[1]);
  expect(tf.memory().numTensors).toBe(numTensors);
  run.dispose();
});

it('says nothing of a step beside which something else changed', async () => {
  const run = begin();
  expect(await playOn(run, ['C'], () => run.tune({ theta: 0.3 }))).toBeNull();
  expect(await playOn(run, ['C'], () => tf.dispose({ ...run.advance() }))).toBeNull();
  run.dispose();
});

it('refuses what is no move of the game', async () => {
  const early = begin({ aeSteps: 3 });
  await expect(playOn(early, ['C'])).rejects.toThrow('C does not learn in the phase “Autoencoder”.');
  const lonely = begin({ fakes: 'damaged' });
  await expect(playOn(lonely, ['R'])).rejects.toThrow(/^Nothing learns against C/);
  expect(await playOn(lonely, ['C'])).toMatchObject({ moved: { R: 0 } });
  early.dispose();
  lonely.dispose();
});
