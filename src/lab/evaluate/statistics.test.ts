import { expect, test } from 'vitest';
import { Random } from '../../base/random';
import { ImageSet } from '../../data/imageSet';
import type { Failure } from '../events';
import type { ImageStatistics } from './events';
import { BackgroundStatistics } from './statistics';

function noise(name: string, count: number): ImageSet {
  const random = Random.forPurpose(1, name);
  const paths = Array.from({ length: count }, (_, i) => `${name}/${i}.png`);
  const data = Uint8Array.from({ length: count * 32 * 32 * 3 }, () => random.integer(256));
  return new ImageSet({ name, pixels: 32, data, paths, labels: new Int16Array(count), labelNames: [] });
}

function hosted(isBusy: boolean) {
  const told: ImageStatistics[] = [];
  const failures: Failure[] = [];
  const rests: number[] = [];
  const statistics = new BackgroundStatistics({
    isBusy: () => isBusy,
    sleep: (milliseconds) => {
      rests.push(milliseconds);
      return Promise.resolve();
    },
    tell: (found) => told.push(found),
    tellFailure: (failure) => failures.push(failure),
  });
  return { statistics, told, failures, rests };
}

test('images are told of, with rests; longer ones while something trains', async () => {
  const [idle, busy] = [hosted(false), hosted(true)];
  for (const { statistics } of [idle, busy]) await statistics.begin(noise('set', 120));
  expect(idle.told).toMatchObject([{ name: 'set', images: 120, rotation: { judged: 60 } }]);
  expect(idle.rests.length).toBeGreaterThan(1);
  expect(new Set(busy.rests)).toEqual(new Set(idle.rests.map((rest) => 9 * rest)));
});

test('other images end what is under way for those before', async () => {
  const { statistics, told, failures } = hosted(false);
  await Promise.all([statistics.begin(noise('first', 120)), statistics.begin(noise('second', 5))]);
  expect(told.map(({ name }) => name)).toEqual(['second']);
  await Promise.all([statistics.begin(noise('third', 120)), statistics.begin(null)]);
  expect(told).toHaveLength(1);
  expect(failures).toEqual([]);
});
