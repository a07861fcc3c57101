import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageSet } from '../data/imageSet';
import { labelsOf } from '../data/labels';
import { describeSplit, seedSplit, shareOfLabels, splitLabelled } from './split';

function imageSet(paths: readonly string[]): ImageSet {
  const data = new Uint8Array(paths.length * 3);
  return new ImageSet({ name: 'set', pixels: 1, data, paths, ...labelsOf(paths) });
}

const labelLists = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 4, maxLength: 60 });

describe('by seed', () => {
  test('every labelled image is in exactly one part, and every label with two images in both', () => {
    fc.assert(
      fc.property(labelLists, fc.nat(1000), (list, seed) => {
        const labels = Int16Array.from(list);
        const { training, validation } = seedSplit(labels, ['a', 'b', 'c', 'd'], seed);
        const labelled = list.flatMap((label, i) => (label >= 0 ? [i] : []));
        expect([...training, ...validation].sort((a, b) => a - b)).toEqual(labelled);
        for (const label of [0, 1, 2, 3]) {
          const size = list.filter((other) => other === label).length;
          const learnt = [...training].filter((i) => labels[i] === label).length;
          if (size >= 2) expect(learnt).toBe(Math.min(Math.round(0.75 * size), size - 1));
        }
      }),
    );
  });

  test('the same seed splits alike, another differently', () => {
    const labels = Int16Array.from({ length: 40 }, (_, i) => i % 2);
    const training = (seed: number): number[] => [...seedSplit(labels, ['a', 'b'], seed).training];
    expect(training(7)).toEqual(training(7));
    expect(training(7)).not.toEqual(training(8));
  });
});

test('a share of the labels keeps some of each label, out of the training images only', () => {
  const labels = Int16Array.from({ length: 300 }, (_, i) => i % 3);
  const { training } = seedSplit(labels, ['a', 'b', 'c'], 1);
  const counts = (kept: Uint32Array): number[] =>
    [0, 1, 2].map((label) => [...kept].filter((i) => labels[i] === label).length);
  expect(counts(training)).toEqual([75, 75, 75]);
  expect(counts(shareOfLabels(labels, training, 0.1, 1))).toEqual([8, 8, 8]);
  expect(counts(shareOfLabels(labels, training, 0.001, 1))).toEqual([1, 1, 1]);
  const kept = shareOfLabels(labels, training, 0.5, 1);
  expect([...kept].every((i) => training.includes(i))).toBe(true);
  expect(shareOfLabels(labels, training, 1, 1)).toBe(training);
});

describe('by folders', () => {
  test('train and test, with the labels below them', () => {
    const paths = ['s/train/cat/1', 's/train/dog/1', 's/test/dog/2', 's/test/cat/2', 's/train/cat/3'];
    const split = splitLabelled(imageSet(paths), 1);
    expect(split.classes).toHaveLength(2);
    expect([...split.training]).toEqual([0, 1, 4]);
    expect([...split.validation]).toEqual([2, 3]);
    expect([...split.labels].map((label) => split.classes[label])).toEqual([
      ...['cat', 'dog', 'dog', 'cat', 'cat'],
    ]);
    expect(split.description).toContain('folders');
  });

  test.each([
    ['Testing', '2 training and 2 test images, split by the folders Training and Testing'],
    ['val', '2 training and 2 validation images, split by the folders Training and val'],
  ])('what judges is called what its folder is for: %s', (folder, said) => {
    const paths = ['Training', folder].flatMap((part) => [`s/${part}/cat/1`, `s/${part}/dog/1`]);
    expect(describeSplit(splitLabelled(imageSet(paths), 1))).toBe(said);
  });

  test('a label that is merely called “test” does not divide', () => {
    const split = splitLabelled(imageSet(['s/test/1', 's/test/2', 's/cat/1', 's/cat/2']), 1);
    expect(split.description).toContain('by seed 1');
  });
});

test.each([
  [['s/1', 's/2'], /has no labels/],
  [['s/a/1', 's/2'], /has one label/],
])('nothing to tell apart is an error', (paths, message) => {
  expect(() => splitLabelled(imageSet(paths), 1)).toThrow(message);
});
