import { expect, it } from 'vitest';
import { thumbnailRows } from './thumbnailRows';

/** Thumbnails of one pixel, whose red is their place on the page. */
function page(count: number, from = 0) {
  const rgba = Uint8ClampedArray.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? i / 4 : 255));
  return {
    pixels: 1,
    rgba,
    names: Array.from({ length: count }, (_, i) => `pets/${from + i}.png`),
    labels: Array<null>(count).fill(null),
  };
}

it('puts each image once, in order, under the names of its row', () => {
  const rows = thumbnailRows(page(23, 60), 60, []);
  expect(rows.map(({ title }) => title)).toEqual(['60.png – 69.png', '70.png – 79.png', '80.png – 82.png']);
  const reds = rows.flatMap(({ pictures }) => pictures.map(({ rgba }) => rgba[0]));
  expect(reds).toEqual(Array.from({ length: 23 }, (_, i) => i));
});

it('names the pinned images in the row that they stand in', () => {
  const titles = thumbnailRows(page(20), 0, [12, 3, 40]).map(({ title }) => title);
  expect(titles).toEqual(['0.png – 9.png; pinned: 3.png', '10.png – 19.png; pinned: 12.png']);
});
