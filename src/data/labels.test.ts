import { describe, expect, test } from 'vitest';
import { labelsOf } from './labels';

/** Each path as “role:label”, or its label alone where nothing divides them; “–” for none. */
function reading(paths: readonly string[]): string[] {
  const { labels, labelNames, division } = labelsOf(paths);
  return paths.map((_, i) => {
    const label = labelNames[labels[i]!] ?? '–';
    return division ? `${division.folders[division.folderOf[i]!]!.role}:${label}` : label;
  });
}

describe('folders that divide a set are no labels', () => {
  const asPeopleWrite: [string, string[]][] = [
    ['Training and Testing', ['mri/Training/a/1', 'mri/Training/b/1', 'mri/Testing/a/1', 'mri/Testing/b/1']],
    ['TRAIN and Val', ['s/TRAIN/a/1', 's/TRAIN/b/1', 's/Val/a/1', 's/Val/b/1']],
    ['below a folder', ['s/images/train/a/1', 's/images/train/b/1', 's/images/dev/a/1', 's/images/dev/b/1']],
    ['in a zip', ['s.zip/s/train/a/1', 's.zip/s/train/b/1', 's.zip/s/valid/a/1', 's.zip/s/valid/b/1']],
    ['as zips', ['train.zip/a/1', 'train.zip/b/1', 'test.zip/a/1', 'test.zip/b/1']],
    ['with years', ['s/train2017/a/1', 's/train2017/b/1', 's/val2017/a/1', 's/val2017/b/1']],
    [
      'with other words',
      [
        's/seg_train/seg_train/a/1',
        's/seg_train/seg_train/b/1',
        's/seg_test/seg_test/a/1',
        's/seg_test/seg_test/b/1',
      ],
    ],
    [
      'with packing',
      ['s/TrainSet/images/a/1', 's/TrainSet/images/b/1', 's/TestSet/a/images/1', 's/TestSet/b/images/1'],
    ],
    ['below the classes', ['s/a/train/1', 's/b/train/1', 's/a/test/1', 's/b/test/1']],
    ['in names of classes', ['s/a_train/1', 's/b_train/1', 's/a_test/1', 's/b_test/1']],
  ];
  test.each(asPeopleWrite)('%s', (_, paths) => {
    const [a, b, ...others] = reading(paths);
    expect([a, b]).toEqual(['training:a', 'training:b']);
    expect(others.map((one) => one.replace(/^(?:test|validation):/, ''))).toEqual(['a', 'b']);
  });

  test('all three, and what stands beside them', () => {
    expect(
      reading([
        's/Train/a/1',
        's/Valid/a/1',
        's/Test/a/1',
        's/unlabeled/1',
        's/extra/a/1',
        's/cover',
        's/Train/2',
      ]),
    ).toEqual(['training:a', 'validation:a', 'test:a', 'none:–', 'none:–', 'none:–', 'training:–']);
  });

  test('flat ones hold no labels, packed or not', () => {
    expect(reading(['s/train/1', 's/train/2', 's/test/1'])).toEqual(['training:–', 'training:–', 'test:–']);
    expect(reading(['s/train/n1/images/1', 's/train/n2/images/1', 's/val/images/1'])).toEqual([
      ...['training:n1', 'training:n2', 'validation:–'],
    ]);
  });

  test('a test set beside the classes, with their names or without', () => {
    expect(reading(['s/a/1', 's/b/1', 's/test/1'])).toEqual(['training:a', 'training:b', 'test:–']);
    expect(reading(['s/a/1', 's/b/1', 's/Test/A/1', 's/Test/b/1'])).toEqual([
      ...['training:a', 'training:b', 'test:a', 'test:b'],
    ]);
  });
});

test.each([
  ['one called “test” beside one other', ['s/test/1', 's/cat/1'], ['test', 'cat']],
  ['one called “train” among vehicles', ['s/bus/1', 's/car/1', 's/train/1'], ['bus', 'car', 'train']],
  ['“test” with kinds of its own', ['s/a/1', 's/b/1', 's/test/x/1'], ['a', 'b', 'test/x']],
  ['all images under test/', ['s/test/a/1', 's/test/b/1'], ['a', 'b']],
  ['big and small letters in one set', ['s/A/1', 's/a/1', 's/b/1'], ['A', 'a', 'b']],
])('a class stays one: %s', (_, paths, labels) => {
  expect(reading(paths)).toEqual(labels);
});

describe('a class in two spellings', () => {
  test('“Cat” to learn from is “cat” to judge by, in the spelling of the first', () => {
    expect(reading(['s/test/cat/1', 's/test/dog/1', 's/train/Cat/1', 's/train/Dog/1'])).toEqual([
      ...['test:Cat', 'test:Dog', 'training:Cat', 'training:Dog'],
    ]);
  });

  test('where one part has both, they are two', () => {
    expect(reading(['s/train/A/1', 's/train/a/1', 's/test/A/1', 's/test/a/1'])).toEqual([
      ...['training:A', 'training:a', 'test:A', 'test:a'],
    ]);
  });

  test('composed and decomposed letters are the same, divided or not', () => {
    const [composed, decomposed] = ['Caf\u00e9', 'Cafe\u0301'];
    expect(labelsOf([`s/${composed}/1`, `s/${decomposed}/2`, 's/x/1']).labelNames).toEqual([composed, 'x']);
    expect(reading([`s/train/${composed}/1`, 's/train/x/1', `s/test/${decomposed}/1`])).toEqual([
      ...[`training:${composed}`, 'training:x', `test:${composed}`],
    ]);
  });
});
