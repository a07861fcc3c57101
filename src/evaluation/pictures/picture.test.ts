import { describe, expect, it } from 'vitest';
import {
  enlarge,
  heatPicture,
  overlay,
  paint,
  relativeToLargest,
  rgbPicture,
  sheet,
  signedPicture,
} from './picture';

const pixel = (rgba: Uint8ClampedArray, i: number): number[] => [...rgba.subarray(i * 4, i * 4 + 4)];

describe('pictures', () => {
  it('map the networks’ [−1, 1] to bytes and clip what lies outside', () => {
    const { rgba } = rgbPicture(Float32Array.of(-1, 0, 1, -2, 0.5, 2, 0, 0, 0, 1, 1, 1));
    expect(pixel(rgba, 0)).toEqual([0, 128, 255, 255]);
    expect(pixel(rgba, 1)).toEqual([0, 191, 255, 255]);
  });

  it('show signed values with 0 as grey, the largest magnitude at full contrast, and nothing as grey', () => {
    const { rgba } = signedPicture(Float32Array.of(0, 0.1, -0.2, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    expect(pixel(rgba, 0)).toEqual([128, 191, 0, 255]);
    expect(pixel(signedPicture(new Float32Array(12)).rgba, 0)).toEqual([128, 128, 128, 255]);
  });

  it('heat goes from black over red and yellow to white', () => {
    const { rgba, width, height } = heatPicture(Float32Array.of(0, 1 / 3, 2 / 3, 1), 2);
    expect([width, height]).toEqual([2, 2]);
    expect([0, 1, 2, 3].map((i) => pixel(rgba, i).slice(0, 3))).toEqual([
      [0, 0, 0],
      [255, 0, 0],
      [255, 255, 0],
      [255, 255, 255],
    ]);
  });

  it('an overlay without heat is the picture in grey', () => {
    const picture = paint(1, 1, () => [100, 200, 50]);
    expect(pixel(overlay(picture, Float32Array.of(0)).rgba, 0)).toEqual([153, 153, 153, 255]);
    expect(pixel(overlay(picture, Float32Array.of(1)).rgba, 0)).toEqual([221, 221, 221, 255]);
  });

  it('enlarging keeps constants, corners and the middle between two cells', () => {
    expect([...enlarge(Float32Array.of(3), 2)]).toEqual([3, 3, 3, 3]);
    // Half-pixel centres: 4 samples over 2 cells lie at −0.25, 0.25, 0.75, 1.25 cells.
    expect([...enlarge(Float32Array.of(0, 4, 0, 4), 4).subarray(0, 4)]).toEqual([0, 1, 3, 4]);
    expect([...enlarge(Float32Array.of(0, 0, 4, 4), 4)].filter((_, i) => i % 4 === 0)).toEqual([0, 1, 3, 4]);
  });

  it('values relative to the largest stay 0 where all are', () => {
    expect([...relativeToLargest(Float32Array.of(1, 4, 2))]).toEqual([0.25, 1, 0.5]);
    expect([...relativeToLargest(new Float32Array(2))]).toEqual([0, 0]);
  });

  it('a sheet puts pictures in rows with white between them', () => {
    const grey = (level: number) => paint(1, 1, () => [level, level, level]);
    const { width, height, rgba } = sheet([grey(10), grey(20), grey(30)], 2);
    expect([width, height]).toEqual([3, 3]);
    const reds = Array.from({ length: 9 }, (_, i) => rgba[i * 4]);
    expect(reds).toEqual([10, 255, 20, 255, 255, 255, 30, 255, 255]);
    expect(() => sheet([], 2)).toThrow(/at least one/);
  });
});
