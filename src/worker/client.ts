/** The page's side of the workers: requests by Comlink, events by ports of their own. Nothing else talks to them. */
import * as Comlink from 'comlink';
import type { Config } from '../experiments/config';
import {
  receiveEvents,
  type BackendName,
  type FigureWorker,
  type Inspecting,
  type LabEvent,
  type LabRequests,
  type LabWorker,
} from './protocol';

type Listener = (event: LabEvent) => void;

export class LabClient {
  readonly requests: LabRequests;
  /** Resolves with the reason, as the end of a sentence, when the lab's worker has failed or was ended. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #lab: Comlink.Remote<LabWorker>;
  readonly #listener: Listener;
  #isOpen = true;
  #figureWorker: Worker | null = null;
  #figures: Comlink.Remote<FigureWorker> | null = null;

  /** Starts the lab's worker. What its helper reports of itself reaches the listener as `failure` events. */
  constructor(listener: Listener) {
    this.#listener = (event) => {
      if (this.#isOpen) listener(event);
    };
    this.#worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    this.#lab = Comlink.wrap<LabWorker>(this.#worker);
    this.requests = this.#inspectingBeside(this.#lab);
    this.ended = new Promise((end) => {
      this.#worker.onerror = (event) => end(event.message || 'it gave no reason.');
      this.#worker.onmessageerror = () => end('a message from it could not be read.');
      void this.#watch().then(end);
    });
    void this.#lab.listen(
      eventPort((event) => {
        // A step on the processor takes long enough for θ to feel stuck: the figure gets a worker of its own.
        if (
          event.type === 'backend' &&
          event.backend.name !== 'webgpu' &&
          navigator.hardwareConcurrency > 1
        ) {
          void this.#startFigures(event.backend.name);
        }
        this.#listener(event);
      }),
    );
  }

  /** Redraws Figure 3 with other hot fields at once, where a figure worker draws it; otherwise does nothing. */
  preview = async (changes: Partial<Config>): Promise<void> => {
    await this.#figures?.preview(changes);
  };

  /** The lab’s requests, where the figure worker answers those that look at one image, as soon as it has networks. */
  #inspectingBeside(lab: Comlink.Remote<LabWorker>): LabRequests {
    const inspecting: Inspecting = {
      inspect: async (request) => (await this.#figures?.inspect(request)) ?? lab.inspect(request),
      paint: async (request) => (await this.#figures?.paint(request)) ?? lab.paint(request),
    };
    return new Proxy(lab, {
      get: (target, name) => Reflect.get(name in inspecting ? inspecting : target, name) as unknown,
    });
  }

  /** Ends both workers; nothing is heard of them any more, and requests under way are never answered. */
  close = (): void => {
    this.#isOpen = false;
    this.#worker.terminate();
    this.#figureWorker?.terminate();
  };

  /**
   * Resolves when the worker is gone. Browsers end workers without any event, as when memory runs out; but with a
   * worker end its locks, so the page waits for one that the worker holds.
   */
  async #watch(): Promise<string> {
    // Absent where the page is not served securely.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return new Promise(() => undefined);
    const name = `artifact-lab.worker.${crypto.randomUUID()}`;
    await this.#lab.holdUntilEnd(name);
    return locks.request(name, () => 'the browser ended it, perhaps for want of memory.');
  }

  async #startFigures(backend: BackendName): Promise<void> {
    const worker = new Worker(new URL('./figure.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => this.#listener(failure(event.message || 'it gave no reason'));
    this.#figureWorker = worker;
    const figures = Comlink.wrap<FigureWorker>(worker);
    const { port1, port2 } = new MessageChannel();
    try {
      await figures.open(backend, eventPort(this.#listener), Comlink.transfer(port1, [port1]));
      await this.#lab.drawFiguresOver(Comlink.transfer(port2, [port2]));
      this.#figures = figures;
    } catch (error) {
      worker.terminate();
      this.#listener(failure(String(error)));
    }
  }
}

/** A port to hand to a worker, whose events reach the listener. */
function eventPort(listener: Listener): MessagePort {
  const { port1, port2 } = new MessageChannel();
  receiveEvents(port1, listener);
  return Comlink.transfer(port2, [port2]);
}

function failure(reason: string): LabEvent {
  const what = `The worker that draws Figure 3 has stopped: ${reason}.`;
  return {
    type: 'failure',
    failure: { what, todo: 'Training is not affected; reload the page to see the figure follow θ again.' },
  };
}
