/**
 * What evaluation reads of networks, whichever method they belong to: maps by the name of their layer, and the logits of
 * a decision.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import type { NormMode } from './layers';
import type { Networks } from './networks';
import type { Parameters } from './parameters';
import { FEATURE_LAYERS, trunkMaps, type FeatureHook } from './trunk';

interface ReadingOptions {
  /** Where normalisation takes its statistics from; `inference` if absent. */
  readonly mode?: NormMode;
  /** May replace the map of each layer. */
  readonly hook?: FeatureHook;
}

/** How the networks of a method are read. */
export interface Reading<C extends Config = Config> {
  /** Layers whose features the method is judged by, from the image upwards. */
  readonly layers: readonly string[];
  /** Letter of the network that they belong to. Its parameters are named `letter/layer/…`. */
  readonly network: string;
  /** The layer that stands for the network where only one is looked at. */
  readonly judged: string;
  /** Layers of other networks that are compared with them, by what they are called in tables. */
  readonly beside: Readonly<Record<string, string>>;
  /**
   * Maps of images [n, p, p, 3] in [−1, 1], each [n, h, w, c]. Differentiable. Networks of which no layer is asked for are not
   * run.
   */
  maps(
    networks: Networks,
    config: C,
    images: tf.Tensor4D,
    layers: readonly string[],
    options?: ReadingOptions,
  ): Readonly<Record<string, tf.Tensor4D>>;
  /** Logits [n, decisions] of images [n, p, p, 3] in [−1, 1], each judged by itself. Differentiable. */
  logits(networks: Networks, config: C, images: tf.Tensor4D, hook?: FeatureHook): tf.Tensor2D;
  /** Where the decision is the network’s own about an image as it is: then one can ask where it looks for that. */
  readonly decisions?: Decisions<C>;
  /** The rate at which that network began to learn, which fine-tuning begins with, too. */
  learningRate(config: C): number;
}

/** What the logits of a method decide. */
interface Decisions<C extends Config> {
  /** What each logit is of, in a word. */
  names(config: C): readonly string[];
  /**
   * What the figure makes of its images: for each decision, in their order, pictures [n, p, p, 3] for which it is right.
   * Called within a tidy.
   *
   * @param originals [n, p, p, 3] in [−1, 1] @param pinned their indices in the set
   */
  examples(
    networks: Networks,
    config: C,
    originals: Float32Array,
    pinned: readonly number[],
  ): readonly tf.Tensor4D[];
}

/** Maps of a trunk's layers, by name. Throws, naming it, for a layer that the trunk does not have. */
export function readTrunk(
  network: Parameters,
  letter: string,
  { size }: Pick<Config, 'size'>,
  images: tf.Tensor4D,
  layers: readonly string[],
  { mode = 'inference', hook }: ReadingOptions = {},
): Readonly<Record<string, tf.Tensor4D>> {
  const known = layers.map((layer) => {
    const found = FEATURE_LAYERS.find((one) => one === layer);
    if (!found) throw new Error(`The networks have no layer “${layer}”.`);
    return found;
  });
  const maps = trunkMaps(network, letter, size, images, mode, 1, hook);
  return Object.fromEntries(known.map((layer) => [layer, maps[layer]]));
}
