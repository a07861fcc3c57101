/** docs/benchmarks.md is what the kept results make of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { benchmarksPage } from './benchmarksPage';
import { placesOf } from './places';
import { benchResultSchema, type BenchResult } from './schema';

const kept = readdirSync('bench/results')
  .map((file) => JSON.parse(readFileSync(`bench/results/${file}`, 'utf8')) as object)
  .filter((result) => 'program' in result)
  .map((result) => benchResultSchema.parse(result));

test('the page of all results is written, with a table for each machine', async () => {
  const page = await benchmarksPage(kept);
  expect(page).toBe(readFileSync('docs/benchmarks.md', 'utf8'));
  expect(page.match(/autoencoder step/g)).toHaveLength(kept.length);
});

/** A machine that is so many times as fast. */
function faster(result: BenchResult, times: number): BenchResult {
  return {
    ...result,
    device: `${times} times as fast`,
    results: result.results.map((size) => ({
      ...size,
      rows: size.rows.map((row) => {
        const { ours } = row;
        if (!('median' in ours)) return row;
        return { ...row, ours: { ...ours, median: ours.median / times } };
      }),
    })),
  };
}

test('a machine has its place among those that are kept, by size', () => {
  const known = kept.find(({ results }) => results[0]!.size === 'small')!;
  const places = placesOf(faster(known, 2), [
    known,
    faster(known, 4),
    ...kept.filter((one) => one !== known),
  ]);
  expect(places.map(({ isThis, imagesPerSecond }) => [isThis, imagesPerSecond > 0])).toEqual([
    [false, true],
    [true, true],
    [false, true],
  ]);
  const rates = places.map(({ imagesPerSecond }) => imagesPerSecond);
  expect(rates[0]! / rates[2]!).toBeCloseTo(4);
  expect(placesOf({ ...known, results: [] }, kept)).toEqual([]);
});
