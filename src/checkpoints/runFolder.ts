/** One run on disk: its manifest, and its checkpoints in a folder of their own. */
import { messageOf } from '../base/messageOf';
import { PHASE_IDS, type Phase } from '../experiments/phases';
import { comparePositions } from '../experiments/position';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint';
import type { Folder } from './folder';
import { milestones, superfluous } from './keepRule';
import { manifestText, parseManifest, type Manifest, type RunFacts } from './manifest';
import type { BadCheckpoint, StoredCheckpoint } from './storedRun';

const MANIFEST = 'run.json';
const CHECKPOINTS = 'checkpoint';
const EXTENSION = '.safetensors';
const FILE = `(${PHASE_IDS.join('|')})-(\\d{6,12})\\.safetensors`;
const FILE_NAME = new RegExp(`^${FILE}$`);
/** Where a list of paths names one. */
export const CHECKPOINT_PATH = new RegExp(`${CHECKPOINTS}/${FILE}`);

/** A checkpoint as it was read. */
export interface ReadCheckpoint {
  readonly stored: StoredCheckpoint;
  readonly checkpoint: Checkpoint;
}

export class RunFolder {
  readonly id: string;
  readonly #folder: Folder;
  readonly #checkpoints: Folder;
  /** Damaged files found by name: neither offered nor counted among the last ones. */
  readonly #bad = new Set<string>();

  /** @param id its name among other runs */
  constructor(id: string, folder: Folder) {
    this.id = id;
    this.#folder = folder;
    this.#checkpoints = folder.folder(CHECKPOINTS);
  }

  /** Null if there is no run. Throws one sentence if its manifest is damaged or of another version. */
  async readManifest(): Promise<Manifest | null> {
    const bytes = await this.#folder.read(MANIFEST);
    if (!bytes) return null;
    try {
      return parseManifest(new TextDecoder().decode(bytes));
    } catch (error) {
      throw new Error(`“${MANIFEST}” is damaged or of another version: ${messageOf(error)}.`, {
        cause: error,
      });
    }
  }

  async writeManifest(facts: RunFacts): Promise<void> {
    await this.#folder.write(MANIFEST, [new TextEncoder().encode(manifestText(facts))]);
  }

  /** What is kept, oldest first. */
  async checkpoints(): Promise<StoredCheckpoint[]> {
    const found = (await this.#checkpoints.files()).flatMap(({ name, bytes, modified }) => {
      const match = FILE_NAME.exec(name);
      if (!match || this.#bad.has(name.slice(0, -EXTENSION.length))) return [];
      const [phase, step] = [match[1] as Phase, Number(match[2])];
      return {
        name: checkpointName(phase, step),
        phase,
        step,
        bytes,
        saved: new Date(modified).toISOString(),
      };
    });
    found.sort(comparePositions);
    const marked = milestones(found);
    return found.map((checkpoint) => ({ ...checkpoint, milestone: marked.has(checkpoint) }));
  }

  /** Memory of all files, in bytes. */
  async bytes(): Promise<number> {
    const files = [...(await this.#folder.files()), ...(await this.#checkpoints.files())];
    return files.reduce((sum, file) => sum + file.bytes, 0);
  }

  /** Writes a checkpoint, then removes those that need not stay. */
  async save(checkpoint: Checkpoint): Promise<StoredCheckpoint> {
    const { phase, step } = checkpoint.about.training;
    const name = checkpointName(phase, step);
    await this.#checkpoints.write(name + EXTENSION, await encodeCheckpoint(checkpoint));
    this.#bad.delete(name);
    const all = await this.checkpoints();
    for (const old of superfluous(all)) await this.#checkpoints.remove(old.name + EXTENSION);
    return all.find((stored) => stored.name === name)!;
  }

  /** The checkpoint of this name. Throws one sentence if it is not there or not whole. */
  async read(name: string): Promise<ReadCheckpoint> {
    const stored = (await this.checkpoints()).find((candidate) => candidate.name === name);
    if (!stored) throw new Error(`There is no checkpoint “${name}” any more.`);
    return { stored, checkpoint: await this.#open(name) };
  }

  /** The newest checkpoint that is whole, if there is one. Damaged ones are passed over, each with its reason. */
  async newest(): Promise<{ found: ReadCheckpoint | null; skipped: readonly BadCheckpoint[] }> {
    const skipped: BadCheckpoint[] = [];
    for (const stored of (await this.checkpoints()).reverse()) {
      try {
        return { found: { stored, checkpoint: await this.#open(stored.name) }, skipped };
      } catch (error) {
        skipped.push({ name: stored.name, reason: messageOf(error) });
        this.#bad.add(stored.name);
      }
    }
    return { found: null, skipped };
  }

  /** The bytes of the manifest and of one checkpoint, by their paths in the folder. */
  async files(checkpoint: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const found = new Map<string, Uint8Array<ArrayBuffer>>();
    const manifest = await this.#folder.read(MANIFEST);
    if (manifest) found.set(MANIFEST, manifest);
    const bytes = await this.#checkpoints.read(checkpoint + EXTENSION);
    if (bytes) found.set(`${CHECKPOINTS}/${checkpoint}${EXTENSION}`, bytes);
    return found;
  }

  /** Removes the manifest and all checkpoints. */
  async clear(): Promise<void> {
    await this.#folder.remove(MANIFEST);
    await this.#folder.remove(CHECKPOINTS);
  }

  async #open(name: string): Promise<Checkpoint> {
    const bytes = await this.#checkpoints.read(name + EXTENSION);
    if (!bytes) throw new Error(`The checkpoint “${name}” is gone.`);
    const checkpoint = await decodeCheckpoint(bytes);
    const { phase, step } = checkpoint.about.training;
    if (checkpointName(phase, step) !== name) throw new Error(`It is of step ${step} of phase “${phase}”.`);
    return checkpoint;
  }
}

/** Of its file, without the extension: `autoencoder-000123`. */
export function checkpointName(phase: Phase, step: number): string {
  return `${phase}-${String(step).padStart(6, '0')}`;
}
