import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { centralView } from '../../../data/augment';
import { ImageSet } from '../../../data/imageSet';
import type { ArtifactsConfig } from '../config';
import { makeConfig } from '../../../experiments/presets';
import { SIZES } from '../../../schema/sizes';
import { startBackend } from '../../../kernels/backend';
import { decode } from '../networks/decoder';
import { encode } from '../networks/encoder';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import { copiesPsnr, measureGame, tellPlainly, type GameMeasured, type GameOptions } from './game';
import { finish } from '../../../base/slices';

const { storedPixels } = SIZES.tiny;
const COUNT = 20;

/** Blotches of colour, so that a copy is not all grey. */
function blotches(): ImageSet {
  const random = new Random(4);
  const area = storedPixels ** 2 * 3;
  const data = new Uint8Array(COUNT * area);
  for (let i = 0; i < COUNT; i++) {
    const colours = Array.from({ length: 48 }, () => random.integer(256));
    for (let at = 0; at < area; at++) {
      const [y, x] = [Math.floor(at / 3 / storedPixels), Math.floor(at / 3) % storedPixels];
      data[i * area + at] = colours[((y >> 4) * 4 + (x >> 4)) * 3 + (at % 3)]!;
    }
  }
  const paths = Array.from({ length: COUNT }, (_, i) => `${i}.png`);
  return new ImageSet({
    ...{ name: 'blotches', pixels: storedPixels, data, paths },
    ...{ labels: new Int16Array(COUNT).fill(-1), labelNames: [] },
  });
}

let images: ImageSet;
beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  images = blotches();
});

async function measured(
  changes: Partial<ArtifactsConfig> = {},
  options: GameOptions = {},
): Promise<GameMeasured> {
  const config = makeConfig({ size: 'tiny', theta: 0.5, ...changes });
  const [networks, fresh] = [createNetworks(config), createNetworks(config)];
  const before = tf.memory().numTensors;
  const game = await finish(measureGame({ config, networks, random: fresh.C }, images, options));
  expect(tf.memory().numTensors).toBe(before);
  disposeNetworks(networks);
  disposeNetworks(fresh);
  return game;
}

describe('the game', () => {
  it('of networks before their first step: C is its own random baseline, and the oracle sees the damage', async () => {
    const { images: count, draws, fakes } = await measured();
    expect([count, draws]).toEqual([COUNT, 13]);
    expect(fakes.map(({ kind }) => kind)).toEqual(['repaired', 'damaged']);
    for (const { trained, random, oracleMaskArea } of fakes) {
      expect(trained.classArea.value).toBe(random.classArea.value);
      expect(trained.maskArea!.value).toBe(random.maskArea!.value);
      // Neighbours of a dropped cell change, too, where D spreads it.
      expect(oracleMaskArea!.value).toBeGreaterThan(0.7);
      expect(oracleMaskArea!.interval.low).toBeGreaterThan(random.maskArea!.interval.high);
    }
  });

  it('at θ = 0 has nothing to tell apart: areas and pairs of one half, and no mask to predict', async () => {
    const { theta, fakes } = await measured({}, { theta: 0 });
    expect(theta).toBe(0);
    for (const { trained, oracleMaskArea } of fakes) {
      expect(trained.classArea.value).toBe(0.5);
      expect(trained.pairAccuracy.value).toBe(0.5);
      expect([trained.maskArea, oracleMaskArea]).toEqual([null, null]);
    }
  });

  it('has one kind of fakes where nothing repairs them, and no masks where they are generated', async () => {
    const damaged = await measured({ fakes: 'damaged' });
    expect(damaged.fakes.map(({ kind }) => kind)).toEqual(['damaged']);
    const generated = await measured({ fakes: 'generated' });
    expect(generated.fakes).toMatchObject([
      { kind: 'generated', trained: { maskArea: null }, oracleMaskArea: null },
    ]);
  });

  it('knows how good copies are: PSNR of the mean squared error, of the images that are asked for', async () => {
    const indices = [3, 1, 4];
    const { psnr, images: count } = await measured({}, { indices });
    expect(count).toBe(3);
    const config = makeConfig({ size: 'tiny' });
    const networks = createNetworks(config);
    const error = tf.tidy(() => {
      const x = tf.tensor4d(centralView(images, indices, 32), [3, 32, 32, 3]);
      const features = encode(networks.E, config, x, 'inference');
      const copies = decode(networks.D, config, features, 'inference');
      return tf.mean(tf.squaredDifference(copies, x)).dataSync()[0]!;
    });
    disposeNetworks(networks);
    expect(psnr.value).toBeCloseTo(10 * Math.log10(4 / error), 3);
    expect(psnr.interval.low).toBeLessThanOrEqual(psnr.value);
    expect(psnr.interval.high).toBeGreaterThanOrEqual(psnr.value);
  });

  it('told plainly, while training goes on, has the values that it has with intervals', async () => {
    // As many as are played once each; an image may come again.
    const indices = Array.from({ length: 256 }, (_, i) => (7 * i) % COUNT);
    const { psnr, draws, fakes } = await measured({}, { indices });
    expect(draws).toBe(1);
    const config = makeConfig({ size: 'tiny', theta: 0.5 });
    const networks = createNetworks(config);
    const before = tf.memory().numTensors;
    const source = { config, networks, random: networks.C };
    const plain = await tellPlainly(source, images, indices, Random.forPurpose(config.seed, 'game'));
    expect(await copiesPsnr(source, images, indices)).toBeCloseTo(psnr.value, 10);
    expect(tf.memory().numTensors).toBe(before);
    disposeNetworks(networks);
    expect([...plain.keys()]).toEqual(['repaired', 'damaged']);
    for (const { kind, trained, random, oracleMaskArea } of fakes) {
      const { classArea, pairAccuracy, maskArea } = trained;
      expect(plain.get(kind)).toEqual({
        classArea: classArea.value,
        pairAccuracy: pairAccuracy.value,
        maskArea: maskArea!.value,
        randomClassArea: random.classArea.value,
        randomMaskArea: random.maskArea!.value,
        oracleMaskArea: oracleMaskArea!.value,
      });
    }
  });

  it('told plainly has no value where there is nothing to find', async () => {
    const config = makeConfig({ size: 'tiny', theta: 0 });
    const networks = createNetworks(config);
    const plain = await tellPlainly({ config, networks, random: null }, images, [0, 1, 2], new Random(1));
    disposeNetworks(networks);
    expect(plain.get('repaired')).toEqual({
      ...{ classArea: 0.5, pairAccuracy: 0.5 },
      ...{ maskArea: NaN, randomClassArea: NaN, randomMaskArea: NaN, oracleMaskArea: NaN },
    });
  });

  it('is refused for a single image', async () => {
    await expect(measured({}, { indices: [0] })).rejects.toThrow('at least two images');
  });
});
