/** The page's side of the workers: requests by Comlink, events by ports of their own. Nothing else talks to them. */
import * as Comlink from 'comlink';
import type { Config } from '../experiments/config';
import {
  receiveEvents,
  type BackendName,
  type FigureWorker,
  type LabEvent,
  type LabRequests,
  type LabWorker,
} from './protocol';

type Listener = (event: LabEvent) => void;

export class LabClient {
  readonly requests: LabRequests;
  readonly #lab: Comlink.Remote<LabWorker>;
  readonly #listener: Listener;
  #figures: Comlink.Remote<FigureWorker> | null = null;

  /** Starts the lab's worker. Errors that no request can report reach the listener as `failure` events. */
  constructor(listener: Listener) {
    this.#listener = listener;
    const worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    this.#lab = wrap<LabWorker>(worker, listener);
    this.requests = this.#lab;
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
        listener(event);
      }),
    );
  }

  /** Redraws Figure 3 with other hot fields at once, where a figure worker draws it; otherwise does nothing. */
  preview = async (changes: Partial<Config>): Promise<void> => {
    await this.#figures?.preview(changes);
  };

  async #startFigures(backend: BackendName): Promise<void> {
    const worker = new Worker(new URL('./figure.worker.ts', import.meta.url), { type: 'module' });
    const figures = wrap<FigureWorker>(worker, this.#listener);
    const { port1, port2 } = new MessageChannel();
    try {
      await figures.open(backend, eventPort(this.#listener), Comlink.transfer(port1, [port1]));
      await this.#lab.drawFiguresOver(Comlink.transfer(port2, [port2]));
      this.#figures = figures;
    } catch (error) {
      worker.terminate();
      this.#listener(failure(`Figure 3 could not get a worker of its own: ${String(error)}.`));
    }
  }
}

function wrap<T>(worker: Worker, listener: Listener): Comlink.Remote<T> {
  worker.onerror = (event) => listener(failure(`A worker stopped: ${event.message || 'no reason given'}.`));
  worker.onmessageerror = () => listener(failure('A message from a worker could not be read.'));
  return Comlink.wrap<T>(worker);
}

/** A port to hand to a worker, whose events reach the listener. */
function eventPort(listener: Listener): MessagePort {
  const { port1, port2 } = new MessageChannel();
  receiveEvents(port1, listener);
  return Comlink.transfer(port2, [port2]);
}

function failure(what: string): LabEvent {
  return {
    type: 'failure',
    failure: { what, todo: 'Reload the page; the link in the address bar keeps the settings.' },
  };
}
