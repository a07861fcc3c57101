/** The page's side of the figure worker, which is replaced when it ends. */
import * as Comlink from 'comlink';
import { messageOf } from '../base/messageOf';
import type { Changes } from '../experiments/config';
import { endOf } from './lifeline';
import {
  eventPort,
  type BackendName,
  type FigureWorker,
  type LabEvent,
  type LookName,
  type Looking,
  type LookReply,
  type LookRequest,
} from './protocol';

type Figures = Comlink.Remote<FigureWorker>;

/** A worker that ends this often within so long a time is not replaced: the lab draws the figure itself again. */
const MOST_ENDS = 3;
const WITHIN_MS = 10 * 60_000;

interface FigureHost {
  readonly listener: (event: LabEvent) => void;
  /** Makes the lab send its snapshots over this port; null: draw for itself. */
  readonly feed: (snapshots: MessagePort | null) => Promise<void>;
}

export class FigureClient implements Looking {
  readonly #host: FigureHost;
  #worker: Worker | null = null;
  /** The worker once it draws, and its end. */
  #drawing: { readonly figures: Figures; readonly ended: Promise<string> } | null = null;
  #ends: number[] = [];
  #isClosed = false;

  constructor(host: FigureHost) {
    this.#host = host;
  }

  /** Starts the worker, and another whenever it ends; nothing happens if one was started before. */
  async start(backend: BackendName): Promise<void> {
    if (this.#worker) return;
    while (!this.#isClosed) {
      const reason = await this.#untilEnd(backend);
      const now = performance.now();
      this.#ends = [...this.#ends.filter((end) => now - end < WITHIN_MS), now];
      if (this.#ends.length < MOST_ENDS) continue;
      await this.#host.feed(null);
      this.#host.listener(givenUp(reason));
      return;
    }
  }

  /** Redraws the figure with other hot fields at once; does nothing while no worker draws. */
  async preview(changes: Changes): Promise<void> {
    await this.#ask((figures) => figures.preview(changes));
  }

  look<N extends LookName>(name: N, request: LookRequest<N>): Promise<LookReply<N> | null> {
    return this.#ask((figures) => figures.look(name, request) as Promise<LookReply<N> | null>);
  }

  close(): void {
    this.#isClosed = true;
    this.#worker?.terminate();
  }

  /** Null where no worker draws, or it ends before it has answered. */
  async #ask<Answer>(request: (figures: Figures) => Promise<Answer>): Promise<Answer | null> {
    if (!this.#drawing) return null;
    const { figures, ended } = this.#drawing;
    return Promise.race([request(figures), ended.then(() => null)]);
  }

  /** The life of one worker; gives the reason of its end. */
  async #untilEnd(backend: BackendName): Promise<string> {
    const worker = new Worker(new URL('./figure.worker.ts', import.meta.url), { type: 'module' });
    this.#worker = worker;
    const figures = Comlink.wrap<FigureWorker>(worker);
    const ended = endOf(worker, (lock) => figures.holdUntilEnd(lock));
    const drawn = this.#draw(figures, backend).then(() => {
      this.#drawing = { figures, ended };
      return ended;
    }, messageOf);
    const reason = await Promise.race([ended, drawn]);
    this.#drawing = null;
    worker.terminate();
    return reason;
  }

  async #draw(figures: Figures, backend: BackendName): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    await figures.open(backend, eventPort(this.#host.listener), Comlink.transfer(port1, [port1]));
    await this.#host.feed(port2);
  }
}

function givenUp(reason: string): LabEvent {
  const what = `The worker that draws Figure 3 has stopped ${MOST_ENDS} times: ${reason}`;
  const todo =
    'Training continues and draws it more slowly; reload the page to see it follow θ at once again.';
  return { type: 'failure', failure: { what, todo } };
}
