/** Files to carry away: one is made at a time. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExportedFile, ExportOrder, ExportProgress } from '../worker/protocol';
import type { LabLine } from './labLine';

export interface ExportsState {
  readonly busy: boolean;
  readonly progress: ExportProgress | null;
}

export class Exports {
  readonly store: StoreApi<ExportsState> = createStore<ExportsState>(() => ({ busy: false, progress: null }));
  readonly #line: LabLine;

  constructor(line: LabLine) {
    this.#line = line;
  }

  tell(progress: ExportProgress | null): void {
    this.store.setState({ progress });
  }

  /** Throws what the worker throws. */
  make = async (order: ExportOrder): Promise<ExportedFile> => {
    this.store.setState({ busy: true });
    try {
      return await this.#line.ask((lab) => lab.exportNetworks(order));
    } finally {
      this.store.setState({ busy: false, progress: null });
    }
  };
}
