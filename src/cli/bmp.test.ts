import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pictureTable } from '../../e2e/pictures/table';
import { ImageProblem } from '../data/types';
import { checkImage } from '../data/sniff';
import { decodeBmp } from './bmp';

it('4,000 mutilated bitmaps: pixels of the promised size, or the reason why not', async () => {
  const whole = (await pictureTable()).filter(({ name }) => name.endsWith('.bmp')).map(({ bytes }) => bytes);
  expect(whole.length).toBeGreaterThan(7);
  const edits = fc.array(fc.tuple(fc.nat(70), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...whole), edits, fc.nat(200), (original, changes, cut) => {
      const bytes = Uint8Array.from(original.subarray(0, original.length - (cut > 100 ? cut : 0)));
      for (const [at, value] of changes) bytes[at] = value;
      try {
        checkImage(bytes);
        const { width, height, data } = decodeBmp(bytes);
        expect(data).toHaveLength(width * height * 4);
      } catch (error) {
        if (!(error instanceof ImageProblem)) throw error;
        expect(error.message).toMatch(/\.$/);
      }
    }),
    { numRuns: 4_000 },
  );
});
