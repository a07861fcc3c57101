import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { Cropper, type Crop } from './crop';

function noise(side: number, seed = 1): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: side * side * 3 }, () => random.integer(256));
}

function resize(image: Uint8Array, from: number, to: number, crop: Crop, mirror = false): Float32Array {
  const out = new Float32Array(to * to * 3);
  new Cropper(from, to).draw(image, crop, mirror, out, 0);
  return out;
}

const whole = (side: number): Crop => ({ x: 0, y: 0, width: side, height: side });

describe('Cropper', () => {
  it('copies an image that keeps its size', () => {
    expect([...resize(noise(9), 9, 9, whole(9))]).toEqual([...noise(9)]);
  });

  it('copies a crop on whole pixels', () => {
    const image = noise(8);
    const out = resize(image, 8, 3, { x: 2, y: 4, width: 3, height: 3 });
    for (let y = 0; y < 3; y++) {
      const row = ((y + 4) * 8 + 2) * 3;
      expect([...out.subarray(y * 9, y * 9 + 9)]).toEqual([...image.subarray(row, row + 9)]);
    }
  });

  it('is bilinear with half-pixel centres when it enlarges', () => {
    const image = Uint8Array.from([0, 100, 0, 100].flatMap((v) => [v, v, v]));
    const out = resize(image, 2, 4, whole(2));
    const firstRow = [0, 3, 6, 9].map((i) => out[i]);
    expect(firstRow).toEqual([0, 25, 75, 100]);
  });

  it('averages when it shrinks: a checkerboard turns grey instead of aliasing', () => {
    const side = 64;
    const board = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return (pixel + Math.floor(pixel / side)) % 2 === 0 ? 0 : 255;
    });
    const out = resize(board, side, 16, whole(side));
    for (const value of out) expect(Math.abs(value - 127.5)).toBeLessThan(16);
  });

  it('keeps a constant image constant and every value within the image’s range, for any crop', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const sides = fc.integer({ min: 2, max: 40 });
    fc.assert(
      fc.property(sides, sides, share, share, share, share, fc.boolean(), (from, to, a, b, c, d, mirror) => {
        const width = 0.5 + a * (from - 0.5);
        const height = 0.5 + b * (from - 0.5);
        const crop = { x: c * (from - width), y: d * (from - height), width, height };
        const flat = resize(new Uint8Array(from * from * 3).fill(77), from, to, crop, mirror);
        expect(Math.min(...flat)).toBeCloseTo(77, 3);
        expect(Math.max(...flat)).toBeCloseTo(77, 3);
        const noisy = resize(noise(from), from, to, crop, mirror);
        expect(Math.min(...noisy)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...noisy)).toBeLessThanOrEqual(255.001);
      }),
    );
  });

  it('mirrors left and right', () => {
    const crop = { x: 1.3, y: 0.2, width: 6.1, height: 7.7 };
    const plain = resize(noise(9), 9, 5, crop);
    const mirrored = resize(noise(9), 9, 5, crop, true);
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 5; x++) {
        for (let c = 0; c < 3; c++) {
          expect(mirrored[(y * 5 + x) * 3 + c]).toBe(plain[(y * 5 + 4 - x) * 3 + c]);
        }
      }
    }
  });

  it('leaves nothing of one crop in the next', () => {
    const cropper = new Cropper(20, 7);
    const crop = { x: 3, y: 11, width: 8, height: 6 };
    const out = new Float32Array(7 * 7 * 3);
    cropper.draw(noise(20, 2), whole(20), true, out, 0);
    cropper.draw(noise(20, 1), crop, false, out, 0);
    expect(out).toEqual(resize(noise(20, 1), 20, 7, crop));
  });
});
