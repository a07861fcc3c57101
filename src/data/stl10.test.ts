import { describe, expect, test } from 'vitest';
import { readFiles } from './readFiles';
import { isStl10, readStl10Labelled, readStl10Unlabelled } from './stl10';
import type { SourceFile } from './types';

const SIDE = 96;

/** The colour of image i at row y, column x; differs in all four. */
function colour(i: number, y: number, x: number, channel: number): number {
  return (i * 50 + channel * 90 + y * 2 + (x % 7)) % 256;
}

/** Images as the files hold them: channel after channel, in each one column after the other from top to bottom. */
function binary(from: number, count: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let i = from; i < from + count; i++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let x = 0; x < SIDE; x++) for (let y = 0; y < SIDE; y++) bytes.push(colour(i, y, x, channel));
    }
  }
  return Uint8Array.from(bytes);
}

function file(name: string, bytes: Uint8Array<ArrayBuffer>): SourceFile {
  return { path: `stl10_binary/${name}`, size: bytes.length, bytes: () => Promise.resolve(bytes) };
}

function textFile(name: string, content: string): SourceFile {
  return file(name, new TextEncoder().encode(content));
}

const FILES = [
  file('train_X.bin', binary(0, 4)),
  file('train_y.bin', Uint8Array.of(1, 3, 2, 1)),
  file('test_X.bin', binary(4, 2)),
  file('test_y.bin', Uint8Array.of(3, 2)),
  file('unlabeled_X.bin', binary(6, 3)),
  textFile('class_names.txt', 'airplane\nbird\ncar\n'),
  textFile('fold_indices.txt', '0 2 \n3 1 \n'),
];

const without = (name: string): SourceFile[] => FILES.filter(({ path }) => !path.endsWith(name));
const options = { pixels: SIDE };

function expectImage(image: Uint8Array, i: number): void {
  const expected = Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return colour(i, Math.floor(pixel / SIDE), pixel % SIDE, at % 3);
  });
  expect([...image]).toEqual(expected);
}

describe('labelled', () => {
  test('pixels, labels from 0, names, folds and the two parts', async () => {
    const { images, training, test: tested, folds } = await readStl10Labelled(FILES, options);
    expect(images.count).toBe(6);
    for (let i = 0; i < 6; i++) expectImage(images.image(i), i);
    expect([...images.labels]).toEqual([0, 2, 1, 0, 2, 1]);
    expect(images.labelNames).toEqual(['airplane', 'bird', 'car']);
    expect([...training]).toEqual([0, 1, 2, 3]);
    expect([...tested]).toEqual([4, 5]);
    expect(folds.map((fold) => [...fold])).toEqual([
      [0, 2],
      [3, 1],
    ]);
  });

  test('without names and folds', async () => {
    const files = without('class_names.txt').filter(({ path }) => !path.endsWith('fold_indices.txt'));
    const { images, folds } = await readStl10Labelled(files, options);
    expect(images.labelNames).toEqual(['1', '2', '3']);
    expect(folds).toEqual([]);
  });

  test.each([
    ['a missing file', without('test_y.bin'), /“test_y.bin” is missing/],
    [
      'a cut-off file',
      [...without('train_X.bin'), file('train_X.bin', binary(0, 1).subarray(1))],
      /no whole number/,
    ],
    [
      'too few labels',
      [...without('train_y.bin'), file('train_y.bin', Uint8Array.of(1, 2))],
      /should hold 4 labels/,
    ],
    ['a label 0', [...without('test_y.bin'), file('test_y.bin', Uint8Array.of(0, 2))], /labels from 1/],
    [
      'a fold outside',
      [...without('fold_indices.txt'), textFile('fold_indices.txt', '0 4')],
      /Line 1 of .*0 to 3/,
    ],
  ])('%s is told', async (_, files, message) => {
    await expect(readStl10Labelled(files, options)).rejects.toThrow(message);
  });
});

describe('unlabelled', () => {
  test('all, or the first few; a file that can be read in parts is never read whole', async () => {
    const bytes = binary(6, 3);
    const large: SourceFile = {
      path: 'unlabeled_X.bin',
      size: bytes.length,
      bytes: () => Promise.reject(new Error('too large')),
      range: (from, to) => Promise.resolve(bytes.slice(from, to)),
    };
    const images = await readStl10Unlabelled([large], options);
    expect(images.count).toBe(3);
    expectImage(images.image(2), 8);
    expect([...images.labels]).toEqual([-1, -1, -1]);
    expect((await readStl10Unlabelled(FILES, options, 2)).count).toBe(2);
  });

  test('at another size the picture is the same, smaller', async () => {
    const images = await readStl10Unlabelled(FILES, { pixels: 48 }, 1);
    expect(images.pixels).toBe(48);
    const row = 20;
    const mean = [0, 1].reduce((sum, dy) => sum + colour(6, 2 * row + dy, 2 * 10, 0), 0) / 2;
    expect(Math.abs(images.image(0)[(row * 48 + 10) * 3]! - mean)).toBeLessThan(6);
  });

  test('can be cancelled', async () => {
    await expect(readStl10Unlabelled(FILES, { ...options, signal: AbortSignal.abort() })).rejects.toThrow(
      /cancelled/,
    );
  });
});

test('recognised by its files, wherever they lie', () => {
  expect(isStl10(FILES)).toBe(true);
  expect(isStl10([FILES[4]!])).toBe(true);
  expect(isStl10([textFile('class_names.txt', ''), textFile('cat.png', '')])).toBe(false);
});

test('dropped where images are expected, they give the unlabelled ones, never enlarged', async () => {
  const progress: number[] = [];
  const images = await readFiles(FILES, {
    name: 'stl10_binary',
    pixels: 128,
    decode: () => Promise.reject(new Error('nothing here is to be decoded')),
    onProgress: ({ done }) => progress.push(done),
  });
  expect([images.count, images.pixels, images.labelNames.length]).toEqual([3, 96, 0]);
  expectImage(images.image(0), 6);
  expect(progress.at(-1)).toBe(3);
});
