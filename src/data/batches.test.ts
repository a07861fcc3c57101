import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { BatchSampler } from './batches';

const counts = fc.integer({ min: 1, max: 60 });
const batchSizes = fc.integer({ min: 1, max: 80 });
const seeds = fc.integer({ min: 0, max: 1e6 });

function draw(sampler: BatchSampler, batches: number): number[] {
  return Array.from({ length: batches }, () => [...sampler.next()]).flat();
}

describe('BatchSampler', () => {
  it('hands out every image once per epoch, also when a batch is larger than the set', () => {
    fc.assert(
      fc.property(counts, batchSizes, seeds, (count, batchSize, seed) => {
        const drawn = draw(new BatchSampler(count, batchSize, new Random(seed)), 7);
        expect(drawn).toHaveLength(7 * batchSize);
        for (let start = 0; start + count <= drawn.length; start += count) {
          const epoch = drawn.slice(start, start + count).sort((a, b) => a - b);
          expect(epoch).toEqual(Array.from({ length: count }, (_, i) => i));
        }
      }),
    );
  });

  it('goes on exactly where a saved one was, after a round trip through JSON', () => {
    fc.assert(
      fc.property(counts, batchSizes, seeds, fc.nat(9), (count, batchSize, seed, before) => {
        const sampler = new BatchSampler(count, batchSize, new Random(seed));
        draw(sampler, before);
        const saved: unknown = JSON.parse(JSON.stringify(sampler.state));
        const restored = BatchSampler.restore(saved as typeof sampler.state);
        expect(restored.epoch).toBe(sampler.epoch);
        expect(draw(restored, 8)).toEqual(draw(sampler, 8));
        expect(restored.state).toEqual(sampler.state);
      }),
    );
  });

  it('counts passes over the images', () => {
    const sampler = new BatchSampler(10, 4, new Random(1));
    expect(sampler.epoch).toBe(0);
    draw(sampler, 5);
    expect(sampler.epoch).toBe(2);
    draw(sampler, 1);
    expect(sampler.epoch).toBeCloseTo(2.4);
  });

  it('shuffles anew for each epoch and by seed', () => {
    const sampler = new BatchSampler(50, 50, new Random(1));
    const first = draw(sampler, 1);
    expect(draw(sampler, 1)).not.toEqual(first);
    expect(draw(new BatchSampler(50, 50, new Random(2)), 1)).not.toEqual(first);
    expect(draw(new BatchSampler(50, 50, new Random(1)), 1)).toEqual(first);
  });

  it('refuses an empty set', () => {
    expect(() => new BatchSampler(0, 4, new Random(1))).toThrow('batches of 4 from 0 images');
  });
});
