/** The line to the lab: requests that end when its worker does, and another worker in its place. */
import type { Changes, Config } from '../experiments/config';
import type { LabRequests, MachineWishes } from '../worker/protocol';

export interface LabConnection {
  readonly requests: LabRequests;
  /** Redraws Figure 3 with other hot fields before the lab has heard of them, where that is possible. */
  readonly preview: (changes: Changes) => Promise<void>;
  /** Resolves with the reason if the lab’s worker ends unasked. */
  readonly ended: Promise<string>;
  /** Ends the workers. */
  readonly close: () => void;
}

/** What a request rejects with when the worker ends under it. The end itself is told once, by `onEnd`. */
export class LabEnded extends Error {}

export class LabLine {
  readonly #connect: () => LabConnection;
  readonly #onEnd: (reason: string) => void;
  #connection: LabConnection | null = null;
  /** Opens another worker as the last one was opened; there once a worker has ended. */
  #reopen: (() => Promise<void>) | null = null;
  #opened: Promise<void> = Promise.reject(new LabEnded('The lab was not opened.'));

  /** @param onEnd hears why a worker ended unasked; `open`, or the next request, puts another in its place */
  constructor(connect: () => LabConnection, onEnd: (reason: string) => void) {
    this.#connect = connect;
    this.#onEnd = onEnd;
    this.#opened.catch(() => undefined); // nobody waits for it yet
  }

  /** Starts a worker and opens a lab in it, in place of the one before; `wishes` are asked for again at each start. */
  open(config: Config, wishes: () => MachineWishes): Promise<void> {
    this.#connection?.close();
    const connection = this.#connect();
    this.#connection = connection;
    this.#reopen = null;
    void connection.ended.then((reason) => {
      this.#reopen = () => this.open(config, wishes);
      this.#onEnd(reason);
    });
    this.#opened = untilEnd(connection, connection.requests.open(config, wishes()));
    return this.#opened;
  }

  /** Makes a request once the lab is open. Rejects with LabEnded if the worker ends first. */
  async ask<Answer>(request: (lab: LabRequests) => Promise<Answer>): Promise<Answer> {
    await (this.#reopen?.() ?? this.#opened);
    const connection = this.#connection!;
    return untilEnd(connection, request(connection.requests));
  }

  async preview(changes: Changes): Promise<void> {
    const connection = this.#connection;
    if (connection) await untilEnd(connection, connection.preview(changes));
  }
}

/** A worker that has ended never answers. */
function untilEnd<Answer>({ ended }: LabConnection, answer: Promise<Answer>): Promise<Answer> {
  const end = ended.then((reason): never => {
    throw new LabEnded(reason);
  });
  return Promise.race([answer, end]);
}
