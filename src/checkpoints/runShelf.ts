/** All runs that a place keeps, each in a folder of its own. */
import { messageOf } from '../base/messageOf';
import type { Folder } from './folder';
import { RunFolder } from './runFolder';
import { readLabels, writeLabels, type RunLabels } from './runLabels';
import type { StoredRun } from './storedRun';

/** What was deleted can be brought back for a day. */
const GRACE_MS = 24 * 3600 * 1000;

/** @param deleted when something was deleted, ISO 8601 */
export function isPastGrace(deleted: string, now: Date): boolean {
  return now.getTime() - Date.parse(deleted) > GRACE_MS;
}

export interface ShelfListing {
  /** Newest first. */
  readonly runs: readonly StoredRun[];
  /** Folders that could not be read, and why. */
  readonly unreadable: readonly { readonly run: string; readonly reason: string }[];
}

export class RunShelf {
  readonly #folder: Folder;
  #lastId = 0;

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  /** A folder for a new run, called after the moment; it comes into being with its first file. */
  create(): RunFolder {
    // Two runs in one millisecond would share a name.
    this.#lastId = Math.max(this.#lastId + 1, Date.now());
    return this.open(new Date(this.#lastId).toISOString().replace(/[^0-9]/g, ''));
  }

  open(id: string): RunFolder {
    return new RunFolder(id, this.#folder.folder(id));
  }

  /** The files of a run, for what is kept beside its checkpoints. */
  files(id: string): Folder {
    return this.#folder.folder(id);
  }

  async list(): Promise<ShelfListing> {
    const runs: StoredRun[] = [];
    const unreadable: { run: string; reason: string }[] = [];
    for (const id of await this.#folder.folders()) {
      try {
        const run = await describe(this.open(id));
        if (run) runs.push({ ...run, labels: await readLabels(this.files(id)) });
      } catch (error) {
        unreadable.push({ run: id, reason: messageOf(error) });
      }
    }
    runs.sort((a, b) => (a.started < b.started ? 1 : -1));
    return { runs, unreadable };
  }

  /** Marks a run as deleted, or with `null` as not. */
  async markDeleted(id: string, deleted: Date | null): Promise<void> {
    const folder = this.open(id);
    const manifest = await folder.readManifest();
    if (!manifest) throw new Error('This run is not there any more.');
    await folder.writeManifest({ ...manifest, deleted: deleted?.toISOString() ?? null });
  }

  /** Writes tags and a note on a run. */
  async label(id: string, labels: RunLabels): Promise<void> {
    if (!(await this.open(id).readManifest())) throw new Error('This run is not there any more.');
    await writeLabels(this.files(id), labels);
  }

  async purge(id: string): Promise<void> {
    await this.#folder.remove(id);
  }

  /** Removes the runs that were deleted more than a day ago. */
  async sweep(now: Date): Promise<void> {
    for (const { id, deleted } of (await this.list()).runs) {
      if (deleted !== null && isPastGrace(deleted, now)) await this.purge(id);
    }
  }
}

async function describe(folder: RunFolder): Promise<Omit<StoredRun, 'labels'> | null> {
  const manifest = await folder.readManifest();
  if (!manifest) return null;
  const { config, data, backend, state, started, trainingSeconds } = manifest;
  const { parent, imported, beganWith, deleted } = manifest;
  const [bytes, checkpoints] = [await folder.bytes(), await folder.checkpoints()];
  // What it goes on from, also where an older version noted how far it had come beyond that.
  const { phase, step } = checkpoints.at(-1) ?? manifest;
  const known = { config, images: data, backend, state, phase, step, started, trainingSeconds };
  return { id: folder.id, ...known, bytes, checkpoints, parent, imported, beganWith, deleted };
}
