import type { PickedFile } from '../../worker/protocol';
import { useSession } from '../../parts/sessionContext';
import { chooseFolder, droppedFolder, filesIn } from './folders';
import { droppedFiles, setName } from './pickedFiles';

const MAY_BE_OURS = /\.(safetensors|zip)$/i;

/** Loads what a person dropped or chose: images, or one file of weights or of a run. */
export function useLoad() {
  const session = useSession();

  /** A single file may be weights or a run; the worker looks into it. */
  async function isTaken([picked, ...others]: readonly PickedFile[]): Promise<boolean> {
    if (!picked || others.length > 0 || !('file' in picked) || !MAY_BE_OURS.test(picked.path)) return false;
    return session.imports.take(picked.file);
  }

  async function loadPicked(files: readonly PickedFile[], folder?: FileSystemDirectoryHandle): Promise<void> {
    if (files.length === 0 || (await isTaken(files))) return;
    await session.loadFiles(files, setName(files), folder);
  }

  /** Must be called within the drop event: what was dropped is gone afterwards. */
  async function loadDropped(transfer: DataTransfer): Promise<void> {
    const folder = droppedFolder(transfer);
    session.setCollecting(0);
    await collect(droppedFiles(transfer, session.setCollecting), folder);
  }

  /** Asks for a folder in a way that lets a later visit read it again. */
  async function loadChosenFolder(): Promise<void> {
    try {
      const folder = await chooseFolder();
      if (!folder) return;
      session.setCollecting(0);
      await collect(filesIn(folder, session.setCollecting), Promise.resolve(folder));
    } catch (error) {
      session.tellFailure('Choosing a folder', error);
    }
  }

  async function collect(
    finding: Promise<readonly PickedFile[]>,
    folder: Promise<FileSystemDirectoryHandle | undefined>,
  ): Promise<void> {
    try {
      const files = await finding;
      session.setCollecting(null);
      await loadPicked(files, await folder);
    } catch (error) {
      session.setCollecting(null);
      session.tellFailure('Looking through the folder', error);
    }
  }

  return { loadPicked, loadDropped, loadChosenFolder };
}
