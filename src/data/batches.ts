import { Random } from '../base/random';

/** All that a sampler is; plain data for a checkpoint. */
export interface BatchSamplerState {
  readonly count: number;
  readonly batchSize: number;
  /** The generator as it was before the present epoch's shuffle. */
  readonly random: readonly number[];
  /** Epochs finished before the present one. */
  readonly epochs: number;
  /** Images of the present epoch already handed out, 0 … count. */
  readonly position: number;
}

/**
 * Hands out image indices in seeded random order: every image once per epoch, a new order for each. Batches run
 * over the end of an epoch, so all have the same size, which may exceed the number of images.
 */
export class BatchSampler {
  readonly #count: number;
  readonly #batchSize: number;
  readonly #random: Random;
  #shuffleState: readonly number[];
  #order: Uint32Array;
  #epochs = 0;
  #position = 0;

  /** `random` belongs to the sampler from now on. Throws a RangeError without images or with an empty batch. */
  constructor(count: number, batchSize: number, random: Random) {
    if (!(count >= 1 && batchSize >= 1)) {
      throw new RangeError(`Cannot draw batches of ${batchSize} from ${count} images.`);
    }
    this.#count = count;
    this.#batchSize = batchSize;
    this.#random = random;
    this.#shuffleState = random.state;
    this.#order = random.permutation(count);
  }

  /** A sampler that goes on exactly where the saved one was. */
  static restore(state: BatchSamplerState): BatchSampler {
    const sampler = new BatchSampler(state.count, state.batchSize, Random.fromState(state.random));
    sampler.#epochs = state.epochs;
    sampler.#position = state.position;
    return sampler;
  }

  get state(): BatchSamplerState {
    return {
      count: this.#count,
      batchSize: this.#batchSize,
      random: this.#shuffleState,
      epochs: this.#epochs,
      position: this.#position,
    };
  }

  /** Passes over the images so far, fractional. */
  get epoch(): number {
    return this.#epochs + this.#position / this.#count;
  }

  /** The next batch of image indices, [batchSize]. */
  next(): Uint32Array {
    const batch = new Uint32Array(this.#batchSize);
    for (let filled = 0; filled < batch.length;) {
      if (this.#position === this.#count) this.#beginEpoch();
      const taken = this.#order.subarray(this.#position, this.#position + batch.length - filled);
      batch.set(taken, filled);
      filled += taken.length;
      this.#position += taken.length;
    }
    return batch;
  }

  #beginEpoch(): void {
    this.#shuffleState = this.#random.state;
    this.#order = this.#random.permutation(this.#count);
    this.#epochs++;
    this.#position = 0;
  }
}
