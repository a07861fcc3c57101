/** A file as the page hands it over, as one to read. */
import { ImageProblem, type SourceFile } from '../data/types';
import type { PickedFile } from './protocol';

export function sourceFile(picked: PickedFile): SourceFile {
  const { path } = picked;
  if ('problem' in picked) {
    return { path, size: 0, bytes: () => Promise.reject(new ImageProblem('unreadable', picked.problem)) };
  }
  const { file } = picked;
  return {
    path,
    size: file.size,
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
    range: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
  };
}
