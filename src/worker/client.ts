/** The page's side of the worker: requests by Comlink, events by a port of their own. Nothing else talks to it. */
import * as Comlink from 'comlink';
import { receiveEvents, type LabEvent, type LabRequests, type LabWorker } from './protocol';

export class LabClient {
  readonly requests: LabRequests;

  /** Starts the worker. Errors that no request can report reach the listener as `failure` events. */
  constructor(listener: (event: LabEvent) => void) {
    const worker = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) =>
      listener(failure(`The lab’s worker stopped: ${event.message || 'no reason given'}.`));
    worker.onmessageerror = () => listener(failure('A message from the lab’s worker could not be read.'));

    const endpoint = Comlink.wrap<LabWorker>(worker);
    const { port1, port2 } = new MessageChannel();
    receiveEvents(port1, listener);
    void endpoint.listen(Comlink.transfer(port2, [port2]));
    this.requests = endpoint;
  }
}

function failure(what: string): LabEvent {
  return {
    type: 'failure',
    failure: { what, todo: 'Reload the page; the link in the address bar keeps the settings.' },
  };
}
