import sharp from 'sharp';
import { expect, it } from 'vitest';
import { readImages } from '../data/readImages';
import type { SourceFile } from '../data/types';
import { decodeWithSharp } from './decode';

const FILES = 10_000;
const FILE_BYTES = 200_000;

it('10,000 files take no more memory than their set and a few files at a time', async () => {
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const files = Array.from({ length: FILES }, (_, i): SourceFile => ({
    path: `${i}.png`,
    size: FILE_BYTES,
    bytes: () => {
      // The decoder stops at the picture's own end; the copy of it at the very end says that the file is whole.
      const bytes = new Uint8Array(FILE_BYTES);
      bytes.set(picture);
      bytes.set(picture.subarray(-12), FILE_BYTES - 12);
      return Promise.resolve(bytes);
    },
  }));
  const before = process.memoryUsage().rss;
  let most = before;
  const set = await readImages(files, {
    name: 'many',
    pixels: 64,
    decode: decodeWithSharp,
    onProgress: () => {
      most = Math.max(most, process.memoryUsage().rss);
    },
  });
  expect(set.count).toBe(FILES);
  // 2 GB have passed through. What is not yet collected may double the set's 123 MB, not more.
  expect((most - before) / set.info.bytes).toBeLessThan(2);
});
