import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageSet } from '../data/imageSet';
import { labelsOf } from '../data/labels';
import { assertClasses, materialOf, restricted, someOf } from './material';
import { neighboursLine, neighbourTask, splitLabelled, splitLine, splitsOf } from './split';

/** Images in folders, as “train/cat”: how many. */
function setOf(folders: Readonly<Record<string, number>>): ImageSet {
  const paths = Object.entries(folders).flatMap(([folder, count]) =>
    Array.from({ length: count }, (_, i) => `set/${folder}/${i}.png`.replace('//', '/')),
  );
  return new ImageSet({
    name: 'set',
    pixels: 1,
    data: new Uint8Array(3 * paths.length),
    paths,
    ...labelsOf(paths),
  });
}

const lineOf = (folders: Readonly<Record<string, number>>): string =>
  splitLine([splitLabelled(setOf(folders), 1)]);

describe('one line says how a set is read', () => {
  test('Training and Testing', () => {
    expect(lineOf({ 'Training/a': 6, 'Training/b': 6, 'Testing/a': 4, 'Testing/b': 4 })).toBe(
      'Split by the folders Training and Testing: 12 to learn from, 8 to judge; 2 classes.',
    );
  });

  test('a test folder without labels', () => {
    expect(lineOf({ 'train/a': 8, 'train/b': 8, 'valid/a': 2, 'valid/b': 2, test: 5 })).toBe(
      'Split by the folders train and valid: 16 to learn from, 4 to judge; 2 classes; test/ has no labels and is left out (5 images).',
    );
    expect(lineOf({ 'train/a': 8, 'train/b': 8, test: 1 })).toBe(
      'Split by seed 1, 75 % of each label for training: 12 to learn from, 4 to judge; 2 classes; test/ has no labels and is left out (1 image).',
    );
  });

  test('a flat train/ beside a labelled test/', () => {
    expect(lineOf({ train: 9, 'test/a': 4, 'test/b': 4 })).toContain(
      'by seed 1, 75 % of each label for training: 6 to learn from, 2 to judge; 2 classes; train/ has no labels',
    );
  });

  test('of val/ and test/ the latter judges', () => {
    const folders = { 'train/a': 4, 'train/b': 4, 'val/a': 2, 'val/b': 2, 'test/a': 3, 'test/b': 3 };
    expect(lineOf(folders)).toBe(
      'Split by the folders train and test: 8 to learn from, 6 to judge; 2 classes; val/ does not judge, as test/ does, and is left out (4 images).',
    );
  });

  test('a class that is only judged, images in no folder, and folders beside', () => {
    const folders = { '': 2, 'train/a': 4, 'train/b': 4, 'test/a': 2, 'test/b': 2, 'test/c': 3, extra: 1 };
    expect(lineOf(folders)).toBe(
      'Split by the folders train and test: 8 to learn from, 4 to judge; 2 classes; extra/ is none of these folders and is left out (1 image); 2 images in no class’s folder are left out; “c” is in test/ only, was not learnt and is left out with its 3 images.',
    );
  });

  test('a test set of other classes', () => {
    expect(lineOf({ 'train/a': 4, 'train/b': 4, 'test/c': 2, 'test/d': 2 })).toContain(
      'test/ has other classes and is left out (4 images)',
    );
  });

  test('unlabelled images and classes of one image, without a division', () => {
    expect(lineOf({ '': 3, a: 4, b: 4, c: 1 })).toBe(
      'Split by seed 1, 75 % of each label for training: 7 to learn from, 2 to judge; 3 classes; 3 images in no class’s folder are left out; “c” has one image, which only learns and does not judge.',
    );
  });

  test('several splits, and nearest neighbours', () => {
    const plain = materialOf(setOf({ a: 4, b: 4 }));
    expect(splitLine(splitsOf(plain, 3, 5))).toBe(
      'Split 5 times, the first by seed 3, 75 % of each label for training: 6 to learn from, 2 to judge; 2 classes.',
    );
    expect(neighboursLine(neighbourTask(plain))).toBe(
      'Leave-one-out: each of 8 images is judged by the others; 2 classes.',
    );
    const given = materialOf(setOf({ 'train/a': 3, 'train/b': 3, 'test/a': 1, 'test/b': 1 }));
    expect(neighboursLine(neighbourTask(given))).toBe(
      'Split by the folders train and test: 6 to look among, 2 to judge; 2 classes.',
    );
  });
});

describe('what cannot be judged is refused in one sentence, by probe and k-NN alike', () => {
  test.each([
    [
      'flat train/ and test/',
      { train: 8, test: 8 },
      /^“set” has no labels, as folders such as train\/ and test\/ are none: put/,
    ],
    ['one class', { 'train/cat': 6, 'test/cat': 4 }, /^“set” has one label \(“cat”\): put/],
    [
      'one image of each class',
      { a: 1, b: 1, c: 1 },
      /^“set” has one image of each class, and none to judge by: give/,
    ],
    [
      'one class with two images',
      { a: 5, b: 1, c: 1 },
      /judge by of one class only \(“a”\), which tells nothing; “b” and “c” have one image/,
    ],
    [
      'one class in both parts',
      { 'train/a': 6, 'train/b': 6, 'test/a': 4, 'test/c': 4 },
      /^“set”, divided by the folders train and test, has images to judge by of one class only \(“a”\).* “c” is in test\/ only/,
    ],
  ])('%s', (_, folders, sentence) => {
    const material = materialOf(setOf(folders));
    for (const divide of [() => splitsOf(material, 1, 3), () => neighbourTask(material)]) {
      expect(divide).toThrow(sentence);
    }
  });
});

test('no image judges that was learnt from, and every judged class was learnt', () => {
  const counts = fc.array(fc.nat(4), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(counts, fc.nat(50), fc.integer({ min: 1, max: 30 }), (numbers, seed, most) => {
      const names = ['train', 'val', 'test'].flatMap((part) =>
        ['/a', '/b', '/C', ''].map((name) => part + name),
      );
      const all = materialOf(setOf(Object.fromEntries(names.map((name, i) => [name, numbers[i]!]))));
      const material = restricted(all, someOf(all, most, seed));
      try {
        assertClasses(material);
      } catch {
        return;
      }
      for (const { labels, training, validation } of splitsOf(material, seed, 2)) {
        const learnt = new Set(Array.from(training, (i) => labels[i]));
        expect(learnt.size).toBeGreaterThan(1);
        expect(validation.length).toBeGreaterThan(1);
        for (const i of validation) {
          expect(learnt).toContain(labels[i]);
          expect(training).not.toContain(i);
        }
      }
      const { references, judged, labels } = neighbourTask(material);
      for (const i of judged)
        expect([...references].some((j) => j !== i && labels[j] === labels[i])).toBe(true);
    }),
  );
});

test('with many classes and few images allowed, some of each class are left to judge', () => {
  const folders = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`class${i}`, 10]));
  const all = materialOf(setOf(folders));
  const kept = someOf(all, 40, 1);
  expect(kept).toHaveLength(80);
  expect(splitLabelled(setOf(folders).subset(kept), 1).validation).toHaveLength(40);
});
