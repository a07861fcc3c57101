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
import type { DrawnBatch, Step } from '../training/method';
import { methodOf } from './works';

/** Of which a batch’s own generator has one. */
const SEEDS = 2 ** 31;

/** Share of the newest step in the smoothed waiting time. */
const SMOOTHING = 0.1;

/** Plain data for a checkpoint. */
export interface FeedState {
  readonly sampler: BatchSamplerState;
  /** Of the generator that draws crops, flips and colours. */
  readonly augmentation: readonly number[];
}

interface ReadyBatch extends Omit<DrawnBatch, 'labels'>, Partial<Pick<DrawnBatch, 'labels'>> {
  /** The feed as it was before this batch was drawn. */
  readonly before: FeedState;
}

export class BatchFeed {
  readonly #images: ImageSet;
  readonly #trained: Uint32Array;
  #sampler: BatchSampler;
  #augmentation: Random;
  #ready: ReadyBatch | null = null;
  #waited: number | null = null;

  /**
   * The generators belong to the feed from now on.
   *
   * @param trained the images of the set that the sampler hands out, by their places here
   */
  constructor(images: ImageSet, trained: Uint32Array, sampler: BatchSampler, augmentation: Random) {
    this.#images = images;
    this.#trained = trained;
    this.#sampler = sampler;
    this.#augmentation = augmentation;
  }

  static restore(images: ImageSet, trained: Uint32Array, { sampler, augmentation }: FeedState): BatchFeed {
    return new BatchFeed(images, trained, BatchSampler.restore(sampler), Random.fromState(augmentation));
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

  /** The next batch. Its images are the caller's to dispose: [batchSize, p, p, 3] in [−1, 1], or what the method draws. */
  next(config: Config): Pick<Step, 'images' | 'labels'> {
    const started = performance.now();
    const { images, labels, side = SIZES[config.size].pixels } = this.#ready ?? this.#draw(config);
    this.#ready = null;
    this.#noteWait(performance.now() - started);
    return { images: tf.tensor4d(images, [images.length / (3 * side ** 2), side, side, 3]), labels };
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
    const indices = this.#sampler.next().map((place) => this.#trained[place]!);
    const images = augmentBatch(this.#images, indices, config, pixels, this.#augmentation);
    const method = methodOf(config);
    if (!method.draw) return { before, images };
    const random = new Random(this.#augmentation.integer(SEEDS));
    return { before, ...method.draw(images, config, random) };
  }

  #noteWait(milliseconds: number): void {
    const before = this.#waited ?? milliseconds;
    this.#waited = before + SMOOTHING * (milliseconds - before);
  }
}
