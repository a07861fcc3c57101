import { describe, expect, test } from 'vitest';
import { decodeText } from '../base/decodeText';
import { readAttributes } from './attributes';

const paths = ['s/a/1.png', 's/a/2.png', 's/b/1.png', 's/b/3, old.png'];
const images = { paths };

test('values by path or its ending; empty is unknown', () => {
  const csv = '\uFEFFpath,red,"round, mostly"\r\na/1.png,1,0\r\n2.png,,yes\r\n"b/3, old.png",-1,1\n';
  const { names, values, described } = readAttributes(csv, images);
  expect(names).toEqual(['red', 'round, mostly']);
  expect([...values]).toEqual([1, 0, NaN, 1, NaN, NaN, 0, 1]);
  expect([...described]).toEqual([0, 1, 3]);
});

/** What a table says of three images, 1 for the first and the last. */
const three = { paths: ['pets/cat/0.png', 'pets/cat/1.png', 'pets/Dog/0.png'] };
function valuesOf(text: string): number[] {
  return [...readAttributes(text, three).values];
}

describe('as other programs write it', () => {
  const rows = ['cat/0.png,1', 'cat/1.png,0', 'Dog/0.png,1'];
  const table = ['path,furry', ...rows].join('\n');
  test.each([
    ['carriage returns', table.replaceAll('\n', '\r')],
    ['two of them', table.replaceAll('\n', '\r\r\n')],
    ['two of them in one place', table.replace('cat/1.png,0\n', 'cat/1.png,0\r\r\n')],
    ['one on a line of its own', table.replace('cat/1.png,0\n', 'cat/1.png,0 \r \n')],
    ['blank lines and commas', `\n\n${table}\n,,\n\n`],
    ['a trailing comma', table.replaceAll('\n', ',\n')],
    ['no header', rows.join('\n')],
    ['backslashes', table.replaceAll('/', '\\')],
    ['dots in front', table.replace(/(cat|Dog)/g, './$1')],
    ['spaces around', table.replace(/(.*),(.*)/g, ' $1 , $2 ')],
    ['another case', table.toUpperCase()],
    ['folders in front', table.replace(/(cat|Dog)/g, '/home/me/pets/$1')],
    ['a renamed folder', table.replace(/(cat|Dog)/g, 'C:\\data\\animals\\$1')],
    ['semicolons', table.replaceAll(',', ';')],
    ['tabs', table.replaceAll(',', '\t')],
    ['spaces', table.replaceAll(',', '   ')],
    ['what Excel says of its separator', `sep=;\r\n${table.replaceAll(',', ';')}`],
    ['CelebA’s own list', '3\nfurry \ncat/0.png   1\ncat/1.png  -1\nDog/0.png   1\n'],
    ['words', table.replaceAll(',1', ',True').replaceAll(',0', ',FALSE')],
    ['quotes around all', table.replace(/[^,\n]+/g, '"$&"')],
  ])('%s', (_, text) => {
    expect(valuesOf(text)).toEqual([1, 0, 1]);
  });

  test('CelebA’s list has its names in a line without one for the paths', () => {
    const list = '2\n5_o_Clock_Shadow Young\ncat/0.png -1  1\ncat/1.png  1 -1\n';
    const { names, values, notes } = readAttributes(list, three);
    expect(names).toEqual(['5_o_Clock_Shadow', 'Young']);
    expect([...values.subarray(0, 4)]).toEqual([0, 1, 1, 0]);
    expect(notes).toEqual(['1 image left out, without a row: “pets/Dog/0.png”.']);
    expect(readAttributes(list.replace('2', '202599'), three).notes[0]).toBe(
      'Its first line says 202599 rows, and there are 2.',
    );
  });

  test('paths with spaces between spaces, and names with commas between semicolons', () => {
    const spaced = { paths: ['s/my cat 1.png', 's/x.png'] };
    expect([...readAttributes('path  furry old\nmy cat 1.png  1  0\nx.png 0 1\n', spaced).values]).toEqual([
      1, 0, 0, 1,
    ]);
    const { names } = readAttributes('path;round, mostly;old\ncat/0.png;1;0\ncat/1.png;1;0\n', three);
    expect(names).toEqual(['round, mostly', 'old']);
  });

  test('letters of all encodings', () => {
    const accented = { paths: ['s/caf\u00e9/1.png'] };
    const text = 'path,old\ncaf\u00e9/1.png,1\n';
    const wide = (swap: boolean, mark: boolean): Uint8Array<ArrayBuffer> => {
      const bytes = new Uint8Array(
        Uint16Array.from((mark ? `\uFEFF${text}` : text).split(''), (c) => c.charCodeAt(0)).buffer,
      );
      return swap ? bytes.map((_, i) => bytes[i ^ 1]!) : bytes;
    };
    const narrow = Uint8Array.from(text.split(''), (c) => c.charCodeAt(0));
    const utf8 = new TextEncoder().encode(`\uFEFF${text}`);
    const decomposed = new TextEncoder().encode(text.normalize('NFD'));
    for (const bytes of [
      utf8,
      decomposed,
      narrow,
      wide(false, true),
      wide(true, true),
      wide(false, false),
      wide(true, false),
    ]) {
      expect([...readAttributes(decodeText(bytes), accented).values]).toEqual([1]);
    }
  });

  test('without names they are numbered, and that is told', () => {
    const { names, notes } = readAttributes('cat/0.png,1,0\ncat/1.png,0,1\nDog/0.png,0,1\n', three);
    expect(names).toEqual(['attribute 1', 'attribute 2']);
    expect(notes).toEqual(['The first line names no attributes, so they are numbered.']);
  });
});

test('rows without an image and images without a row are counted, and three of them named', () => {
  const strangers = ['x/1.jpg', 'x/2.jpg', 'x/3.jpg', 'x/4.jpg'].map((path) => `${path},1\n`);
  expect(readAttributes(`path,red\na/1.png,1\n1.png,0\n${strangers.join('')}`, images).notes).toEqual([
    '4 rows match no image: “x/1.jpg”, “x/2.jpg”, “x/3.jpg”, ….',
    '1 row matches several images: “1.png”.',
    '3 images left out, without a row: “s/a/2.png”, “s/b/1.png”, “s/b/3, old.png”.',
  ]);
});

test('a file of the same name in another folder is another image', () => {
  const cats = { paths: ['cat/0.png', 'cat/1.png'] };
  const { described, notes } = readAttributes('path,furry\ncat/0.png,1\ndog/1.png,0\n', cats);
  expect([...described]).toEqual([0]);
  expect(notes[0]).toBe('1 row matches no image: “dog/1.png”.');
});

test.each([
  ['path\na/1.png\n', /a name for each attribute/],
  ['', /a name for each attribute/],
  ['path,red\na/1.png,maybe\n', /^Line 2 .*“red”: “maybe”/],
  ['path,red\n1.png,1\n', /none of these images.* as “s\/a\/1.png”, but has “1.png”/],
  ['path,red\na/2.png,0\n"a/1.png,1\nb/1.png,0\n', /^Line 3 .* opens a quoted cell that does not end/],
  ['path,red\n"a/2.png",0\n"a/1.png,1\nb/1.png",0\n', /^Line 3 .* over several lines/],
  ['path,red\na/1.png,1,0\n', /^Line 2 .* more values \(“0”\) than/],
  ['path,red\na/1.png\r,1\n', /^Line 3 .* has no path/],
  ['path,red\na/1.png,1\na/2.png,1\ns/a/1.png,0\n', /^Lines 2 and 4 .* different things of “s\/a\/1.png”/],
])('what cannot be understood is told: %j', (csv, message) => {
  expect(() => readAttributes(csv, images)).toThrow(message);
});
