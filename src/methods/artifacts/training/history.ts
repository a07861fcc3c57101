/**
 * A buffer of past corrupt images with their masks (§4.4, after SimGAN): part of what C sees as corrupt comes from
 * here, so that C does not forget artifacts that R has learnt to mend. The sizes and the rule are ours: a full
 * buffer overwrites random slots.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';

interface Entry {
  readonly image: tf.Tensor4D; // [1, p, p, 3]
  readonly mask: tf.Tensor4D; // [1, m, m, 1]
}

/** A type, not an interface: it is a record of tensors too. */
export type CorruptBatch = {
  readonly images: tf.Tensor4D;
  readonly masks: tf.Tensor4D;
};

export class History {
  readonly #capacity: number;
  readonly #entries: Entry[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.length;
  }

  /**
   * Replaces the last `share` of a fresh batch by entries of the buffer (as many as it has), then puts as many fresh
   * images into the buffer. The result is the caller's to dispose.
   */
  mix(fresh: CorruptBatch, share: number, random: Random): CorruptBatch {
    const n = fresh.images.shape[0];
    const wanted = Math.floor(n * share);
    const mixed = this.#replaceLast(fresh, Math.min(wanted, this.size), random);
    for (let i = 0; i < wanted; i++) this.#store(fresh, i, random);
    return mixed;
  }

  #replaceLast(fresh: CorruptBatch, count: number, random: Random): CorruptBatch {
    const kept = fresh.images.shape[0] - count;
    const past = [...random.permutation(this.size).subarray(0, count)].map((slot) => this.#entries[slot]!);
    return tf.tidy(() => ({
      images: tf.concat([head(fresh.images, kept), ...past.map((entry) => entry.image)], 0),
      masks: tf.concat([head(fresh.masks, kept), ...past.map((entry) => entry.mask)], 0),
    }));
  }

  #store(fresh: CorruptBatch, index: number, random: Random): void {
    const entry: Entry = { image: single(fresh.images, index), mask: single(fresh.masks, index) };
    if (this.size < this.#capacity) {
      this.#entries.push(entry);
      return;
    }
    const slot = random.integer(this.#capacity);
    tf.dispose({ ...this.#entries[slot]! });
    this.#entries[slot] = entry;
  }

  /** All entries in the order of their slots, [size, …]; null while it is empty. The result is the caller's to dispose. */
  read(): CorruptBatch | null {
    if (this.size === 0) return null;
    return tf.tidy(() => ({
      images: tf.concat(this.#entries.map((entry) => entry.image)),
      masks: tf.concat(this.#entries.map((entry) => entry.mask)),
    }));
  }

  /** Fills an empty buffer with what `read` gave. Throws a RangeError if it is more than there are slots. */
  restore({ images, masks }: CorruptBatch): void {
    const size = images.shape[0];
    if (size > this.#capacity || masks.shape[0] !== size) {
      throw new RangeError(`${size} past images do not fit a history of ${this.#capacity}.`);
    }
    for (let i = 0; i < size; i++) {
      this.#entries.push({ image: single(images, i), mask: single(masks, i) });
    }
  }

  dispose(): void {
    for (const entry of this.#entries) tf.dispose({ ...entry });
    this.#entries.length = 0;
  }
}

/** The first `count` of a batch. */
function head(batch: tf.Tensor4D, count: number): tf.Tensor4D {
  return tf.slice(batch, [0, 0, 0, 0], [count, -1, -1, -1]);
}

/** One of a batch, outliving the tidy around the step. */
function single(batch: tf.Tensor4D, index: number): tf.Tensor4D {
  return tf.keep(tf.slice(batch, [index, 0, 0, 0], [1, -1, -1, -1]));
}
