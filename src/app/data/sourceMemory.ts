/**
 * Remembers in IndexedDB where image sets came from. Only there can a folder's handle be kept; idb-keyval spares us
 * IndexedDB's ceremony.
 */
import { get, set } from 'idb-keyval';
import type { SourceMemory } from '../../store/imageSources';
import { filesIn, permission } from './folders';

type Remembered = FileSystemDirectoryHandle | 'sample';

const keyOf = (name: string) => `images:${name}`;

export function sourceMemory(): SourceMemory {
  return {
    remember: (name, source) => set(keyOf(name), source satisfies Remembered),

    async recall(name, mayAsk, onFound) {
      const source = await get<Remembered>(keyOf(name));
      if (source === undefined || source === 'sample') return source ?? null;
      const state = await permission(source, mayAsk);
      if (state !== 'granted') return state === 'prompt' ? 'ask' : null;
      try {
        return await filesIn(source, onFound);
      } catch (error) {
        // Moved, renamed or unplugged: the person is asked for it.
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw error;
      }
    },
  };
}
