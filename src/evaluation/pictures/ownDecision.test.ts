import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { methodOf, networksOf } from '../../lab/works';
import { disposeNetworks } from '../../networks/networks';
import type { FeatureSource } from '../features';
import { gradCam } from './gradCam';
import { ownDecision } from './ownDecision';
import { enlarge, overlay, relativeToLargest, rgbPicture } from './picture';

const config = makeConfig({ method: 'rotations', size: 'tiny', seed: 3 });
let source: FeatureSource;

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  source = { config, networks: networksOf(config), reading: methodOf(config).reading };
});
afterAll(() => disposeNetworks(source.networks));

it('is the most probable decision, with Grad-CAM of that one, and leaves no tensor behind', async () => {
  const random = new Random(4);
  const view = Float32Array.from({ length: 32 * 32 * 3 }, () => random.between(-1, 1));
  const before = tf.memory().numTensors;
  const { decision, share, attention } = await ownDecision(source, view);
  expect(tf.memory().numTensors).toBe(before);

  const shares = tf.tidy(() => {
    const image = tf.tensor4d(view, [1, 32, 32, 3]);
    return [...tf.softmax(source.reading.logits(source.networks, config, image)).dataSync<'float32'>()];
  });
  expect(share).toBe(Math.max(...shares));
  expect(shares[decision]).toBe(share);
  const pictures = shares.map((_, each) => {
    const map = tf.tidy(() =>
      gradCam(source, tf.tensor4d(view, [1, 32, 32, 3]), each)
        .dataSync<'float32'>()
        .slice(),
    );
    return overlay(rgbPicture(view), enlarge(relativeToLargest(map), 32));
  });
  expect(attention).toEqual(pictures[decision]);
  expect(attention).not.toEqual(pictures[(decision + 1) % shares.length]);
});
