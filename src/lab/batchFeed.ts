/**
 * The augmented batches of a run, in the order that its seed gives. One may be made ahead while a GPU computes; what
 * the feed says of itself is then still as if it had not been drawn.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { augmentBatch } from '../data/augment';
import { BatchSampler, type BatchSamplerState } from '../data/batches';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';

/** Share of the newest step in the smoothed waiting time. */
const SMOOTHING = 0.1;

/** Plain data for a checkpoint. */
export interface FeedState {
  readonly sampler: BatchSamplerState;
  /** Of the generator that draws crops, flips and colours. */
  readonly augmentation: readonly number[];
}

interface ReadyBatch {
  readonly values: Float32Array<ArrayBuffer>;
  /** The feed as it was before this batch was drawn. */
  readonly before: FeedState;
}

export class BatchFeed {
  readonly #images: ImageSet;
  #sampler: BatchSampler;
  #augmentation: Random;
  #ready: ReadyBatch | null = null;
  #waited: number | null = null;

  /** The generators belong to the feed from now on. */
  constructor(images: ImageSet, sampler: BatchSampler, augmentation: Random) {
    this.#images = images;
    this.#sampler = sampler;
    this.#augmentation = augmentation;
  }

  static restore(images: ImageSet, { sampler, augmentation }: FeedState): BatchFeed {
    return new BatchFeed(images, BatchSampler.restore(sampler), Random.fromState(augmentation));
  }

  get state(): FeedState {
    return this.#ready?.before ?? this.#drawn();
  }

  /** Passes over the images so far, fractional. */
  get epoch(): number {
    const { epochs, position, count } = this.state.sampler;
    return epochs + position / count;
  }

  /** Time that a step waited for its batch, in milliseconds, smoothed; 0 before the first. */
  get stallMilliseconds(): number {
    return this.#waited ?? 0;
  }

  /** The next batch, [batchSize, p, p, 3] in [−1, 1]; the caller's to dispose. */
  next(config: Config): tf.Tensor4D {
    const started = performance.now();
    const { values } = this.#ready ?? this.#draw(config);
    this.#ready = null;
    this.#noteWait(performance.now() - started);
    const { pixels } = SIZES[config.size];
    return tf.tensor4d(values, [config.batchSize, pixels, pixels, 3]);
  }

  /** Makes the next batch ahead of its step. */
  prepare(config: Config): void {
    this.#ready ??= this.#draw(config);
  }

  /** Throws away a batch that was made ahead: the settings that it was drawn with no longer hold. */
  discard(): void {
    if (!this.#ready) return;
    const { sampler, augmentation } = this.#ready.before;
    this.#sampler = BatchSampler.restore(sampler);
    this.#augmentation = Random.fromState(augmentation);
    this.#ready = null;
  }

  /** Takes another order of the images; crops and colours go on as they were. */
  reorder(sampler: BatchSampler): void {
    this.discard();
    this.#sampler = sampler;
  }

  #drawn(): FeedState {
    return { sampler: this.#sampler.state, augmentation: this.#augmentation.state };
  }

  #draw(config: Config): ReadyBatch {
    const before = this.#drawn();
    const { pixels } = SIZES[config.size];
    const indices = this.#sampler.next();
    return { before, values: augmentBatch(this.#images, indices, config, pixels, this.#augmentation) };
  }

  #noteWait(milliseconds: number): void {
    const before = this.#waited ?? milliseconds;
    this.#waited = before + SMOOTHING * (milliseconds - before);
  }
}
