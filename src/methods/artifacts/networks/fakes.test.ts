/** The ways of making fakes beside the paper's: local repair, none, and a generator. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { makeConfig } from '../../../experiments/presets';
import { SIZE_NAMES, SIZES } from '../../../schema/sizes';
import { startBackend } from '../../../kernels/backend';
import { encode } from './encoder';
import { drawFakeStart, fakeImages, fakeSpecs } from './fakes';
import { drawLatent, generate } from './generator';
import { createNetworks } from './artifactNetworks';
import { enlarge } from '../../../networks/layers';
import { disposeNetworks } from '../../../networks/networks';
import type { ParameterSpec } from '../../../networks/parameters';

beforeAll(async () => void (await startBackend({ preference: 'wasm' })));

const count = (specs: readonly ParameterSpec[]): number =>
  specs
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);

describe('parameters at full width', () => {
  const authors = makeConfig({ preset: 'authors-code', size: 'stl10' });

  it('local repair has five of the first block', () => {
    expect(count(fakeSpecs({ ...authors, repairPlacement: 'local' }))).toBe(23_623_680);
  });

  it('without repair there are none', () => expect(fakeSpecs({ ...authors, fakes: 'damaged' })).toEqual([]));

  it('the generator’s are those of 4×4 kernels', () => {
    const widths = [1024, 512, 256, 128, 64];
    const deconvolutions = [0, 1, 2, 3].reduce((sum, i) => sum + 16 * widths[i]! * widths[i + 1]!, 0);
    const norms = 2 * widths.reduce((sum, width) => sum + width, 0);
    const expected = 128 * 36 * 1024 + deconvolutions + norms + 9 * 64 * 3 + 3;
    expect(count(fakeSpecs({ ...authors, fakes: 'generated' }))).toBe(expected);
  });
});

it('the generator enlarges as a transposed 4×4 convolution of stride 2 does', () => {
  const random = new Random(4);
  const draw = (shape: number[]): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
      shape as [number, number, number, number],
    );
  const [n, h, w, c, f] = [2, 3, 5, 4, 3];
  const [z, phases] = [draw([n, h, w, c]), draw([2, 2, c, 4 * f])];
  const actual = enlarge(z, phases).arraySync();
  const [input, kernel] = [z.arraySync(), phases.arraySync()];
  // Output (y, x) sees inputs j − 1 + a and j + a of each axis, j = ⌊y/2⌋, a = y mod 2, by the taps of phase (a, b).
  for (const [y, x] of [
    [0, 0],
    [1, 1],
    [2, 5],
    [5, 9],
    [4, 8],
    [3, 0],
  ] as const) {
    const [a, b] = [y % 2, x % 2];
    for (let channel = 0; channel < f; channel++) {
      let sum = 0;
      for (const [s, t] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const) {
        const source = input[1]![(y >> 1) - 1 + a + s]?.[(x >> 1) - 1 + b + t];
        source?.forEach((value, i) => (sum += value * kernel[s]![t]![i]![(2 * a + b) * f + channel]!));
      }
      expect(actual[1]![y]![x]![channel]).toBeCloseTo(sum, 4);
    }
  }
});

it.each(SIZE_NAMES.filter((size) => SIZES[size].pixels <= 64))('the generator makes images at %s', (size) => {
  const config = makeConfig({ size, fakes: 'generated' });
  const networks = createNetworks(config);
  const made = generate(networks.R, config, drawLatent(new Random(1), 2), 'training');
  const { pixels } = SIZES[size];
  expect(made.shape).toEqual([2, pixels, pixels, 3]);
  expect(tf.max(tf.abs(made)).dataSync()[0]).toBeLessThanOrEqual(1);
  disposeNetworks(networks);
});

it('local repair changes dropped cells of φ̂ only, and later layers not at all', () => {
  const config = makeConfig({ size: 'tiny', repairPlacement: 'local', theta: 0.5 });
  const networks = createNetworks(config);
  const x: tf.Tensor4D = tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 7);
  const random = { damage: new Random(1), noise: new Random(2) };
  const start = drawFakeStart(config, encode(networks.E, config, x, 'inference'), random);
  const all = { ...start, mask: tf.onesLike(start.mask) };
  const untouched = fakeImages(networks, { ...config, fakes: 'damaged' }, start, 'inference').dataSync();
  expect(fakeImages(networks, config, all, 'inference').dataSync()).toEqual(untouched);
  expect(fakeImages(networks, config, start, 'inference').dataSync()).not.toEqual(untouched);
  disposeNetworks(networks);
});
