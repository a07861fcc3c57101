import type { PickedFile } from '../../worker/protocol';
import { useSession } from '../sessionContext';
import { droppedFiles, setName } from './pickedFiles';

/** Loads what a person dropped or chose. */
export function useLoad() {
  const session = useSession();

  async function loadPicked(files: readonly PickedFile[]): Promise<void> {
    if (files.length > 0) await session.loadFiles(files, setName(files));
  }

  async function loadDropped(transfer: DataTransfer): Promise<void> {
    session.setCollecting(0);
    try {
      const files = await droppedFiles(transfer, session.setCollecting);
      session.setCollecting(null);
      await loadPicked(files);
    } catch (error) {
      session.setCollecting(null);
      session.tellFailure('Looking through the folder', error);
    }
  }

  return { loadPicked, loadDropped };
}
