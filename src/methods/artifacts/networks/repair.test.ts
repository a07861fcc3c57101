import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { makeConfig } from '../../../experiments/presets';
import { startBackend } from '../../../kernels/backend';
import { decode } from './decoder';
import { createNetworks } from './artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import { repairWith } from './repair';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

/** How much R, as it begins, changes what D makes of features of which every cell is dropped. */
function firstChange(repairStart: 'identity' | 'random'): number {
  const config = makeConfig({ size: 'tiny', repairStart });
  const networks = createNetworks(config);
  const random = new Random(1);
  const values = Float32Array.from({ length: 2 * 2 * 2 * 64 }, () => random.normal());
  const features = tf.tensor4d(values, [2, 2, 2, 64]);
  const dropped = tf.zeros<tf.Rank.R4>([2, 2, 2, 1]);
  const hook = repairWith(networks.R, config, dropped, 'training');
  const repaired = decode(networks.D, config, features, 'inference', hook);
  const damaged = decode(networks.D, config, features, 'inference');
  const change = tf.max(tf.abs(tf.sub(repaired, damaged))).dataSync()[0]!;
  disposeNetworks(networks);
  return change;
}

it('repairs nothing at first where it begins as the identity, and something else where by chance', () => {
  expect(firstChange('identity')).toBe(0);
  expect(firstChange('random')).toBeGreaterThan(0.01);
});
