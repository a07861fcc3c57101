/**
 * STL-10 as its authors give it: binary files of 96×96 images, channel after channel, each channel column after
 * column; labels from 1; ten folds of 1,000 training images by their index from 0.
 */
import { Cropper } from './crop';
import { ImageSet } from './imageSet';
import { ImageProblem, type SourceFile } from './types';

/** Side of its images. */
export const STL10_PIXELS = 96;

const SIDE = STL10_PIXELS;
const IMAGE_BYTES = 3 * SIDE * SIDE;

/** Images converted at a time: about 14 MB of file. */
const IMAGES_AT_ONCE = 512;

const UNLABELLED = 'unlabeled_X.bin';

/** The labelled images of STL-10: first those for training, then those for testing. */
export interface Stl10Labelled {
  readonly images: ImageSet;
  /** All training images; indices into the set, as below. */
  readonly training: Uint32Array;
  readonly test: Uint32Array;
  /** The pre-defined training folds; empty without fold_indices.txt. */
  readonly folds: readonly Uint32Array[];
}

export interface Stl10Options {
  /** Side at which the images are kept; 96 keeps them as they are. */
  readonly pixels: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Whether these files, dropped together, are STL-10's binaries. */
export function isStl10(files: readonly SourceFile[]): boolean {
  return [UNLABELLED, 'train_X.bin', 'test_X.bin'].some((name) => find(files, name));
}

/**
 * The images for training without labels: unlabeled_X.bin, or what else there is.
 *
 * @param limit at most so many images, from the beginning
 * @throws ImageProblem if a file is cut off or is not of this format
 */
export async function readStl10Unlabelled(
  files: readonly SourceFile[],
  options: Stl10Options,
  limit = Infinity,
): Promise<ImageSet> {
  const file = find(files, UNLABELLED) ?? find(files, 'train_X.bin') ?? required(files, 'test_X.bin');
  const count = Math.min(limit, imageCount(file));
  const data = new Uint8Array(count * options.pixels ** 2 * 3);
  await readImages(file, count, data, options);
  return new ImageSet({
    name: 'STL-10, unlabelled',
    pixels: options.pixels,
    data,
    labels: new Int16Array(count).fill(-1),
    labelNames: [],
    paths: pathsOf('unlabeled', count),
  });
}

/** Training and test images with labels and folds. Throws an ImageProblem naming the file that is not as it should be. */
export async function readStl10Labelled(
  files: readonly SourceFile[],
  options: Stl10Options,
): Promise<Stl10Labelled> {
  const [train, test] = [required(files, 'train_X.bin'), required(files, 'test_X.bin')];
  const counts = { train: imageCount(train), test: imageCount(test) };
  const total = counts.train + counts.test;
  const bytes = options.pixels ** 2 * 3;
  const data = new Uint8Array(total * bytes);
  await readImages(train, counts.train, data.subarray(0, counts.train * bytes), options);
  await readImages(test, counts.test, data.subarray(counts.train * bytes), options);
  const labels = new Int16Array(total);
  labels.set(await readLabels(required(files, 'train_y.bin'), counts.train));
  labels.set(await readLabels(required(files, 'test_y.bin'), counts.test), counts.train);
  const images = new ImageSet({
    name: 'STL-10',
    pixels: options.pixels,
    data,
    labels,
    labelNames: await readClassNames(find(files, 'class_names.txt'), labels),
    paths: [...pathsOf('train', counts.train), ...pathsOf('test', counts.test)],
  });
  return {
    images,
    training: range(0, counts.train),
    test: range(counts.train, total),
    folds: await readFolds(find(files, 'fold_indices.txt'), counts.train),
  };
}

/** One image from the file's order, [3, columns, rows], to ours, [rows, columns, 3]. */
function fromStl10(source: Uint8Array, target: Uint8Array): void {
  let i = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (let x = 0; x < SIDE; x++) {
      for (let y = 0; y < SIDE; y++) target[(y * SIDE + x) * 3 + channel] = source[i++]!;
    }
  }
}

/** Reads the first `count` images of a file into `data`, piece by piece. */
async function readImages(
  file: SourceFile,
  count: number,
  data: Uint8Array,
  { pixels, signal, onProgress }: Stl10Options,
): Promise<void> {
  const cropper = new Cropper(SIDE, pixels);
  const whole = { x: 0, y: 0, width: SIDE, height: SIDE };
  const image = new Uint8Array(IMAGE_BYTES);
  const resized = new Float32Array(pixels * pixels * 3);
  for (let from = 0; from < count; from += IMAGES_AT_ONCE) {
    if (signal?.aborted) throw new DOMException('Reading was cancelled.', 'AbortError');
    const to = Math.min(count, from + IMAGES_AT_ONCE);
    const piece = await readRange(file, from * IMAGE_BYTES, to * IMAGE_BYTES);
    for (let i = from; i < to; i++) {
      fromStl10(piece.subarray((i - from) * IMAGE_BYTES, (i - from + 1) * IMAGE_BYTES), image);
      const target = data.subarray(i * resized.length, (i + 1) * resized.length);
      if (pixels === SIDE) target.set(image);
      else {
        cropper.draw(image, whole, false, resized, 0);
        for (let p = 0; p < target.length; p++) target[p] = Math.round(resized[p]!);
      }
    }
    onProgress?.(to, count);
  }
}

async function readRange(file: SourceFile, from: number, to: number): Promise<Uint8Array> {
  return file.range ? file.range(from, to) : (await file.bytes()).subarray(from, to);
}

function imageCount(file: SourceFile): number {
  if (file.size === 0 || file.size % IMAGE_BYTES !== 0) {
    throw new ImageProblem(
      'truncated',
      `“${file.path}” has ${file.size} bytes, which is no whole number of STL-10 images (${IMAGE_BYTES} bytes each): download it again.`,
    );
  }
  return file.size / IMAGE_BYTES;
}

async function readLabels(file: SourceFile, count: number): Promise<Int16Array> {
  const bytes = await file.bytes();
  if (bytes.length !== count || bytes.some((label) => label < 1)) {
    throw new ImageProblem(
      'unreadable',
      `“${file.path}” should hold ${count} labels from 1 on, one byte each, for as many images.`,
    );
  }
  return Int16Array.from(bytes, (label) => label - 1);
}

async function readClassNames(file: SourceFile | undefined, labels: Int16Array): Promise<string[]> {
  const classes = labels.reduce((max, label) => Math.max(max, label), 0) + 1;
  const names = file ? lines(await text(file)) : [];
  return Array.from({ length: classes }, (_, i) => names[i] ?? String(i + 1));
}

async function readFolds(file: SourceFile | undefined, count: number): Promise<Uint32Array[]> {
  if (!file) return [];
  return lines(await text(file)).map((line, fold) => {
    const indices = line.split(/\s+/).map(Number);
    if (indices.every((i) => Number.isInteger(i) && i >= 0 && i < count)) return Uint32Array.from(indices);
    throw new ImageProblem(
      'unreadable',
      `Line ${fold + 1} of “${file.path}” should be indices of training images from 0 to ${count - 1}.`,
    );
  });
}

async function text(file: SourceFile): Promise<string> {
  return new TextDecoder().decode(await file.bytes());
}

function lines(content: string): string[] {
  return content
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function find(files: readonly SourceFile[], name: string): SourceFile | undefined {
  return files.find(({ path }) => path.split('/').at(-1) === name);
}

function required(files: readonly SourceFile[], name: string): SourceFile {
  const file = find(files, name);
  if (file) return file;
  throw new ImageProblem('unreadable', `STL-10’s file “${name}” is missing: give the whole folder.`);
}

function pathsOf(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${folder}/${i}`);
}

function range(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to - from }, (_, i) => from + i);
}
