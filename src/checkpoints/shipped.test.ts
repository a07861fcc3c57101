import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../experiments/presets';
import { fromHalf, toHalf } from './halfFloat';
import { decodeShipped, encodeShipped, type Shipped } from './shipped';

it('keeps every half as it is', () => {
  const numbers = Array.from({ length: 0x10000 }, (_, half) => half).filter(
    (half) => !Number.isNaN(fromHalf(half)),
  );
  expect(numbers.filter((half) => toHalf(fromHalf(half)) !== half)).toEqual([]);
});

it('takes the nearest half', () => {
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
      const half = toHalf(value);
      const error = Math.abs(fromHalf(half) - value);
      for (const other of [half - 1, half + 1])
        if ((other & 0x7c00) !== 0x7c00 && other >= 0)
          expect(error).toBeLessThanOrEqual(Math.abs(fromHalf(other) - value));
    }),
  );
});

const shipped: Shipped = {
  about: { config: DEFAULT_CONFIG, phase: 'repair', step: 12, set: 'pets', paths: ['cat.png'] },
  weights: new Map([['E/conv1/weight', { shape: [2, 2], data: Float32Array.of(1, -0.5, 0.25, 0) }]]),
  images: { shape: [1, 1, 1, 3], data: Float32Array.of(-1, 0, 1) },
};

it('reads back what it wrote', () => {
  expect(decodeShipped(new Uint8Array(encodeShipped(shipped)))).toEqual(shipped);
});

it('refuses what is cut off or no such file', () => {
  const bytes = new Uint8Array(encodeShipped(shipped));
  for (const length of [0, 7, 20, bytes.length - 6])
    expect(() => decodeShipped(bytes.slice(0, length))).toThrow(/damaged/);
});
