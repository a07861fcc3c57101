import { describe, expect, it } from 'vitest';
import type { Traced, TracedLayer } from '../asked';
import { layerPicture, pictureCount, seenPixels, valuesAt } from './layerPictures';

function layerOf(layer: Traced, shape: [number, number, number], values: number[]): TracedLayer {
  const channels = Array.from({ length: values.length / (shape[0] * shape[1]) }, (_, i) => i);
  const statistics = { least: 0, most: 0, mean: 0, silent: 0 };
  return { layer, isPhi: false, shape, field: null, channels, values: Float32Array.from(values), statistics };
}

describe('pictures of a layer', () => {
  it('stretch each channel from its own least value to its largest', () => {
    const layer = layerOf('E2', [1, 3, 2], [-1, 0, 3, 5, 5, 5]);
    expect(pictureCount(layer)).toBe(2);
    expect([...layerPicture(layer, 0)]).toEqual([0, 0, 0, 255, 64, 64, 64, 255, 255, 255, 255, 255]);
    expect([...layerPicture(layer, 1)].filter((_, i) => i % 4 !== 3)).toEqual(Array(9).fill(0));
    expect(valuesAt(layer, 0, 0, 2)).toEqual([3]);
  });

  it('keep colours, of which there is one picture', () => {
    const layer = layerOf('x', [1, 2, 3], [-1, 1, 0, 0, 1, -1]);
    expect(pictureCount(layer)).toBe(1);
    expect([...layerPicture(layer, 0)]).toEqual([0, 128, 255, 255, 255, 128, 0, 255]);
    expect(valuesAt(layer, 0, 0, 1)).toEqual([1, 0, -1]);
  });

  it('show the predicted mask on a fixed scale', () => {
    expect([...layerPicture(layerOf('mask', [1, 2, 1], [0.2, 0.4]), 0)].slice(0, 8)).toEqual([
      51, 51, 51, 255, 102, 102, 102, 255,
    ]);
  });
});

it('a cell sees its field, cut off at the border', () => {
  const cell = { ...layerOf('E5', [4, 4, 1], []), field: { size: 18, stride: 16, start: -1 } };
  expect(seenPixels(cell, 0, 64)).toEqual({ from: 0, to: 16 });
  expect(seenPixels(cell, 1, 64)).toEqual({ from: 15, to: 32 });
  expect(seenPixels(cell, 3, 64)).toEqual({ from: 47, to: 63 });
  expect(seenPixels({ ...cell, field: null }, 0, 64)).toBeNull();
});
