import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { createNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../../networks/networks';
import { READING } from '../../methods/artifacts/reading';
import { filterColumns, filterPictures, filterSheet } from './filters';

beforeAll(async () => {
  await startBackend({ preference: 'cpu' });
});

describe('filters of conv1', () => {
  it('lie in 6 rows of 16 at full width, and in as similar a grid at others', () => {
    expect([96, 24, 12, 7].map(filterColumns)).toEqual([16, 8, 6, 7]);
  });

  it('are scaled one by one from their smallest to their largest value', async () => {
    const networks = createNetworks(makeConfig({ size: 'tiny' }));
    const kernel = tf.buffer([11, 11, 3, 12]);
    kernel.set(-0.5, 0, 0, 0, 1); // filter 1: red of the first pixel darkest,
    kernel.set(1.5, 10, 10, 2, 1); // blue of the last brightest, 0 a quarter of the way
    networks.C.get('C/conv1/kernel').assign(kernel.toTensor());
    const pictures = await filterPictures({ networks, reading: READING });
    expect(pictures).toHaveLength(12);
    const { rgba, width, height } = pictures[1]!;
    expect([width, height]).toEqual([11, 11]);
    expect([...rgba.subarray(0, 4)]).toEqual([0, 64, 64, 255]);
    expect([...rgba.subarray(-4)]).toEqual([64, 64, 255, 255]);
    expect([...pictures[0]!.rgba.subarray(0, 4)]).toEqual([128, 128, 128, 255]);
    const whole = await filterSheet({ networks, reading: READING });
    expect([whole.width, whole.height]).toEqual([6 * 12 - 1, 2 * 12 - 1]);
    expect([...whole.rgba.subarray(12 * 4, 13 * 4)]).toEqual([0, 64, 64, 255]);
    disposeNetworks(networks);
  });
});
