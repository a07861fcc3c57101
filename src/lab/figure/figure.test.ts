import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { inspect } from '../../methods/artifacts/evaluation/inspect';
import { makeConfig } from '../../experiments/presets';
import { SIZES } from '../../schema/sizes';
import { startBackend } from '../../kernels/backend';
import { createNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../../networks/networks';
import { drawFigure3 } from '../../methods/artifacts/figure';
import { sceneOf } from './scene';
import { noiseSet } from '../labUnderTest';

beforeAll(async () => void (await startBackend({ preference: 'wasm' })));

it('says of each picture what the discriminator says of that picture: its score and its mask', async () => {
  const config = makeConfig({ size: 'tiny', theta: 0.5 });
  const random = new Random(11);
  const view = Float32Array.from({ length: 32 ** 2 * 3 }, () => random.between(-1, 1));
  const networks = createNetworks(config);
  const scene = {
    config,
    phase: 'repair',
    step: 0,
    pinned: [5],
    paths: ['pets/5.png'],
    originals: view,
  } as const;
  const [row] = (await drawFigure3(scene, networks)).rows;
  const seen = await inspect({ config, networks }, { view, mask: row!.mask });
  disposeNetworks(networks);

  expect(row!.path).toBe('pets/5.png');
  const stages = {
    original: 'original',
    real: 'autoencoded',
    damaged: 'damaged',
    repaired: 'repaired',
  } as const;
  for (const column of ['original', 'real', 'damaged', 'repaired'] as const) {
    const stage = stages[column];
    expect(row!.score[column]).toBeCloseTo(seen.score[stage], 5);
    row!.predictedMask[column].forEach((kept, cell) =>
      expect(kept).toBeCloseTo(seen.predictedMask[stage][cell]!, 5),
    );
  }
  expect(row!.predictedMask.damaged).not.toEqual(row!.predictedMask.repaired);
});

it('before training C guesses the mask as nobody knows better, not with certainty', async () => {
  const config = makeConfig({ size: 'small', theta: 0.5 });
  const images = noiseSet(8, SIZES.small.storedPixels);
  const networks = createNetworks(config);
  const maskLoss = async (): Promise<number> => {
    const scene = sceneOf({ config, phase: 'repair', step: 0, images }, images.spread(8));
    const losses = (await drawFigure3(scene, networks)).rows.flatMap(({ mask, predictedMask }) =>
      Array.from(predictedMask.repaired, (kept, cell) => -Math.log(mask[cell] === 1 ? kept : 1 - kept)),
    );
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  const before = await networks.C.read();
  const tensors = tf.memory().numTensors;
  expect(await maskLoss()).toBeLessThan(0.85); // 0.69 for who always says one half
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await networks.C.read()).toEqual(before);
  // With any averages of its own it is taken at its word.
  networks.C.get('C/conv5/mean').assign(tf.fill(networks.C.get('C/conv5/mean').shape, 1e-6));
  expect(await maskLoss()).toBeGreaterThan(1);
  disposeNetworks(networks);
});
