import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../base/random';
import { BatchSampler } from '../data/batches';
import { ImageSet } from '../data/imageSet';
import { hotKeysOf, valueOf, type Config, type ConfigKey } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { BatchFeed } from './batchFeed';
import { Run } from './run';

beforeAll(() => startBackend({ preference: 'cpu' }));

const COUNT = 7;
const SIDE = 44;
const EVERY = Uint32Array.from({ length: COUNT }, (_, i) => i);

const images = new ImageSet({
  name: 'noise',
  pixels: SIDE,
  data: Uint8Array.from({ length: COUNT * SIDE * SIDE * 3 }, (_, i) => (i * 2654435761) >>> 24),
  labels: new Int16Array(COUNT).fill(-1),
  labelNames: [],
  paths: Array.from({ length: COUNT }, (_, i) => `${i}.png`),
});

const config = makeConfig({ size: 'tiny', batchSize: 3 });
/** Of a method that draws its batches. */
const drawing = makeConfig({ method: 'transformations', size: 'tiny', batchSize: 3 });

function newFeed(): BatchFeed {
  return new BatchFeed(images, EVERY, new BatchSampler(COUNT, 3, new Random(1)), new Random(2));
}

function next(feed: BatchFeed, changes = {}, of: Config = config): number[] {
  const { images: batch, labels = [] } = feed.next({ ...of, ...changes });
  const values = [...batch.dataSync(), ...labels];
  batch.dispose();
  return values;
}

describe('a batch made ahead', () => {
  it.each([
    ['augmented', config],
    ['drawn', drawing],
  ] as const)('changes nothing, %s: neither batches nor what the feed says of itself', (_, config) => {
    const actions = fc.array(fc.constantFrom('next', 'prepare', 'discard', 'restore'), { maxLength: 12 });
    fc.assert(
      fc.property(actions, (sequence) => {
        const plain = newFeed();
        let feed = newFeed();
        for (const action of [...sequence, 'next']) {
          if (action === 'next') expect(next(feed, {}, config)).toEqual(next(plain, {}, config));
          if (action === 'prepare') feed.prepare(config);
          if (action === 'discard') feed.discard();
          if (action === 'restore') feed = BatchFeed.restore(images, EVERY, feed.state);
          expect([feed.state, feed.epoch]).toEqual([plain.state, plain.epoch]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has the same crops, however much a method draws', () => {
    const [one, other] = [newFeed(), newFeed()];
    next(one, {}, drawing);
    next(other, { kinds: 'rotations', tilt: 0 }, drawing);
    expect(one.state).toEqual(other.state);
  });

  it('is thrown away for settings that it was not drawn with', () => {
    const [ahead, plain] = [newFeed(), newFeed()];
    ahead.prepare(config);
    ahead.discard();
    expect(next(ahead, { augment: false })).toEqual(next(plain, { augment: false }));
    expect(next(ahead)).toEqual(next(plain));
  });

  it('is the same whatever changes between two steps, so that it can be kept', () => {
    const others: Partial<Record<ConfigKey, unknown>> = { fill: 'noise', updateRule: 'simultaneous' };
    const hot = hotKeysOf(config);
    expect(hot.length).toBeGreaterThan(5);
    for (const key of hot) {
      const value = others[key] ?? Number(valueOf(config, key)) / 2;
      expect(next(newFeed(), { [key]: value })).toEqual(next(newFeed()));
    }
    const discard = vi.spyOn(BatchFeed.prototype, 'discard');
    const run = new Run(config, images);
    run.tune({ theta: 0.1, aeSteps: 7 });
    expect(discard).not.toHaveBeenCalled();
    run.dispose();
  });

  it('is made anew where a method draws by what changes', () => {
    const [ahead, plain] = [new Run(drawing, images), new Run(drawing, images)];
    expect(hotKeysOf(drawing)).toContain('displacement');
    ahead.prepareBatch();
    for (const run of [ahead, plain]) run.tune({ displacement: 0.2 });
    const losses = [ahead, plain].map((run) => run.advance().loss!.dataSync()[0]);
    expect(losses[0]).toBe(losses[1]);
    for (const run of [ahead, plain]) run.dispose();
  });

  it('is not carried into another order of the images', () => {
    const [ahead, plain] = [newFeed(), newFeed()];
    ahead.prepare(config);
    for (const feed of [ahead, plain]) feed.reorder(new BatchSampler(COUNT, 3, new Random(5)));
    expect(next(ahead)).toEqual(next(plain));
  });

  it('is not waited for', () => {
    const feed = newFeed();
    expect(feed.stallMilliseconds).toBe(0);
    next(feed);
    const first = feed.stallMilliseconds;
    expect(first).toBeGreaterThan(0);
    for (let step = 0; step < 20; step++) {
      feed.prepare(config);
      next(feed);
    }
    expect(feed.stallMilliseconds).toBeLessThan(first / 2);
  });
});
