import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { discriminate } from '../methods/artifacts/networks/discriminator';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from './networks';
import { Parameters } from './parameters';
import { READING } from '../methods/artifacts/reading';
import { FEATURE_LAYERS, featureWidth, trunkMaps, trunkSpecs } from './trunk';

beforeAll(() => startBackend({ preference: 'wasm' }));

const config = makeConfig({ size: 'tiny' });

function pictures(side: number): tf.Tensor4D {
  const random = new Random(3);
  const values = Float32Array.from({ length: 2 * side * side * 3 }, () => random.between(-1, 1));
  return tf.tensor4d(values, [2, side, side, 3]);
}

describe('the trunk', () => {
  it.each([32, 48, 80])('of a network of any letter takes images of %i px', (side) => {
    const network = new Parameters(trunkSpecs('T', config), new Random(1));
    const found = trunkMaps(network, 'T', 'tiny', pictures(side), 'inference');
    const sides = [side / 4, side / 8, side / 16, side / 16, side / 16];
    FEATURE_LAYERS.forEach((layer, i) => {
      expect(found[layer].shape).toEqual([2, sides[i], sides[i], featureWidth(config, layer)]);
    });
    network.dispose();
  });

  it('is the first part of C', () => {
    const networks = createNetworks(config);
    const images = pictures(32);
    const { features } = discriminate(networks.C, config, images, 'inference', null);
    const own = trunkMaps(networks.C, 'C', 'tiny', images, 'inference');
    for (const layer of FEATURE_LAYERS) expect(own[layer].dataSync()).toEqual(features[layer].dataSync());
    disposeNetworks(networks);
  });
});

it('reads the maps that were asked for, and the logits of a decision', () => {
  const networks = createNetworks(config);
  const images = pictures(32);
  const names = [...READING.layers, ...Object.values(READING.beside)];
  const all = READING.maps(networks, config, images, names);
  expect(Object.keys(all)).toEqual([...FEATURE_LAYERS, 'encoder']);
  expect(all.encoder!.shape).toEqual([2, 2, 2, 64]);
  const [conv3] = Object.values(READING.maps(networks, config, images, ['conv3']));
  expect(conv3!.dataSync()).toEqual(all.conv3!.dataSync());
  const judged = discriminate(networks.C, config, images, 'inference', null).classLogits;
  expect(READING.logits(networks, config, images).dataSync()).toEqual(judged.dataSync());
  const blank = READING.logits(networks, config, images, (_, map) => tf.zerosLike(map));
  expect(blank.dataSync()).not.toEqual(judged.dataSync());
  disposeNetworks(networks);
});
