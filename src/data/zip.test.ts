/** Zips that are not what they should be: every entry is given, or named with its reason. */
import { zipSync } from 'fflate';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ImageProblem } from './types';
import { listZip } from './zip';

const text = (words: string) => new TextEncoder().encode(words);
const whole = zipSync({
  'cats/1.png': text('a picture '.repeat(40)),
  'stored.png': [text('another picture'), { level: 0 }],
  '../../etc/passwd': text('outside'),
  'dogs\\..\\..\\2.png': text('outside'),
  '/root.png': text('outside'),
});

/** What the reader of a folder does with a zip. Throws anything but an ImageProblem. */
async function readAll(packed: Uint8Array<ArrayBuffer>): Promise<{ read: number; refused: number }> {
  const zip = { path: 'set.zip', size: packed.length, bytes: () => Promise.resolve(packed) };
  const count = { read: 0, refused: 0 };
  const refuse = (error: unknown) => {
    expect(error).toBeInstanceOf(ImageProblem);
    expect((error as ImageProblem).message).toMatch(/\.$/);
    count.refused++;
  };
  try {
    const { files, skipped } = await listZip(zip, packed);
    count.refused += skipped.length;
    for (const file of files) {
      expect(file.path.replaceAll('\\', '/').split('/')).not.toContain('..');
      await file.bytes().then(() => count.read++, refuse);
    }
  } catch (error) {
    refuse(error);
  }
  return count;
}

it('gives what is inside, and names what leads outside', async () => {
  expect(await readAll(whole)).toEqual({ read: 2, refused: 3 });
});

it(
  '10,000 with bytes changed, put in or cut out: each entry is given or named',
  { timeout: 300_000 },
  async () => {
    const at = fc.nat(whole.length - 1);
    const cut = fc.record({ at, gone: fc.nat(8), put: fc.uint8Array({ maxLength: 8 }) });
    const total = { read: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
        let bytes = Uint8Array.from(whole);
        for (const { at: from, gone, put } of cuts) {
          bytes = Uint8Array.of(...bytes.subarray(0, from), ...put, ...bytes.subarray(from + gone));
        }
        const { read, refused } = await readAll(bytes);
        total.read += read;
        total.refused += refused;
      }),
      { numRuns: 10_000 },
    );
    expect(Math.min(total.read, total.refused)).toBeGreaterThan(1000);
  },
);
