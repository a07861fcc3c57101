import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkImage, imageKind, MAX_PIXELS } from './sniff';
import { ImageProblem } from './types';

/** How files of each kind begin, with a plausible header behind it. */
const BEGINNINGS = [
  '\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x11\x08\0\x20\0\x20\x03',
  '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x20\x08\x02\0\0\0',
  'RIFF\x40\0\0\0WEBPVP8 \x34\0\0\0\0\0\0\x9d\x01\x2a\x20\0\x20\0',
  'RIFF\x40\0\0\0WEBPVP8L\x34\0\0\0\x2f\x1f\xc0\x07\0',
  'RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x1f\0\0',
  'GIF89a\x20\0\x20\0\x80\0\0',
  '\0\0\0\x1cftypavif\0\0\0\0avifmif1\0\0\0\x14ispe\0\0\0\0\0\0\0\x20\0\0\0\x20',
  'BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x20\0\0\0\x20\0\0\0\x01\0\x18\0\0\0\0\0',
].map(bytesOf);

/** The ends of a PNG, a JPEG and a GIF. */
const END = bytesOf('IEND\xff\xd9;');

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

it('10,000 mutilated headers of every kind: a size within the limits, or the reason why not', () => {
  const edits = fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 6 });
  const kinds = new Set<string | null>();
  let taken = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...BEGINNINGS),
      fc.uint8Array({ maxLength: 80 }),
      edits,
      (head, tail, changes) => {
        const bytes = Uint8Array.from([...head, ...tail, ...END]);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        kinds.add(imageKind(bytes));
        try {
          const { width, height } = checkImage(bytes);
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(16);
          expect(width * height).toBeLessThanOrEqual(MAX_PIXELS);
          taken++;
        } catch (error) {
          if (!(error instanceof ImageProblem)) throw error;
          expect(error.message).toMatch(/\.$/);
        }
      },
    ),
    { numRuns: 10_000 },
  );
  expect(kinds).toEqual(new Set(['jpeg', 'png', 'webp', 'gif', 'avif', 'bmp', null]));
  expect(taken).toBeGreaterThan(300);
});
