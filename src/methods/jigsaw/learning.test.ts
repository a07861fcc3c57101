/** The positive control: with every shortcut open and few orders, the puzzle is nearly solved, on images never trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { Run } from '../../lab/run';
import { sampleImages } from '../../lab/sampleUnderTest';
import { SIZES } from '../../schema/sizes';
import { judgePuzzles } from './judge';

/** Chance is 1 in 6; it reached 0.95 in 600 steps. */
const BOUND = 0.8;

it('orders of tiles that touch are told right of held-out images', { timeout: 600_000 }, async () => {
  await startBackend({ preference: 'wasm' });
  const config = makeConfig({
    ...{ method: 'jigsaw', size: 'tiny', steps: 500, heldOut: 0.1 },
    ...{ permutations: 6, leastHamming: 9, meanHamming: 9, gap: false, normalise: false, colourJitter: 0 },
  });
  const images = await sampleImages(SIZES.tiny.storedPixels);
  const run = new Run(config, images);
  const indices = [...run.parts.heldOut];
  expect(indices.length).toBeGreaterThan(100);
  const judged = () => judgePuzzles({ phase: 'jigsaw', networks: run.networks, config, images, indices });
  const { heldOutAccuracy: before } = await judged();
  expect(before).toBeLessThan(0.4);
  while (!run.finished) tf.dispose({ ...run.advance() });
  const { heldOutAccuracy } = await judged();
  expect(heldOutAccuracy).toBeGreaterThan(BOUND);
  expect((await judged()).heldOutAccuracy).toBe(heldOutAccuracy);
  run.dispose();
});
