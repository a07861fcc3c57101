/** One image in the diagram of the networks: what every layer makes of it, kept in step with the weights and θ. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../base/messageOf';
import type { Trace } from '../worker/protocol';
import { LabEnded, type LabLine } from './labLine';
import { latestOnly } from './latestOnly';

export interface TracingState {
  /** Index in the set; null while the diagram is closed. */
  readonly image: number | null;
  readonly trace: Trace | null;
  readonly problem: string | null;
}

const CLOSED: TracingState = { image: null, trace: null, problem: null };

export class Tracing {
  readonly store: StoreApi<TracingState> = createStore<TracingState>(() => CLOSED);
  readonly #line: LabLine;
  readonly #look = latestOnly(({ image }: { readonly image: number }) => this.#trace(image));

  constructor(line: LabLine) {
    this.#line = line;
  }

  open = (image: number): void => {
    this.store.setState({ ...CLOSED, image });
    this.refresh();
  };

  close = (): void => this.store.setState(CLOSED);

  /** θ or the weights have moved. */
  refresh = (): void => {
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
