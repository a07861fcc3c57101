import fc from 'fast-check';
import { expect, it } from 'vitest';
import { photo } from '../../e2e/oddImages';
import { withRestarts } from '../../e2e/pictures/jpeg';
import { checkJpegScans } from './jpegScan';
import { ImageProblem } from './types';

async function wholes(): Promise<Buffer[]> {
  const forms = [
    {},
    { progressive: true },
    { chromaSubsampling: '4:4:4', quality: 100 },
    { mozjpeg: true },
  ] as const;
  const files = forms.flatMap((form) => [photo(67, 45).jpeg(form), photo(67, 45).greyscale().jpeg(form)]);
  return [...(await Promise.all(files.map((picture) => picture.toBuffer()))), withRestarts()];
}

it('passes whole pictures of every form', async () => {
  for (const whole of await wholes()) expect(() => checkJpegScans(whole)).not.toThrow();
});

it('3,000 mutilated pictures: whole, or the reason why not, and most lost pieces are seen', async () => {
  const edits = fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { maxLength: 4 });
  let [lost, seen] = [0, 0];
  fc.assert(
    fc.property(
      fc.constantFrom(...(await wholes())),
      edits,
      fc.nat(60),
      fc.nat(),
      (whole, changes, piece, where) => {
        const scan = whole.lastIndexOf(Buffer.of(0xff, 0xda)) + 14;
        const from = scan + (where % Math.max(1, whole.length - scan - 70));
        const bytes = Buffer.concat([whole.subarray(0, from), whole.subarray(from + piece)]);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const isLost = changes.length === 0 && piece > 4 && from + piece < whole.length - 2;
        if (isLost) lost++;
        try {
          checkJpegScans(bytes);
        } catch (error) {
          if (!(error instanceof ImageProblem)) throw error;
          expect(error.message).toMatch(/^The (jpeg|end of the jpeg) .+\.$/);
          if (isLost) seen++;
        }
      },
    ),
    { numRuns: 3_000, seed: 1 },
  );
  expect(lost).toBeGreaterThan(100);
  expect(seen / lost).toBeGreaterThan(0.8);
});
