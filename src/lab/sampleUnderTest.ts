/** The bundled sample set, as tests of real learning read it. */
import { readFile } from 'node:fs/promises';
import { decodeWithSharp } from '../cli/decode';
import type { ImageSet } from '../data/imageSet';
import { readFiles } from '../data/readFiles';

/** @param pixels side at which the images are kept */
export async function sampleImages(pixels: number): Promise<ImageSet> {
  const zip = new Uint8Array(await readFile('public/sample/fluentEmoji.zip'));
  const file = { path: 'sample.zip', size: zip.length, bytes: () => Promise.resolve(zip) };
  return readFiles([file], {
    ...{ name: 'sample', pixels, decode: decodeWithSharp },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}
