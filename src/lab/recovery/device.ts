/**
 * The device that everything of a lab computes on. When it is lost it is replaced once for all who have tensors on it,
 * as soon as none of them computes or reads; each of them then brings its own tensors back.
 */
import { restartBackend, startBackend, type BackendOptions } from '../../kernels/backend';
import type { MemoryLimits } from '../../kernels/backendInfo';
import { withCap } from '../../training/memory';
import type { BackendInfo } from '../events';
import { LossCount, type Loss } from './trouble';
import { yieldToHost } from '../yieldToHost';

/** A lost device makes work on it fail before it says that it is lost. */
const LOSS_TOLD_MS = 500;

/** A device, counted from the first one on, and why it took the place of the one before. */
export interface Standing {
  readonly generation: number;
  readonly info: BackendInfo;
  readonly loss: Loss | null;
}

/** Who has tensors on the device. */
export interface DeviceUser {
  /** Hears that the device is lost. */
  readonly hear: () => void;
  /** Resolves when nothing is being read from the device, nor from what was on it. */
  readonly settled: () => Promise<void>;
}

export class Device {
  readonly #tell: (info: BackendInfo) => void;
  readonly #users = new Set<DeviceUser>();
  readonly #computing = new Set<Promise<unknown>>();
  readonly #losses = new LossCount();
  #options: BackendOptions | null = null;
  #standing: Standing | null = null;
  #loss: Loss | null = null;
  /** Of the newest device, which may still have to be made. */
  #generation = 0;
  #replacing: Promise<Standing> | null = null;
  #cap: number | null = null;

  /** @param tell hears of each backend when it has started */
  constructor(tell: (info: BackendInfo) => void) {
    this.#tell = tell;
  }

  /** Throws one clear sentence if the wanted backend cannot run here. */
  async start(options: Omit<BackendOptions, 'onDeviceLost'>): Promise<void> {
    this.#options = { ...options, onDeviceLost: (loss) => this.lose(loss) };
    this.#stand(await startBackend(this.#options));
  }

  /** What runs now, within the memory that is allowed. Throws where nothing has been started. */
  get info(): BackendInfo {
    if (!this.#standing) throw new Error('The backend has not started yet.');
    return { ...this.#standing.info, limits: this.limits };
  }

  /** Of the backend, or what a person allows. */
  get limits(): MemoryLimits {
    return withCap(this.#standing?.info.limits, this.#cap);
  }

  /** Bytes of tensors that a person allows; null: all there are. */
  limitMemory(cap: number | null): void {
    this.#cap = cap;
  }

  /** @returns ends it */
  use(user: DeviceUser): () => void {
    this.#users.add(user);
    return () => void this.#users.delete(user);
  }

  /** The one to compute on, or that will be when the present one is replaced. */
  get generation(): number {
    return this.#generation;
  }

  /** The one that tensors are made on now; it may be lost already. */
  get present(): number {
    return this.#standing?.generation ?? 0;
  }

  /** Makes something on the device, on the next one where the first is lost meanwhile. Throws what `make` throws. */
  async make<T>(make: () => T | Promise<T>): Promise<{ readonly made: T; readonly generation: number }> {
    for (;;) {
      const generation = this.present;
      try {
        return { made: await make(), generation };
      } catch (error) {
        if (!(await this.isLost(generation))) throw error;
        await this.replaced();
      }
    }
  }

  /** Does work on the device, which is not replaced before it ends. */
  async compute<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    this.#computing.add(done);
    try {
      return await done;
    } finally {
      this.#computing.delete(done);
    }
  }

  /** The present device is of no more use. */
  lose(loss: Loss): void {
    this.#loss = loss;
    this.#generation++;
    for (const { hear } of this.#users) hear();
  }

  /** Whether a device is lost; waits as long as it may take until that is told. */
  async isLost(generation: number): Promise<boolean> {
    const until = performance.now() + LOSS_TOLD_MS;
    while (generation === this.#generation && performance.now() < until) await yieldToHost();
    return generation !== this.#generation;
  }

  /**
   * The device in the place of the one that was lost, made if it is not there yet. All tensors are gone by then. Throws
   * what the backend throws.
   */
  async replaced(): Promise<Standing> {
    if (this.#standing?.generation === this.#generation) return this.#standing;
    this.#replacing ??= this.#replace().finally(() => (this.#replacing = null));
    return this.#replacing;
  }

  async #replace(): Promise<Standing> {
    while (this.#computing.size > 0) await Promise.allSettled(this.#computing);
    await Promise.all([...this.#users].map((user) => user.settled()));
    const [loss, generation] = [this.#loss!, this.#generation];
    const tooOften = loss.reason !== 'module' && this.#losses.add(performance.now());
    if (tooOften) this.#options = { ...this.#options!, preference: 'wasm' };
    const info = await restartBackend(this.#options!);
    const why = tooOften ? 'The GPU failed too often; reload the page to try it again.' : info.why;
    return this.#stand({ ...info, why }, loss, generation);
  }

  #stand(info: BackendInfo, loss: Loss | null = null, generation = this.#generation): Standing {
    this.#standing = { generation, info, loss };
    this.#tell(info);
    return this.#standing;
  }
}
