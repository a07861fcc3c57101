import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { makeConfig } from '../experiments/presets';
import { augmentBatch, centralView, drawCrop, DRAWS_PER_IMAGE, FIVE_CROPS } from './augment';
import { ImageSet } from './imageSet';

function imageSet(count: number, pixels: number, value: (i: number) => number): ImageSet {
  return new ImageSet({
    name: 'test',
    pixels,
    data: Uint8Array.from({ length: count * pixels * pixels * 3 }, (_, i) => value(i)),
    labels: new Int16Array(count).fill(-1),
    labelNames: [],
    paths: Array.from({ length: count }, (_, i) => `${i}.png`),
  });
}

const random = new Random(7);
const noise = imageSet(5, 24, () => random.integer(256));
const config = makeConfig();
const plain = { ...config, cropMinArea: 1, cropAspect: 1, flip: false, brightness: 0, saturation: 0 };

function augment(changes: Partial<typeof config>, seed = 1, images = noise): Float32Array {
  return augmentBatch(images, [0, 1, 2], { ...config, ...changes }, 16, new Random(seed));
}

/** HSV saturation and value of a colour in [−1, 1]. */
function saturationOf([r, g, b]: number[]): number {
  const channels = [r!, g!, b!].map((c) => (c + 1) / 2);
  const max = Math.max(...channels);
  return max === 0 ? 0 : (max - Math.min(...channels)) / max;
}

describe('augmentBatch', () => {
  it('takes the same number of draws whatever the options', () => {
    const expected = new Random(3);
    for (let i = 0; i < 3 * DRAWS_PER_IMAGE; i++) expected.uniform();
    for (const changes of [{}, { augment: false }, { flip: false }, { saturation: 0 }, plain]) {
      const generator = new Random(3);
      augmentBatch(noise, [0, 1, 2], { ...config, ...changes }, 16, generator);
      expect(generator.state).toEqual(expected.state);
    }
  });

  it('is determined by the seed and stays in [−1, 1]', () => {
    expect(augment({})).toEqual(augment({}));
    expect(augment({}, 2)).not.toEqual(augment({}));
    for (const value of augment({ brightness: 1, saturation: 1 }))
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
  });

  it('equals the central view when it is off', () => {
    expect(augment({ augment: false })).toEqual(centralView(noise, [0, 1, 2], 16));
  });

  it('gives the image itself when every option is neutral', () => {
    const batch = augmentBatch(noise, [4], plain, 24, new Random(1));
    noise.image(4).forEach((byte, i) => expect(batch[i]).toBeCloseTo(byte / 127.5 - 1, 5));
  });

  it('mirrors about half of the images', () => {
    const ramp = imageSet(1, 24, (i) => Math.floor(i / 3) % 24);
    const indices = new Uint8Array(400);
    const batch = augmentBatch(ramp, indices, { ...plain, flip: true }, 16, new Random(5));
    const rising = indices.filter((_, n) => batch[n * 768]! < batch[n * 768 + 45]!).length;
    expect(rising).toBeGreaterThan(160);
    expect(rising).toBeLessThan(240);
  });

  it('shifts brightness by at most b, both ways, all of an image alike', () => {
    const grey = imageSet(1, 24, () => 128);
    const batch = augmentBatch(grey, new Uint8Array(200), { ...plain, brightness: 0.1 }, 16, new Random(5));
    const shifts = Array.from({ length: 200 }, (_, n) => (batch[n * 768]! + 1) / 2 - 128 / 255);
    expect(Math.max(...shifts)).toBeGreaterThan(0.08);
    expect(Math.min(...shifts)).toBeLessThan(-0.08);
    for (const shift of shifts) expect(Math.abs(shift)).toBeLessThan(0.1001);
    const first = batch.subarray(0, 768);
    expect(Math.max(...first) - Math.min(...first)).toBeLessThan(1e-5);
  });

  it('scales saturation by 1 ± s and keeps the value, as HSV does', () => {
    const orange = imageSet(1, 24, (i) => [200, 150, 100][i % 3]!);
    const batch = augmentBatch(orange, new Uint8Array(200), { ...plain, saturation: 0.5 }, 16, new Random(5));
    const saturations: number[] = [];
    for (let n = 0; n < 200; n++) {
      const colour = [...batch.subarray(n * 768, n * 768 + 3)];
      expect(colour[0]).toBeCloseTo(200 / 127.5 - 1, 5);
      expect((colour[1]! - colour[2]!) / (colour[0]! - colour[1]!)).toBeCloseTo(1, 3); // same hue
      saturations.push(saturationOf(colour));
    }
    expect(Math.min(...saturations)).toBeGreaterThanOrEqual(0.25 - 1e-6);
    expect(Math.min(...saturations)).toBeLessThan(0.28);
    expect(Math.max(...saturations)).toBeLessThanOrEqual(0.75 + 1e-6);
    expect(Math.max(...saturations)).toBeGreaterThan(0.72);
  });

  it('stops saturation at 1 and survives black and grey', () => {
    const colours = imageSet(3, 24, (i) => [[200, 20, 0][i % 3]!, 0, 90][Math.floor(i / 1728)]!);
    const batch = augment({ ...plain, saturation: 1, brightness: 0.5 }, 4, colours);
    for (const value of batch) expect(value >= -1 && value <= 1).toBe(true);
  });
});

describe('five crops', () => {
  it('are the central view and one in every corner, as large', () => {
    // Red is the column and green the row, so that a crop tells where it is: 85 % of 40 px are 34.
    const side = 40;
    const where = imageSet(1, side, (i) => [Math.floor(i / 3) % side, Math.floor(i / 3 / side), 0][i % 3]!);
    const starts = FIVE_CROPS.map((view) => {
      const [red, green] = view(where, [0], 34);
      return [red, green].map((value) => Math.round((value! + 1) * 127.5));
    });
    expect(starts).toEqual([
      [3, 3],
      [0, 0],
      [6, 0],
      [0, 6],
      [6, 6],
    ]);
    expect(FIVE_CROPS[0]!(noise, [2], 16)).toEqual(centralView(noise, [2], 16));
  });
});

describe('drawCrop', () => {
  it('stays inside the image, within area and aspect, for every option', () => {
    const areas = fc.double({ min: 0.05, max: 1, noNaN: true });
    const aspects = fc.double({ min: 1, max: 3, noNaN: true });
    fc.assert(
      fc.property(areas, aspects, fc.nat(), (cropMinArea, cropAspect, seed) => {
        const { x, y, width, height } = drawCrop({ cropMinArea, cropAspect }, 86, new Random(seed));
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(86 + 1e-9);
        expect((width * height) / 86 ** 2).toBeGreaterThanOrEqual(cropMinArea - 1e-9);
        expect(Math.max(width / height, height / width)).toBeLessThanOrEqual(cropAspect + 1e-9);
      }),
    );
  });

  it('uses the whole range of areas', () => {
    const generator = new Random(1);
    const areas = Array.from({ length: 2000 }, () => {
      const { width, height } = drawCrop(config, 1, generator);
      return width * height;
    });
    expect(Math.min(...areas)).toBeLessThan(0.35);
    expect(Math.max(...areas)).toBeGreaterThan(0.9);
  });
});
