import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { startBackend } from '../../../kernels/backend';
import { Parameters } from '../../../networks/parameters';
import { makeConfig } from '../../../experiments/presets';
import { configOf } from '../transformationsUnderTest';
import { inpainterSpecs } from './inpainter';
import {
  findDirections,
  nextDirections,
  packed,
  patchDiscriminatorSpecs,
  scoresOf,
} from './patchDiscriminator';

beforeAll(() => startBackend({ preference: 'wasm' }));

const numbers = (length: number, random: Random) => Array.from({ length }, () => random.normal());

/** The largest singular value, in float64: of AᵀA by Jacobi’s rotations. */
function largestSingularValue(A: number[][]): number {
  const n = A[0]!.length;
  const S = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => A.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const angle = 0.5 * Math.atan2(2 * S[p]![q]!, S[q]![q]! - S[p]![p]!);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < n; k++) {
          const [a, b] = [S[k]![p]!, S[k]![q]!];
          [S[k]![p], S[k]![q]] = [c * a - s * b, s * a + c * b];
        }
        for (let k = 0; k < n; k++) {
          const [a, b] = [S[p]![k]!, S[q]![k]!];
          [S[p]![k], S[q]![k]] = [c * a - s * b, s * a + c * b];
        }
      }
    }
  }
  return Math.sqrt(Math.max(...S.map((row, i) => row[i]!)));
}

it('one step of power iteration is that of loops', () => {
  const random = new Random(1);
  const W = Array.from({ length: 6 }, () => numbers(4, random));
  const u = numbers(4, random);
  const unit = (x: number[]) => x.map((value) => value / Math.hypot(...x));
  const v = unit(W.map((row) => row.reduce((sum, value, j) => sum + value * u[j]!, 0)));
  const next = unit(u.map((_, j) => W.reduce((sum, row, i) => sum + row[j]! * v[i]!, 0)));
  const found = nextDirections(tf.tensor2d(W), tf.tensor2d([u]));
  [...found.v.dataSync()].forEach((value, i) => expect(value).toBeCloseTo(v[i]!, 5));
  [...found.u.dataSync()].forEach((value, i) => expect(value).toBeCloseTo(next[i]!, 5));
});

describe('spectral normalisation', () => {
  const config = configOf();
  const specs = patchDiscriminatorSpecs(config);

  it('comes to the largest singular value of every layer', () => {
    const D = new Parameters(specs, new Random(3));
    let directions = findDirections(D, true);
    for (let i = 0; i < 200; i++) tf.tidy(() => void findDirections(D, true));
    directions = findDirections(D, false);
    directions.forEach(({ v, u }, i) => {
      const kernel = D.get(`D/${i + 1}/kernel`);
      const W = tf.reshape<tf.Rank.R2>(kernel, [-1, kernel.shape.at(-1)!]);
      const sigma = tf.sum(tf.mul(tf.matMul(v, W), u)).dataSync()[0]!;
      expect(sigma / largestSingularValue(W.arraySync())).toBeCloseTo(1, 3);
    });
    D.dispose();
  });

  it('goes on from the vector of the step before, where it shall', () => {
    const D = new Parameters(specs, new Random(3));
    const u = () => [...D.get('D/3/u').dataSync()];
    const before = u();
    findDirections(D, false);
    expect(u()).toEqual(before);
    const [, , third] = findDirections(D, true);
    expect(u()).toEqual([...third!.u.dataSync()]);
    expect(Math.hypot(...u())).toBeCloseTo(1, 5);
    D.dispose();
  });

  it('makes scores the same for weights of any size', () => {
    const D = new Parameters(specs, new Random(3));
    const patches = tf.randomUniform<tf.Rank.R4>([3, 24, 24, 3], -1, 1, 'float32', 4);
    const scores = () => [...scoresOf(D, config, findDirections(D, false), patches).dataSync()];
    const before = scores();
    for (const name of ['D/2/kernel', 'D/6/kernel']) D.get(name).assign(tf.mul(D.get(name), 7));
    scores().forEach((score, i) => expect(score).toBeCloseTo(before[i]!, 4));
    D.dispose();
  });
});

it('patches are packed in pairs, the first twice where their number is odd', () => {
  const patches = tf.tensor4d(
    Float32Array.from({ length: 5 * 3 }, (_, i) => i),
    [5, 1, 1, 3],
  );
  expect(packed(patches, 1)).toBe(patches);
  expect(
    packed(patches, 2)
      .arraySync()
      .map((patch) => patch[0]![0]),
  ).toEqual([
    [0, 1, 2, 9, 10, 11],
    [3, 4, 5, 12, 13, 14],
    [6, 7, 8, 0, 1, 2],
  ]);
  const one = tf.slice(patches, [0, 0, 0, 0], [1, 1, 1, 3]);
  expect([...packed(one, 2).dataSync()]).toEqual([0, 1, 2, 0, 1, 2]);
});

it('F and D have the authors’ numbers of weights at full width', () => {
  const config = makeConfig({ method: 'transformations', size: 'stl10', packing: 2 });
  const count = (specs: ReturnType<typeof inpainterSpecs>) =>
    specs
      .filter(({ shape }) => shape.length > 1 && !shape.includes(0))
      .filter(({ trainable }) => trainable)
      .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  // 3×3 to and from colours; 4×4 there and back.
  const F = 2 * 9 * 3 * 48 + 2 * 16 * (48 * 96 + 96 * 192 + 192 * 384);
  expect(count(inpainterSpecs(config))).toBe(F);
  expect(F / 1e6).toBeCloseTo(3.1, 1);
  const D = 9 * 6 * 64 + 16 * 64 * 64 + 9 * 64 * 128 + 16 * 128 * 128 + 9 * 128 * 256 + 256;
  expect(count(patchDiscriminatorSpecs(config))).toBe(D);
  expect(D / 1e6).toBeCloseTo(0.7, 1);
});
