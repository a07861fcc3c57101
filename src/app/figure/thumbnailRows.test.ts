import { expect, it } from 'vitest';
import { thumbnailRows } from './thumbnailRows';

/** Thumbnails of one pixel, whose red is their place on the page. */
function page(count: number) {
  const rgba = Uint8ClampedArray.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? i / 4 : 255));
  return {
    pixels: 1,
    rgba,
    names: Array<string>(count).fill('x.png'),
    labels: Array<null>(count).fill(null),
  };
}

it('puts each image once, in order, under the numbers of its row', () => {
  const rows = thumbnailRows(page(23), 60, []);
  expect(rows.map(({ title }) => title)).toEqual(['Images 60–69', 'Images 70–79', 'Images 80–82']);
  const reds = rows.flatMap(({ pictures }) => pictures.map(({ rgba }) => rgba[0]));
  expect(reds).toEqual(Array.from({ length: 23 }, (_, i) => i));
});

it('names the pinned images in the row that they stand in', () => {
  const titles = thumbnailRows(page(20), 0, [12, 3, 40]).map(({ title }) => title);
  expect(titles).toEqual(['Images 0–9; pinned: 3', 'Images 10–19; pinned: 12']);
});
