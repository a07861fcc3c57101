import { expect, test } from 'vitest';
import { readAttributes } from './attributes';
import { ImageSet } from './imageSet';
import { labelsOf } from './paths';

const paths = ['s/a/1.png', 's/a/2.png', 's/b/1.png', 's/b/3, old.png'];
const images = new ImageSet({ name: 's', pixels: 1, data: new Uint8Array(12), paths, ...labelsOf(paths) });

test('values by path or its ending; empty is unknown; images of others are passed over', () => {
  const csv =
    '\uFEFFpath,red,"round, mostly"\r\na/1.png,1,0\r\n2.png,,yes\r\n"b/3, old.png",-1,1\nelsewhere.png,1,1\n';
  const { names, values, described } = readAttributes(csv, images);
  expect(names).toEqual(['red', 'round, mostly']);
  expect([...values]).toEqual([1, 0, NaN, 1, NaN, NaN, 0, 1]);
  expect([...described]).toEqual([0, 1, 3]);
});

test('an ending that two images share means neither', () => {
  expect(() => readAttributes('path,red\n1.png,1\n', images)).toThrow(/none of these images/);
});

test.each([
  ['path\na/1.png\n', /a name for each attribute/],
  ['', /a name for each attribute/],
  ['path,red\na/1.png,maybe\n', /Line 2 .*“red”: “maybe”/],
])('what cannot be understood is told: %j', (csv, message) => {
  expect(() => readAttributes(csv, images)).toThrow(message);
});
