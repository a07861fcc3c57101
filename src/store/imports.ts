/** Files that come in and are no images: weights, and runs. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../base/messageOf';
import type { ImportedWeights, IncomingFile, LabEvent, LabRequests } from '../worker/protocol';
import type { LabLine } from './labLine';

type IncomingWeights = Extract<IncomingFile, { kind: 'weights' }>;

export interface ImportsState {
  /** The file that is being looked at or taken. */
  readonly busy: string | null;
  /** What the present run began with; null where the seed drew its weights. */
  readonly imported: ImportedWeights | null;
  /** Weights that do not fit, tensor by tensor. */
  readonly refused: IncomingWeights | null;
  /** Why the last file could not be taken, in a sentence. */
  readonly problem: string | null;
}

/** What the session lends. */
interface Desk {
  readonly line: LabLine;
  /** Puts another run in the place of the present one, which is saved first and can be had back. */
  readonly replace: (
    doing: string,
    text: string,
    request: (lab: LabRequests) => Promise<void>,
  ) => Promise<void>;
  /** Puts a stored run in the place of the present one, alike. */
  readonly continueRun: (run: string, text: string) => Promise<boolean>;
}

export class Imports {
  readonly store: StoreApi<ImportsState> = createStore<ImportsState>(() => ({
    ...{ busy: null, imported: null, refused: null, problem: null },
  }));
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A run that begins anew, or a stored one, has weights of its own. */
  apply(event: LabEvent): void {
    if (event.type === 'imported') this.store.setState({ imported: event.weights });
    const isOther = event.type === 'metrics' && event.fresh && event.rows.length === 0;
    if (isOther || event.type === 'restored') this.store.setState({ imported: null });
  }

  dismiss = () => this.store.setState({ refused: null, problem: null });

  /** Takes a run or weights. False for any other file: it may hold images. */
  take = async (file: File): Promise<boolean> => {
    this.store.setState({ busy: file.name, refused: null, problem: null });
    try {
      const found = await this.#desk.line.ask((lab) => lab.lookAtFile(file));
      if (found.kind === 'images') return false;
      if (found.kind === 'run') await this.#takeRun(file);
      else if (found.mismatches.length > 0) this.store.setState({ refused: found });
      else await this.#takeWeights(file);
    } catch (error) {
      this.store.setState({ problem: `“${file.name}” was not taken: ${messageOf(error)}` });
    } finally {
      this.store.setState({ busy: null });
    }
    return true;
  };

  /** Takes a file that was chosen to be a run or weights: any other is a problem. */
  takeChosen = async (file: File): Promise<void> => {
    if (await this.take(file)) return;
    const problem =
      `“${file.name}” contains neither a run nor the weights of one network as safetensors. ` +
      'A zip of several networks is to be unpacked first; images are loaded above, under “Images”.';
    this.store.setState({ problem });
  };

  async #takeRun(file: File): Promise<void> {
    const run = await this.#desk.line.ask((lab) => lab.importRun(file));
    await this.#desk.continueRun(run, `The run of ${file.name} took the place of another.`);
  }

  #takeWeights(file: File): Promise<void> {
    return this.#desk.replace('Importing', `Began anew with the weights of ${file.name}.`, async (lab) => {
      await lab.importWeights(file);
    });
  }
}
