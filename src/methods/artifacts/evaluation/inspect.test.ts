import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { makeConfig } from '../../../experiments/presets';
import { startBackend } from '../../../kernels/backend';
import { READING } from '../reading';
import { damage } from '../networks/damage';
import { decode } from '../networks/decoder';
import { discriminate, REAL } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import { DamageBrush, type PictureSource } from './damageBrush';
import { gradCam } from '../../../evaluation/pictures/gradCam';
import { inspect } from './inspect';
import { maskOverlap } from './maskOverlap';

let source: PictureSource;
const random = new Random(3);
const view = Float32Array.from({ length: 32 * 32 * 3 }, () => random.between(-1, 1));
const mask = [1, 0, 0, 1];

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  const config = makeConfig({ size: 'tiny' });
  source = { config, networks: createNetworks(config) };
  // As if it had learnt: else C judges with averages of the picture’s own.
  const variance = source.networks.C.get('C/conv5/variance');
  variance.assign(tf.fill(variance.shape, 2));
});

afterAll(() => disposeNetworks(source.networks));

describe('overlap of masks', () => {
  it.each([
    ['one of three cells', [0, 0, 1, 1], [0.2, 0.9, 0.4, 0.9], 1 / 3],
    ['all', [0, 1], [0.1, 0.6], 1],
    ['none', [0, 1], [0.6, 0.1], 0],
    ['nothing dropped, nothing found', [1, 1], [0.5, 1], 1],
    ['nothing dropped, something found', [1, 1], [0.4, 1], 0],
  ])('%s', (_, truth, predicted, expected) =>
    expect(maskOverlap(truth, predicted)).toBeCloseTo(expected, 12),
  );
});

describe('the inspector', () => {
  it('agrees with the networks called one by one, and leaves no tensors', async () => {
    const before = tf.memory().numTensors;
    const seen = await inspect(source, { view, mask });
    expect(tf.memory().numTensors).toBe(before);
    const { config, networks } = source;
    tf.tidy(() => {
      const image = tf.tensor4d(view, [1, 32, 32, 3]);
      const features = encode(networks.E, config, image, 'inference');
      const omega = tf.tensor4d(mask, [1, 2, 2, 1]);
      const damaged = decode(networks.D, config, damage(features, omega, 'average', random), 'inference');
      const bytes = [...damaged.dataSync()].map((value) => (value + 1) * 127.5);
      const shown = seen.pictures.damaged.rgba.filter((_, i) => i % 4 !== 3);
      bytes.forEach((byte, i) => expect(Math.abs(byte - shown[i]!)).toBeLessThan(0.6));
      const { classLogits, maskLogits } = discriminate(networks.C, config, damaged, 'inference', null);
      expect(seen.score.damaged).toBeCloseTo(tf.softmax(classLogits).dataSync()[REAL]!, 5);
      tf.sigmoid(maskLogits)
        .dataSync()
        .forEach((kept, i) => expect(seen.predictedMask.damaged[i]).toBeCloseTo(kept, 5));
      expect(seen.overlap).toBe(maskOverlap(mask, seen.predictedMask.repaired));
      const original = gradCam({ config, networks, reading: READING }, image, REAL, 'conv4').dataSync();
      expect(original).toHaveLength(4);
    });
    expect(seen.attention).toMatchObject({ stage: 'repaired', layer: 'conv5', side: 2 });
  });

  it('looks at the stage and layer that are asked for', async () => {
    const { attention } = await inspect(source, { view, mask, stage: 'original', layer: 'conv2' });
    expect(attention.side).toBe(4);
    const expected = tf.tidy(() =>
      gradCam({ ...source, reading: READING }, tf.tensor4d(view, [1, 32, 32, 3]), REAL, 'conv2').dataSync(),
    );
    expect(expected.some((value) => value > 0)).toBe(true);
    const scale = Math.max(...expected);
    expected.forEach((value, i) =>
      expect(Math.abs(attention.gradCam.real[i]! - value)).toBeLessThan(1e-4 * scale),
    );
  });

  it('with nothing dropped all but the original are one picture, and repair changes nothing', async () => {
    const { pictures, repairDifference } = await inspect(source, { view, mask: [1, 1, 1, 1] });
    expect(pictures.damaged).toEqual(pictures.autoencoded);
    expect(pictures.repaired).toEqual(pictures.autoencoded);
    expect(repairDifference).toMatchObject({ largest: 0, mean: 0 });
    expect(pictures.original).not.toEqual(pictures.autoencoded);
  });

  it('refuses an image and a mask of other sizes in a sentence', async () => {
    const before = tf.memory().numTensors;
    await expect(inspect(source, { view, mask: [1] })).rejects.toThrow(
      'The mask should have 2 × 2 cells; it has 1.',
    );
    await expect(inspect(source, { view: view.slice(3), mask })).rejects.toThrow(/32 × 32 RGB values/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the damage brush', () => {
  it('paints what the inspector shows, stroke after stroke, also with noise', async () => {
    for (const fill of ['average', 'noise'] as const) {
      const painted = { ...source, config: { ...source.config, fill } };
      const before = tf.memory().numTensors;
      const brush = new DamageBrush(painted, view);
      for (const stroke of [[1, 1, 1, 1], [1, 0, 1, 1], mask]) {
        const { pictures } = await inspect(painted, { view, mask: stroke });
        expect(await brush.paint(stroke)).toEqual(pictures.repaired);
      }
      await expect(brush.paint([0])).rejects.toThrow(/2 × 2 cells/);
      brush.dispose();
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
