/** Folders as the File System Access API gives them: they can be kept, and read again on a later visit. */
import type { PickedFile } from '../../worker/protocol';
import { refused } from './pickedFiles';

type Permission = (mode: { mode: 'read' }) => Promise<PermissionState>;

/** What Chromium has and the standard's types lack. */
declare global {
  interface Window {
    showDirectoryPicker?: (options: { id: string; mode: 'read' }) => Promise<FileSystemDirectoryHandle>;
  }
  interface DataTransferItem {
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
  }
  interface FileSystemHandle {
    queryPermission?: Permission;
    requestPermission?: Permission;
  }
}

/** Lets a person choose a folder; null if they think better of it. */
export async function chooseFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await window.showDirectoryPicker?.({ id: 'images', mode: 'read' })) ?? null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/** The folder that was dropped, if it was one and nothing else. Must be called within the drop event. */
export async function droppedFolder(transfer: DataTransfer): Promise<FileSystemDirectoryHandle | undefined> {
  if (transfer.items.length !== 1) return undefined;
  const handle = await transfer.items[0]!.getAsFileSystemHandle?.();
  return handle?.kind === 'directory' ? (handle as FileSystemDirectoryHandle) : undefined;
}

/**
 * All files below a folder, their paths beginning with its name; what cannot be read in it is named with its reason.
 * Throws what the browser throws if that is the folder itself.
 *
 * @param onFound how many files have been found so far.
 */
export async function filesIn(
  folder: FileSystemDirectoryHandle,
  onFound: (count: number) => void,
): Promise<PickedFile[]> {
  const found: PickedFile[] = [];
  async function walk(directory: FileSystemDirectoryHandle, path: string): Promise<void> {
    for await (const [name, handle] of directory.entries()) {
      const inside = `${path}/${name}`;
      try {
        if (handle.kind === 'directory') await walk(handle, inside);
        else found.push({ path: inside, file: await handle.getFile() });
      } catch (error) {
        found.push(refused(inside, error));
      }
      onFound(found.length);
    }
  }
  await walk(folder, folder.name);
  return found;
}

/** Whether the page may read a folder; `mayAsk` lets the browser ask the person, within a click. */
export function permission(folder: FileSystemDirectoryHandle, mayAsk: boolean): Promise<PermissionState> {
  const answer = mayAsk
    ? folder.requestPermission?.({ mode: 'read' })
    : folder.queryPermission?.({ mode: 'read' });
  return answer ?? Promise.resolve('granted');
}
