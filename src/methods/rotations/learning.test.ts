/** Real training on the bundled sample: what is learnt holds for images that were never trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { Run } from '../../lab/run';
import { sampleImages } from '../../lab/sampleUnderTest';
import { SIZES } from '../../schema/sizes';
import { TURNS } from './about';
import { classify, turned, type RotationsConfig } from './network';

const HELD_OUT_EVERY = 10;
/** Chance is 0.25; it reached 0.62 in 500 steps. */
const BOUND = 0.45;

/** Share of the images’ four turns that are told right. */
function accuracy(run: Run, config: RotationsConfig, images: ImageSet): number {
  const { pixels } = SIZES[config.size];
  const all = Array.from({ length: images.count }, (_, i) => i);
  const right = tf.tidy(() => {
    const x = tf.tensor4d(centralView(images, all, pixels), [images.count, pixels, pixels, 3]);
    const hits = TURNS.map((_, turn) => {
      const told = tf.argMax(classify(run.networks['C']!, config, turned(x, turn)), 1);
      return tf.mean(tf.cast(tf.equal(told, tf.scalar(turn, 'int32')), 'float32'));
    });
    return tf.mean(tf.stack(hits));
  });
  return right.dataSync()[0]!;
}

it('tells how held-out images were turned, far better than chance', { timeout: 600_000 }, async () => {
  await startBackend({ preference: 'wasm' });
  const config = makeConfig({ method: 'rotations', size: 'tiny', steps: 400, learningRate: 1e-3 });
  const images = await sampleImages(SIZES.tiny.storedPixels);
  const all = Uint32Array.from({ length: images.count }, (_, i) => i);
  const heldOut = images.subset(all.filter((i) => i % HELD_OUT_EVERY === 0));
  const run = new Run(config, images.subset(all.filter((i) => i % HELD_OUT_EVERY !== 0)));
  expect(accuracy(run, config, heldOut)).toBeLessThan(BOUND);
  while (!run.finished) tf.dispose({ ...run.advance() });
  expect(accuracy(run, config, heldOut)).toBeGreaterThan(BOUND);
  run.dispose();
});
