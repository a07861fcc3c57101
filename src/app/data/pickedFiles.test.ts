import { expect, it } from 'vitest';
import { droppedFiles, setName } from './pickedFiles';

const picked = (path: string) => ({ path, file: new File([], path.split('/').at(-1)!) });

it('names a set after its folders, or counts its files', () => {
  expect(setName([picked('photos/a.jpg'), picked('photos/cats/b.jpg')])).toBe('photos');
  expect(setName(['a', 'b', 'c', 'd', 'e'].map((folder) => picked(`${folder}/1.png`)))).toBe(
    'a, b, c and 2 more',
  );
  expect(setName(['a.png', 'b.png', 'c.png', 'd.png'].map(picked))).toBe('4 files');
});

/** A dropped folder as browsers show it: entries in batches of two, then an empty batch. */
function folder(path: string, children: object[]): object {
  return {
    isFile: false,
    isDirectory: true,
    fullPath: path,
    createReader() {
      let at = 0;
      return { readEntries: (resolve: (batch: object[]) => void) => resolve(children.slice(at, (at += 2))) };
    },
  };
}

function leaf(path: string): object {
  const { file } = picked(path);
  return {
    isFile: true,
    isDirectory: false,
    fullPath: path,
    file: (resolve: (f: File) => void) => resolve(file),
  };
}

it('walks through dropped folders to the last batch, and takes loose files beside them', async () => {
  const entry = folder('/set', [
    folder('/set/cats', [leaf('/set/cats/1.png')]),
    ...[2, 3, 4].map((n) => leaf(`/set/${n}.png`)),
  ]);
  const items = [
    { kind: 'file', webkitGetAsEntry: () => entry },
    { kind: 'string' },
    { kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => new File([], 'loose.png') },
  ];
  const found: number[] = [];
  const files = await droppedFiles({ items } as unknown as DataTransfer, (count) => found.push(count));
  expect(files.map(({ path }) => path).sort()).toEqual(
    ['loose.png', 'set/2.png', 'set/3.png', 'set/4.png', 'set/cats/1.png'].sort(),
  );
  expect(found.at(-1)).toBe(5);
});
