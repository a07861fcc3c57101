/** One image in the diagram of the networks: what every layer makes of it, kept in step with the weights and θ. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../../../../base/messageOf';
import type { Desk } from '../../../../store/desk';
import { LabEnded, type LabLine } from '../../../../store/labLine';
import { latestOnly } from '../../../../store/latestOnly';
import type { Look } from '../../../../store/looks';
import type { Trace } from '../asked';

interface TracingState {
  /** Index in the set; null while the diagram is closed. */
  readonly image: number | null;
  readonly trace: Trace | null;
  readonly problem: string | null;
}

const CLOSED: TracingState = { image: null, trace: null, problem: null };

export class Tracing implements Look {
  readonly store: StoreApi<TracingState> = createStore<TracingState>(() => CLOSED);
  readonly #line: LabLine;
  readonly #look = latestOnly(({ image }: { readonly image: number }) => this.#trace(image));

  constructor({ line }: Desk) {
    this.#line = line;
  }

  open = (image: number): void => {
    this.store.setState({ ...CLOSED, image });
    this.figureDrawn();
  };

  close = (): void => this.store.setState(CLOSED);

  imagesChanged = (): void => this.close();

  figureDrawn = (): void => {
    const { image } = this.store.getState();
    if (image !== null) this.#look({ image });
  };

  async #trace(image: number): Promise<void> {
    const isWanted = () => this.store.getState().image === image;
    try {
      const trace = await this.#line.ask(async (lab) =>
        isWanted() ? lab.look('trace', { image, view: await lab.view(image), mask: null }) : null,
      );
      if (trace && isWanted()) this.store.setState({ trace, problem: null });
    } catch (error) {
      if (isWanted() && !(error instanceof LabEnded)) this.store.setState({ problem: messageOf(error) });
    }
  }
}
