/** Real training on the bundled sample: where a patch lies is told of images that were never trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { Run } from '../../lab/run';
import { sampleImages } from '../../lab/sampleUnderTest';
import { SIZES } from '../../schema/sizes';
import { judgePairs } from './judge';

/** Chance is 1 in 8; it reached 0.36 in 600 steps. */
const BOUND = 0.25;

it('places are told of held-out images, far better than chance', { timeout: 600_000 }, async () => {
  await startBackend({ preference: 'wasm' });
  const config = makeConfig({
    ...{ method: 'context', size: 'tiny', batchSize: 32, steps: 500, heldOut: 0.1 },
    ...{ gap: false, jitter: 0, colours: 'kept' },
  });
  const images = await sampleImages(SIZES.tiny.storedPixels);
  const run = new Run(config, images);
  const indices = [...run.parts.heldOut];
  const judged = () => judgePairs({ phase: 'context', networks: run.networks, config, images, indices });
  expect((await judged()).heldOutAccuracy).toBeLessThan(BOUND);
  while (!run.finished) tf.dispose({ ...run.advance() });
  expect((await judged()).heldOutAccuracy).toBeGreaterThan(BOUND);
  run.dispose();
});
