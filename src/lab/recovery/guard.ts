/**
 * Runs work on what is trained, and mends what goes wrong in it. Losing a device is nobody's fault: everything goes back
 * to its last point in memory on a new one. A loss that is no number would come again from the same draws, so what is
 * trained goes back and draws anew; the third time in a row it fails, at that point.
 */
import { messageOf } from '../../base/messageOf';
import type { Config } from '../../experiments/config';
import type { Position } from '../../experiments/position';
import { hasModuleFailed, OutOfMemory } from '../../kernels/wasmMemory';
import type { Device, Standing } from './device';
import type { Failure, Recovery } from '../events';
import {
  deviceRecovery,
  Explosion,
  ExplosionCount,
  explosionAdvice,
  explosionRecovery,
  smaller,
} from './trouble';

/** What is trained: a run, or two that go in step. */
export interface Trainee {
  /** That of whatever took the last step. */
  readonly config: Config;
  /** Where it can go back to. */
  readonly point: Position;
  /** Back to that point, on the device that is there now; with `stream`, what is drawn from there on is other. */
  goBack(stream: string | null): Promise<void>;
  /** Resolves when nothing of it is being read or written. */
  settled(): Promise<void>;
}

/** What came of some work; unless it is done, what it did since the last point is void. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'recovered'; readonly recovery: Recovery }
  | {
      readonly kind: 'failed';
      readonly error: unknown;
      readonly failure: Failure;
      /** Whether the trainee stands at its last point; otherwise nothing more can be done with it here. */
      readonly isSound: boolean;
    };

interface Guarding {
  /** Null while there is none. */
  readonly trainee: () => Trainee | null;
  /** To be called when the device is lost while no work may be under way: `during` is due, if only with nothing to do. */
  readonly hear: () => void;
  /** What a person can do when work fails for a reason of its own. */
  readonly todo: string;
  /** Of the device that the trainee was made on; by default the present one. */
  readonly generation?: number;
}

const DONE: Outcome = { kind: 'done' };

export class Guard {
  readonly #device: Device;
  readonly #guarding: Guarding;
  readonly #explosions = new ExplosionCount();
  /** Of the device that the trainee's tensors are on. */
  #generation: number;
  /** The trainee no longer uses the device. */
  readonly dispose: () => void;

  constructor(device: Device, guarding: Guarding) {
    this.#device = device;
    this.#guarding = guarding;
    this.#generation = guarding.generation ?? device.present;
    const settled = () => guarding.trainee()?.settled() ?? Promise.resolve();
    this.dispose = device.use({ hear: guarding.hear, settled });
  }

  /** Another trainee, made on a device of this generation, takes the place of the one before. */
  beginTrainee(generation: number): void {
    this.#explosions.begin();
    this.#generation = generation;
  }

  /** Whether the trainee's device is lost; waits as long as it may take until that is told. */
  isDeviceLost(): Promise<boolean> {
    return this.#device.isLost(this.#generation);
  }

  /** Throws where the trainee's device is lost: for long work, so that it ends at once. */
  assertDevice(): void {
    if (this.isBehind) throw new Error('The device is lost.');
  }

  /** Does work on the trainee, between any other of it, and mends what goes wrong in it or has gone wrong before. */
  async during(work: () => Promise<void>): Promise<Outcome> {
    const error = this.isBehind ? null : await this.#device.compute(() => this.#errorOf(work));
    try {
      if (this.isBehind) return await this.#recoverDevice();
      if (error instanceof Explosion) return await this.#recoverNumbers(error);
      return error === null ? DONE : await this.#giveUp(error, this.#guarding.todo);
    } catch (again) {
      const failure = { what: messageOf(again), todo: 'Reload the page, or start the program again.' };
      return { kind: 'failed', error: again, failure, isSound: false };
    }
  }

  /** Whether the trainee's device is lost, as far as that is told. */
  get isBehind(): boolean {
    return this.#generation !== this.#device.generation;
  }

  /** What the work threw, or null. */
  async #errorOf(work: () => Promise<void>): Promise<unknown> {
    try {
      await work();
      return null;
    } catch (error) {
      if (!(error instanceof Explosion)) await this.isDeviceLost();
      return error;
    }
  }

  async #recoverDevice(): Promise<Outcome> {
    const { loss, info } = await this.#moveOver();
    const trainee = this.#guarding.trainee();
    if (!trainee || !loss) return DONE;
    const { point, config } = trainee;
    return { kind: 'recovered', recovery: deviceRecovery(loss, info, point, config) };
  }

  /** To the device in the place of the one that was lost, which may be lost in turn meanwhile. */
  async #moveOver(): Promise<Standing> {
    for (;;) {
      const standing = await this.#device.replaced();
      try {
        await this.#guarding.trainee()?.goBack(null);
        this.#generation = standing.generation;
        return standing;
      } catch (error) {
        if (!(await this.#device.isLost(standing.generation))) throw error;
      }
    }
  }

  async #recoverNumbers(error: Explosion): Promise<Outcome> {
    const trainee = this.#guarding.trainee()!;
    await trainee.settled();
    const { point, config } = trainee;
    if (this.#explosions.add(error, point)) return this.#giveUp(error, explosionAdvice(error, config));
    const stream = `redraw ${this.#explosions.inARow} from ${point.phase} ${point.step}`;
    await trainee.goBack(stream);
    return { kind: 'recovered', recovery: explosionRecovery(error, point, stream, config) };
  }

  async #giveUp(error: unknown, todo: string): Promise<Outcome> {
    const trainee = this.#guarding.trainee();
    if (hasModuleFailed(error)) {
      this.#device.lose({ reason: 'module', message: error.message });
      await this.#moveOver();
    } else {
      await trainee?.settled();
      await trainee?.goBack(null);
    }
    const batchSize = trainee?.config.batchSize ?? 2;
    const failure = hasModuleFailed(error)
      ? { what: moduleTrouble(error), todo: `Take ${smaller(batchSize)}.` }
      : { what: messageOf(error), todo };
    return { kind: 'failed', error, failure, isSound: true };
  }
}

function moduleTrouble(error: Error): string {
  return error instanceof OutOfMemory
    ? error.message
    : `WebAssembly stopped within a step: ${error.message}.`;
}
