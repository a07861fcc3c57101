import { expect, it } from 'vitest';
import { OpfsFolder } from './opfsFolder';

const REPLACED = new DOMException('The requested file could not be read.', 'NotReadableError');

/** A folder with one file, which is replaced so often while it is read. */
function folderReplaced(times: number): OpfsFolder {
  let left = times;
  const arrayBuffer = () =>
    left-- > 0 ? Promise.reject(REPLACED) : Promise.resolve(Uint8Array.of(1, 2).buffer);
  const handle = {
    getFileHandle: () => Promise.resolve({ getFile: () => Promise.resolve({ arrayBuffer }) }),
  };
  return new OpfsFolder(() => Promise.resolve(handle as unknown as FileSystemDirectoryHandle));
}

it('reads a file again that training replaces while it is read', async () => {
  expect(await folderReplaced(0).read('run.json')).toEqual(Uint8Array.of(1, 2));
  expect(await folderReplaced(2).read('run.json')).toEqual(Uint8Array.of(1, 2));
});

it('gives up on one that can never be read, and says why', async () => {
  await expect(folderReplaced(Infinity).read('run.json')).rejects.toBe(REPLACED);
});
