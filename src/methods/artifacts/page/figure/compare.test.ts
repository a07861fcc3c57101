import { expect, it } from 'vitest';
import { comparedStages, differencePicture, meanSquare, wiped } from './compare';

const black = Uint8ClampedArray.of(0, 0, 0, 255);
const red = Uint8ClampedArray.of(20, 0, 0, 255);

it('is grey where pictures agree, brighter where the later one is', () => {
  expect([...differencePicture(black, black)]).toEqual([128, 128, 128, 255]);
  expect([...differencePicture(black, red)]).toEqual([158, 128, 128, 255]);
  expect([...differencePicture(red, black)]).toEqual([98, 128, 128, 255]);
});

it('measures over colours only, in the range of the losses', () => {
  expect(meanSquare(black, black)).toBe(0);
  expect(meanSquare(black, Uint8ClampedArray.of(255, 255, 255, 0))).toBe(4);
  expect(meanSquare(black, red)).toBeCloseTo((20 / 127.5) ** 2 / 3);
});

it('wipes from the left', () => {
  const [before, after] = [1, 2].map((value) => new Uint8ClampedArray(16).fill(value));
  expect([...wiped(before!, after!, 2, 0.5)]).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1, 2, 2, 2, 2]);
  expect(wiped(before!, after!, 2, 0)).toEqual(after);
  expect(wiped(before!, after!, 2, 1)).toEqual(before);
});

it('compares what has been learnt: in phase one, what damage does to a copy', () => {
  const asked = { before: 'damaged', after: 'repaired' } as const;
  const one = { phase: 'autoencoder', fakes: 'repaired' } as const;
  expect(comparedStages(asked, { ...one, phase: 'repair' }, null)).toMatchObject(asked);
  expect(comparedStages(asked, one, 'repair')).toMatchObject(asked);
  expect(comparedStages(asked, one, null)).toEqual({
    before: 'real',
    after: 'damaged',
    there: ['original', 'real', 'damaged'],
  });
  expect(comparedStages({ ...asked, before: 'original' }, one, null)).toMatchObject({ before: 'original' });
  expect(comparedStages(asked, { ...one, fakes: 'generated' }, null)).toMatchObject({
    before: 'original',
    after: 'real',
  });
});
