import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { startBackend } from '../kernels/backend';
import type { Features } from './features';
import { classifyByEach, classifyByNeighbours, leaveOneOut, nearestNeighbours, vote } from './neighbours';
import { finish } from '../base/slices';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

function randomFeatures(seed: number, count: number, columns: number): Features {
  const random = Random.forPurpose(seed, 'features');
  const data = Float32Array.from(
    { length: count * columns },
    (_, i) => 5 * (i % columns) + random.normal() * (1 + (i % 3)),
  );
  return { name: 'conv5', count, side: 1, originalSide: 1, channels: columns, data };
}

function rowsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Each value standardised by the references, cosine similarity, all pairs, sorted: the definition. */
function bruteForce(references: Features, queries: Features, k: number, leaveSelfOut: boolean): number[][] {
  const columns = references.channels;
  const column = (j: number): number[] =>
    rowsUpTo(references.count).map((i) => references.data[i * columns + j]!);
  const moments = rowsUpTo(columns).map((j) => {
    const mean = column(j).reduce((sum, v) => sum + v, 0) / references.count;
    const variance = column(j).reduce((sum, v) => sum + (v - mean) ** 2, 0) / references.count;
    return { mean, deviation: Math.sqrt(variance + 1e-5) };
  });
  const row = (f: Features, i: number): number[] =>
    moments.map(({ mean, deviation }, j) => (f.data[i * columns + j]! - mean) / deviation);
  const cosine = (a: number[], b: number[]): number =>
    a.reduce((sum, v, j) => sum + v * b[j]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
  return rowsUpTo(queries.count).map((q) =>
    rowsUpTo(references.count)
      .filter((r) => !leaveSelfOut || r !== q)
      .map((r) => ({ r, similarity: cosine(row(queries, q), row(references, r)) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, k)
      .map(({ r }) => r),
  );
}

describe('nearest neighbours equal a brute-force check', () => {
  test('within a set, without themselves', async () => {
    const features = randomFeatures(1, 90, 17);
    const before = tf.memory().numTensors;
    const found = await finish(
      nearestNeighbours({ k: 7, references: features, referenceRows: rowsUpTo(90) }),
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(found.map(({ indices }) => indices)).toEqual(bruteForce(features, features, 7, true));
  });

  test('of a second set, over several blocks', async () => {
    const references = randomFeatures(2, 150, 5000);
    const queries = randomFeatures(3, 40, 5000);
    const found = await finish(
      nearestNeighbours({
        ...{ k: 4, references, referenceRows: rowsUpTo(150) },
        ...{ queries, queryRows: rowsUpTo(40) },
      }),
    );
    expect(found.map(({ indices }) => indices)).toEqual(bruteForce(references, queries, 4, false));
    for (const { similarities } of found) {
      expect([...similarities]).toEqual([...similarities].sort((a, b) => b - a));
      expect(Math.abs(similarities[0]!)).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  test('sets measured unlike are refused', async () => {
    const work = nearestNeighbours({
      ...{ k: 1, references: randomFeatures(1, 4, 3), referenceRows: [0, 1] },
      ...{ queries: randomFeatures(1, 4, 5), queryRows: [0] },
    });
    await expect(finish(work)).rejects.toThrow(/extract them alike/);
  });
});

test('leave-one-out on two tight pairs and a loner, by hand', async () => {
  // Directions from the centre: two near +x, two near −x, one up; k = 1.
  const data = Float32Array.of(4, 0.1, 4, -0.1, -4, 0.1, -4, -0.1, 0, 3);
  const features: Features = { name: 'conv5', count: 5, side: 1, originalSide: 1, channels: 2, data };
  const score = await finish(leaveOneOut(features, Int16Array.of(0, 0, 1, 1, 1), ['a', 'b'], 1));
  // The pairs find each other; the loner is as near to one pair as to the other, and 0 comes first.
  expect(score.confusion).toEqual([
    [2, 0],
    [1, 2],
  ]);
  expect(score.accuracy).toBe(4 / 5);
  expect(score.protocol).toMatch(/leave-one-out/);
});

test('accuracy against k on the same five, by hand, out of one search', async () => {
  const data = Float32Array.of(4, 0.1, 4, -0.1, -4, 0.1, -4, -0.1, 0, 3);
  const features: Features = { name: 'conv5', count: 5, side: 1, originalSide: 1, channels: 2, data };
  const all = Uint32Array.of(0, 1, 2, 3, 4);
  const task = {
    ...{ labels: Int16Array.of(0, 0, 1, 1, 1), classes: ['a', 'b'] },
    ...{ references: all, judged: all, by: null, leftOut: [] },
  };
  const scores = await finish(classifyByEach(features, task, [1, 2, 3, 4]));
  // Of the first pair the partner is outvoted from k = 3 on; the second pair has the loner on its side; the loner never gains.
  expect(scores.map(({ accuracy }) => accuracy)).toEqual([4 / 5, 4 / 5, 2 / 5, 2 / 5]);
  for (const [i, k] of [1, 2, 3, 4].entries()) {
    const alone = await finish(classifyByNeighbours(features, task, k));
    expect(scores[i]!.confusion).toEqual(alone.confusion);
  }
});

test('unlabelled images take no part', async () => {
  const features = randomFeatures(4, 12, 6);
  const labels = Int16Array.from({ length: 12 }, (_, i) => (i < 6 ? i % 2 : -1));
  const { count } = await finish(leaveOneOut(features, labels, ['a', 'b'], 3));
  expect(count).toBe(6);
});

test('the vote: the commonest, of equals the nearest', () => {
  expect(vote([2, 1, 1])).toBe(1);
  expect(vote([2, 1, 1, 2])).toBe(2);
  expect(vote([0])).toBe(0);
});
