/** The runs that the browser keeps for the page, and what the page may ask of them. */
import { messageOf } from '../base/messageOf';
import { unpackCapsule, type Capsule } from '../checkpoints/capsule';
import type { RunLabels } from '../checkpoints/runLabels';
import { RunShelf } from '../checkpoints/runShelf';
import type { MetricRow } from '../experiments/metrics';
import type { Keeping } from '../lab/saving/keeper';
import type { LabEvent, StoredRun } from '../lab/events';
import { OpfsFolder } from './opfsFolder';

/** A run as it came in a file. */
export type PackedRun = Pick<Capsule, 'checkpoints' | 'manifest'>;

const PLAN = { seconds: 60, steps: Infinity };

export type KeptRunsEvent =
  /** All stored runs, newest first, deleted ones that can still be brought back included: after every change. */
  { readonly type: 'runs'; readonly runs: readonly StoredRun[] };

export class KeptRuns {
  readonly shelf: RunShelf;
  readonly keeping: Keeping;
  readonly #emit: (event: LabEvent | KeptRunsEvent) => void;
  #newest: string | null = null;

  constructor(shelf: RunShelf, emit: (event: LabEvent | KeptRunsEvent) => void) {
    this.shelf = shelf;
    this.keeping = { newFolder: () => shelf.create(), plan: PLAN };
    this.#emit = emit;
  }

  /** Null where the browser has no file system for pages. */
  static open(emit: (event: LabEvent | KeptRunsEvent) => void): KeptRuns | null {
    const root = OpfsFolder.root();
    return root && new KeptRuns(new RunShelf(root.folder('runs')), emit);
  }

  /** Removes runs that were deleted long enough ago, and tells what there is. A failure is told, and harms nothing else. */
  async begin(): Promise<void> {
    try {
      await this.shelf.sweep(new Date());
      await this.#tell();
    } catch (error) {
      this.#fail(`The stored runs could not be read: ${messageOf(error)}`);
    }
  }

  /** Tells the runs anew when a checkpoint has been written. */
  follow(event: LabEvent): void {
    if (event.type !== 'saving' || event.saving.state !== 'idle' || !event.saving.last) return;
    const newest = `${event.saving.run} ${event.saving.last.name} ${event.saving.last.saved}`;
    if (newest === this.#newest) return;
    this.#newest = newest;
    void this.begin();
  }

  /** Puts a run that came in this file among the others, and gives its name there. */
  async take({ checkpoints, manifest }: PackedRun, file: string): Promise<string> {
    const folder = this.shelf.create();
    const imported = { file, at: new Date().toISOString() };
    await unpackCapsule({ checkpoints, manifest: { ...manifest, imported } }, folder);
    await this.begin();
    return folder.id;
  }

  async delete(run: string, present: string | null): Promise<void> {
    if (run === present) throw new Error('This run is open: reset or open another before deleting it.');
    await this.shelf.markDeleted(run, new Date());
    await this.#tell();
  }

  async undelete(run: string): Promise<void> {
    await this.shelf.markDeleted(run, null);
    await this.#tell();
  }

  async label(run: string, labels: RunLabels): Promise<void> {
    await this.shelf.label(run, labels);
    await this.#tell();
  }

  /** Empty where nothing whole was saved yet. */
  async metrics(run: string): Promise<readonly MetricRow[]> {
    const { found } = await this.shelf.open(run).newest();
    return found?.checkpoint.metrics ?? [];
  }

  async purge(run: string): Promise<void> {
    await this.shelf.purge(run);
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const { runs, unreadable } = await this.shelf.list();
    this.#emit({ type: 'runs', runs });
    if (unreadable.length > 0) {
      const what = unreadable.length === 1 ? 'A stored run' : `${unreadable.length} stored runs`;
      this.#fail(`${what} could not be read: ${unreadable[0]!.reason}`);
    }
  }

  #fail(what: string): void {
    this.#emit({ type: 'failure', failure: { what, todo: 'Training is not affected.' } });
  }
}
