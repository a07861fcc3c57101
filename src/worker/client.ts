/** The page's side of the workers: requests by Comlink, and events. Nothing else talks to them. */
import type { Changes } from '../experiments/config';
import * as Comlink from 'comlink';

import { FigureClient } from './figureClient';
import { Handover } from './handover';
import { endOf } from './lifeline';
import {
  hearWorker,
  type LabEvent,
  type LabRequests,
  type LabWorker,
  type LookName,
  type Looking,
  type LookReply,
  type LookRequest,
} from './protocol';

type Listener = (event: LabEvent) => void;

export class LabClient {
  readonly requests: LabRequests;
  /** Resolves with the reason, as the end of a sentence, when the lab's worker has failed or was ended. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #lab: Comlink.Remote<LabWorker>;
  readonly #listener: Listener;
  readonly #figures: FigureClient;
  #isOpen = true;

  /** Starts the lab's worker. What its helper reports of itself reaches the listener as `failure` events. */
  constructor(listener: Listener) {
    this.#listener = (event) => {
      if (this.#isOpen) listener(event);
    };
    this.#worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    this.#lab = Comlink.wrap<LabWorker>(this.#worker);
    this.requests = this.#requests(this.#lab);
    this.ended = endOf(this.#worker, (lock) => this.#lab.holdUntilEnd(lock));
    this.#figures = new FigureClient({
      listener: this.#listener,
      feed: (port) => this.#lab.drawFiguresOver(port && Comlink.transfer(port, [port])),
    });
    hearWorker(this.#worker, (event) => {
      // A step on the processor takes long enough for θ to feel stuck: the figure gets a worker of its own.
      if (event.type === 'backend' && event.backend.name !== 'webgpu' && navigator.hardwareConcurrency > 1) {
        void this.#figures.start(event.backend.name);
      }
      this.#listener(event);
    });
  }

  /** Redraws Figure 3 with other hot fields at once, where a figure worker draws it; otherwise does nothing. */
  preview = (changes: Changes): Promise<void> => this.#figures.preview(changes);

  /**
   * The lab’s requests. Those that look at one image are answered by the figure worker, as soon as it has networks;
   * those with files send them in parts.
   */
  #requests(lab: Comlink.Remote<LabWorker>): LabRequests {
    const handover = new Handover((part) => lab.handOver(part));
    const ours: Looking & Pick<LabRequests, 'loadFiles' | 'readSecond'> = {
      look: async <N extends LookName>(name: N, request: LookRequest<N>) =>
        (await this.#figures.look(name, request)) ??
        (lab.look(name, request) as Promise<LookReply<N> | null>),
      loadFiles: (files, name) => handover.request(files, (last) => lab.loadFiles(last, name)),
      readSecond: (files, name) => handover.request(files, (last) => lab.readSecond(last, name)),
    };
    const requests = new Proxy(lab, {
      get: (target, name) => Reflect.get(name in ours ? ours : target, name) as unknown,
    });
    // Comlink’s types forget which reply goes with which name.
    return requests as unknown as LabRequests;
  }

  /** Ends both workers; nothing is heard of them any more, and requests under way are never answered. */
  close = (): void => {
    this.#isOpen = false;
    this.#worker.terminate();
    this.#figures.close();
  };
}
