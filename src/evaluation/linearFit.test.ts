import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { startBackend } from '../kernels/backend';
import { DesignMatrix } from './designMatrix';
import type { Features } from './features';
import { fitLinear, predict, type LinearFit } from './linearFit';
import { sigmoidLoss, softmaxLoss, type LogisticLoss } from './logisticLoss';
import { probeAttributes } from './probe';
import { finish } from '../base/slices';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

const OPTIONS = { l2: 0.01, gradientTolerance: 1e-5, maxIterations: 2000 };

function features(data: Float32Array, count: number): Features {
  return { name: 'pixels', count, side: 1, originalSide: 1, channels: data.length / count, data };
}

function rowsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

async function fitted(data: Float32Array, loss: LogisticLoss, options = OPTIONS): Promise<LinearFit> {
  const columns = data.length / loss.rows;
  const untouched = { mean: new Float64Array(columns), scale: new Float64Array(columns).fill(1) };
  const x = await finish(DesignMatrix.of(features(data, loss.rows), untouched, rowsUpTo(loss.rows)));
  const fit = await finish(fitLinear(x, loss, options));
  x.dispose();
  return fit;
}

/** Classes with overlapping Gaussian clouds: 120 rows, 12 columns, 3 labels. */
function clouds(seed: number): { data: Float32Array; labels: number[] } {
  const random = Random.forPurpose(seed, 'clouds');
  const labels = rowsUpTo(120).map((i) => i % 3);
  const data = Float32Array.from({ length: 120 * 12 }, (_, i) => {
    const label = labels[Math.floor(i / 12)]!;
    return random.normal() + (i % 3 === label ? 0.7 : 0);
  });
  return { data, labels };
}

/** Plain gradient descent in double precision, an independent implementation of the same problem. */
function descend(data: Float32Array, labels: readonly number[], outputs: number, l2: number) {
  const columns = data.length / labels.length;
  const w = new Float64Array(outputs * columns);
  const b = new Float64Array(outputs);
  const scores = new Float64Array(labels.length * outputs);
  for (let step = 0; step < 6000; step++) {
    const dw = w.map((value) => l2 * value);
    const db = new Float64Array(outputs);
    for (const [row, label] of labels.entries()) {
      const z = Array.from({ length: outputs }, (_, k) => {
        let sum = b[k]!;
        for (let j = 0; j < columns; j++) sum += w[k * columns + j]! * data[row * columns + j]!;
        return sum;
      });
      scores.set(z, row * outputs);
      const total = z.reduce((sum, value) => sum + Math.exp(value), 0);
      for (let k = 0; k < outputs; k++) {
        const error = (Math.exp(z[k]!) / total - (k === label ? 1 : 0)) / labels.length;
        db[k]! += error;
        for (let j = 0; j < columns; j++) dw[k * columns + j]! += error * data[row * columns + j]!;
      }
    }
    for (let i = 0; i < w.length; i++) w[i]! -= 0.5 * dw[i]!;
    for (let k = 0; k < outputs; k++) b[k]! -= 0.5 * db[k]!;
  }
  return { w, scores };
}

describe('multinomial', () => {
  test('two rows ±1 and two labels: the weight solves 2λw = σ(−2w), by hand', async () => {
    // W = (w, −w) by symmetry, no bias. Mean loss log(1 + e^{−2w}), ridge λw²: slope −2σ(−2w) + 2λw = 0.
    const fit = await fitted(Float32Array.of(1, -1), softmaxLoss([0, 1], 2), { ...OPTIONS, l2: 0.5 });
    const w = fit.weights[0]!;
    expect(fit.weights[1]).toBeCloseTo(-w, 5);
    expect(2 * 0.5 * w).toBeCloseTo(2 / (1 + Math.exp(2 * w)), 4);
    expect(fit.objective).toBeCloseTo(Math.log(1 + Math.exp(-2 * w)) + 0.5 * w * w, 5);
    expect(fit.biases[0]).toBeCloseTo(0, 5);
  });

  test('reaches the optimum: small gradient, and gradient descent finds the same weights and answers', async () => {
    const { data, labels } = clouds(1);
    const fit = await fitted(data, softmaxLoss(labels, 3));
    expect(fit.converged).toBe(true);
    expect(fit.gradientNorm).toBeLessThanOrEqual(1e-5);
    const other = descend(data, labels, 3, OPTIONS.l2);
    other.w.forEach((value, i) => expect(fit.weights[i]).toBeCloseTo(value, 2));
    const argmax = (z: ArrayLike<number>, row: number): number =>
      [0, 1, 2].reduce((best, k) => (z[row * 3 + k]! > z[row * 3 + best]! ? k : best), 0);
    const x = await finish(
      DesignMatrix.of(
        features(data, 120),
        { mean: new Float64Array(12), scale: new Float64Array(12).fill(1) },
        rowsUpTo(120),
      ),
    );
    const logits = await finish(predict(x, fit));
    x.dispose();
    const different = rowsUpTo(120).filter((row) => argmax(logits, row) !== argmax(other.scores, row));
    expect(different.length / 120).toBeLessThanOrEqual(0.005);
  });

  test('separable labels are held by the ridge: it converges, and says so', async () => {
    const data = Float32Array.from({ length: 40 * 200 }, (_, i) => Math.sin(i * i));
    const fit = await fitted(
      data,
      softmaxLoss(
        rowsUpTo(40).map((i) => i % 4),
        4,
      ),
      { ...OPTIONS, l2: 1e-3 },
    );
    expect(fit).toMatchObject({ converged: true });
    const stopped = await fitted(
      data,
      softmaxLoss(
        rowsUpTo(40).map((i) => i % 4),
        4,
      ),
      {
        ...OPTIONS,
        maxIterations: 2,
      },
    );
    expect(stopped).toMatchObject({ converged: false, iterations: 2 });
    expect(stopped.gradientNorm).toBeGreaterThan(1e-5);
  });
});

test('attributes: each output is a logistic regression of its own, and unknown targets do not count', async () => {
  const { data } = clouds(2);
  const first = rowsUpTo(120).map((i) => (data[i * 12]! > 0.3 ? 1 : 0));
  const both = Float32Array.from({ length: 240 }, (_, i) => (i % 2 === 0 ? first[i / 2]! : NaN));
  const alone = await fitted(data, sigmoidLoss(Float32Array.from(first), 1));
  const beside = await fitted(data, sigmoidLoss(both, 2));
  alone.weights.forEach((value, i) => expect(beside.weights[i]).toBeCloseTo(value, 3));
  expect(beside.weights.subarray(12).every((value) => value === 0)).toBe(true);
});

test('attributes: the mean average precision has an interval over the images, certain where all is told', async () => {
  const { data } = clouds(2);
  const random = Random.forPurpose(5, 'attributes');
  const [told, chance] = [0, 1].map((isChance) =>
    Float32Array.from({ length: 120 }, (_, i) => {
      return isChance ? random.integer(2) : data[i * 12]! > 0.3 ? 1 : 0;
    }),
  );
  const split = {
    training: Uint32Array.from({ length: 80 }, (_, i) => i),
    validation: Uint32Array.from({ length: 40 }, (_, i) => 80 + i),
    ...{ judging: 'validation' as const, description: 'by hand', leftOut: [] },
  };
  const scoreOf = (values: Float32Array) =>
    finish(probeAttributes(features(data, 120), { names: ['one'], values }, split));
  const [sure, unsure] = [await scoreOf(told!), await scoreOf(chance!)];
  const { low, high } = unsure.interval!;
  expect(low).toBeLessThan(unsure.meanAveragePrecision! - 0.03);
  expect(high).toBeGreaterThan(unsure.meanAveragePrecision! + 0.03);
  expect(sure.interval!.low).toBeGreaterThan(high);
  expect(await scoreOf(chance!)).toEqual(unsure); // drawn alike
});

describe('the losses', () => {
  const losses = [softmaxLoss([0, 2, 1], 3), sigmoidLoss(Float32Array.of(0, 1, 1, 0, NaN, 0, 1, 1, 0), 3)];
  const logitLists = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 9, maxLength: 9 });

  test('are stable for large logits', () => {
    const logits = new Float64Array([1000, -1000, 0]);
    expect(softmaxLoss([1], 3).evaluate(logits, new Float32Array(3))).toBeCloseTo(2000);
    expect(sigmoidLoss(Float32Array.of(0, 0, 1), 3).evaluate(logits, new Float32Array(3))).toBeCloseTo(
      1000 + Math.log(2),
    );
  });

  test('derivatives agree with central differences', () => {
    fc.assert(
      fc.property(logitLists, logitLists, (at, along) => {
        for (const loss of losses) {
          const logits = Float64Array.from(at);
          const direction = Float32Array.from(along);
          const residual = new Float32Array(9);
          loss.evaluate(logits, residual);
          const value = (t: number): number =>
            loss.evaluate(
              logits.map((z, i) => z + t * direction[i]!),
              new Float32Array(9),
            );
          const [first, second] = loss.along(logits, direction, 0);
          const slope = residual.reduce((sum, r, i) => sum + r * direction[i]!, 0);
          expect(first).toBeCloseTo((value(1e-5) - value(-1e-5)) / 2e-5, 5);
          expect(first).toBeCloseTo(slope, 4);
          expect(second).toBeCloseTo((value(1e-3) - 2 * value(0) + value(-1e-3)) / 1e-6, 2);
        }
      }),
    );
  });
});

test('ending early frees all tensors', async () => {
  const { data, labels } = clouds(3);
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  const x = await finish(
    DesignMatrix.of(
      features(data, 120),
      { mean: new Float64Array(12), scale: new Float64Array(12).fill(1) },
      rowsUpTo(120),
    ),
  );
  let slices = 0;
  const work = finish(fitLinear(x, softmaxLoss(labels, 3), OPTIONS), {
    signal: controller.signal,
    onSlice: () => {
      if (++slices === 5) controller.abort();
    },
  });
  await expect(work).rejects.toThrow(/cancelled/);
  x.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
