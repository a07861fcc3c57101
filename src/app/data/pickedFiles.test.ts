import { expect, it } from 'vitest';
import { filesIn } from './folders';
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

const REFUSAL = new DOMException('It may not be read.', 'NotReadableError');

it('names what the browser does not hand out of a dropped folder, and takes the rest', async () => {
  const deny = (_: unknown, reject: (error: unknown) => void) => reject(REFUSAL);
  const locked = { ...folder('/set/locked', []), createReader: () => ({ readEntries: deny }) };
  const entry = folder('/set', [
    leaf('/set/1.png'),
    { ...leaf('/set/gone.png'), file: deny },
    locked,
    leaf('/set/2.png'),
  ]);
  const items = [{ kind: 'file', webkitGetAsEntry: () => entry }];
  const files = await droppedFiles({ items } as unknown as DataTransfer, () => undefined);
  const problem = 'The browser did not hand it out: It may not be read.';
  expect(files).toEqual([
    { path: 'set/1.png', file: expect.any(File) as File },
    { path: 'set/gone.png', problem },
    { path: 'set/locked', problem },
    { path: 'set/2.png', file: expect.any(File) as File },
  ]);
});

const fail = (error: Error): never => {
  throw error;
};

/** A folder’s handle as the File System Access API gives it; null stands for what may not be read. */
function handle(name: string, children: Record<string, object | null>): FileSystemDirectoryHandle {
  const entries = Object.entries(children).map(([child, content]) => [
    child,
    content ?? { kind: 'file', getFile: () => Promise.reject(REFUSAL) },
  ]);
  return { kind: 'directory', name, entries: () => entries } as unknown as FileSystemDirectoryHandle;
}

it('names what cannot be read of a folder that was chosen; the folder itself fails as a whole', async () => {
  const refusing = (name: string) => ({ ...handle(name, {}), entries: () => fail(REFUSAL) });
  const file = { kind: 'file', getFile: () => Promise.resolve(new File([], '1.png')) };
  const set = handle('set', {
    '0.png': null,
    locked: refusing('locked'),
    cats: handle('cats', { '1.png': file }),
  });
  const found = await filesIn(set, () => undefined);
  expect(found.map((picked) => [picked.path, 'problem' in picked])).toEqual([
    ['set/0.png', true],
    ['set/locked', true],
    ['set/cats/1.png', false],
  ]);
  const gone = refusing('gone') as unknown as FileSystemDirectoryHandle;
  await expect(filesIn(gone, () => undefined)).rejects.toThrow();
});
