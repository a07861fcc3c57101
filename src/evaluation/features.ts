/**
 * What the probes read: the maps of the frozen networks, resized as for Tables 4 and 5 of the paper (Zhang et al.'s
 * protocol), and the pixels themselves as a baseline.
 */
import * as tf from '@tensorflow/tfjs-core';
import { centralView, type ImageView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';
import type { Parameters } from '../networks/parameters';
import type { Networks } from '../networks/networks';
import type { Reading } from '../networks/reading';
import { resizeMap } from './resizeMap';
import type { Sliced } from '../base/slices';

/** Stands among the layers for the image as the networks see it. */
export const PIXELS = 'pixels';

/** All that can be extracted: the layers that a method is judged by, those beside them, and the image. */
export function featureNames({ layers, beside }: Reading): string[] {
  return [...layers, ...Object.values(beside), PIXELS];
}

/** One layer's values for some images, row by row. */
export interface Features {
  readonly name: string;
  /** Images. */
  readonly count: number;
  /** Side of the maps, after resizing and as the network gave them. */
  readonly side: number;
  readonly originalSide: number;
  readonly channels: number;
  /** Views of each image whose maps these are, one after the other in the channels; absent: the central one. */
  readonly views?: number;
  /** What was done to the networks before they were taken, for a person; null or absent: nothing. */
  readonly preparation?: string | null;
  /** [count, side, side, channels], not normalised. */
  readonly data: Float32Array;
}

/** The networks of one experiment. They must not change during extraction: give a copy where training goes on. */
export interface FeatureSource {
  readonly config: Config;
  readonly networks: Networks;
  readonly reading: Reading;
}

/** The same with another network in place of the one that is read. */
export function withNetwork(source: FeatureSource, network: Parameters): FeatureSource {
  const { networks, reading } = source;
  return { ...source, networks: { ...networks, [reading.network]: network } };
}

export interface ExtractionOptions {
  /** Images of the set, in the order of the rows; all of them if absent. */
  readonly indices?: ArrayLike<number>;
  /** Values per image that a map is resized to; Infinity leaves maps as they are. */
  readonly values?: number;
  /** What the networks are given of each image; the central view if absent. */
  readonly views?: readonly ImageView[];
}

/** Values per image in Tables 4 and 5: 6×6×256. */
export const PROTOCOL_VALUES = 9216;

/** Pixels times squared width of C of what one slice computes; about 10 ms on wasm. */
const SLICE_WORK = 8 * 64 * 64 * (1 / 4) ** 2;

/**
 * Side to which a square map is resized: the whole number nearest to `values` in all, never more than it has.
 * At full width this gives conv1…conv5 the sides 10, 6, 5, 5, 6 of Zhang et al.
 */
export function resizedSide(side: number, channels: number, values = PROTOCOL_VALUES): number {
  return Math.max(1, Math.min(side, Math.round(Math.sqrt(values / channels))));
}

/**
 * Runs the networks over images and keeps the named layers. Views are central, batch normalisation uses its averages.
 * Maps larger than the protocol's are resized bilinearly with half-pixel centres.
 */
export async function* extractFeatures(
  source: FeatureSource,
  images: ImageSet,
  names: readonly string[],
  options: ExtractionOptions = {},
): Sliced<Map<string, Features>> {
  const { indices = images.spread(images.count), values, views = [centralView] } = options;
  const gathered = new Map<string, Features>();
  for (const [v, view] of views.entries()) {
    for (const { from, batch } of batches(source.config, images, indices, undefined, view)) {
      const maps = tf.tidy(() => probedMaps(source, names, batch, values));
      for (const [i, name] of names.entries()) {
        const { map, originalSide } = maps[i]!;
        const [, side, , depth] = map.shape;
        const data = await map.data<'float32'>();
        map.dispose();
        const channels = depth * views.length;
        const features = gathered.get(name) ?? {
          ...{ name, count: indices.length, side, originalSide, channels },
          ...(views.length > 1 && { views: views.length }),
          data: new Float32Array(indices.length * side * side * channels),
        };
        interleave(data, depth, features.data, { from: from * side * side, channels, offset: v * depth });
        gathered.set(name, features);
      }
      batch.dispose();
      const done = (v * indices.length + from + batch.shape[0]) / views.length;
      yield { what: 'features', done, total: indices.length };
    }
  }
  return gathered;
}

/** Writes values [positions, depth] into some channels of an array [·, channels], from a position on. */
function interleave(
  values: Float32Array,
  depth: number,
  into: Float32Array,
  { from, channels, offset }: { from: number; channels: number; offset: number },
): void {
  if (depth === channels) return into.set(values, from * channels);
  for (let position = 0; position * depth < values.length; position++) {
    const own = values.subarray(position * depth, (position + 1) * depth);
    into.set(own, (from + position) * channels + offset);
  }
}

/** Views of the images, by default central, as tensors [n, p, p, 3] in [−1, 1], as many at a time as make a slice. */
export function* batches(
  config: Config,
  images: ImageSet,
  indices: ArrayLike<number>,
  size = sliceSize(config),
  view: ImageView = centralView,
) {
  const { pixels } = SIZES[config.size];
  for (let from = 0; from < indices.length; from += size) {
    const some = Array.prototype.slice.call(indices, from, from + size) as number[];
    const seen = view(images, some, pixels);
    yield { from, batch: tf.tensor4d(seen, [some.length, pixels, pixels, 3]) };
  }
}

function sliceSize({ size }: Pick<Config, 'size'>): number {
  const { pixels, widths } = SIZES[size];
  return Math.max(1, Math.round(SLICE_WORK / (pixels * widths.trunk) ** 2));
}

/**
 * The named layers' maps of images [n, p, p, 3] in [−1, 1], resized as the probes read them, each with the side that the
 * network gave it. Differentiable.
 */
export function probedMaps(
  source: FeatureSource,
  names: readonly string[],
  x: tf.Tensor4D,
  values?: number,
): { map: tf.Tensor4D; originalSide: number }[] {
  return forward(source, names, x).map((map) => {
    const [, originalSide, , channels] = map.shape;
    const side = resizedSide(originalSide, channels, values);
    // A clone, so that the pixels outlive nobody else's batch.
    return { map: side === originalSide ? tf.clone(map) : resizeMap(map, side), originalSide };
  });
}

function forward({ config, networks, reading }: FeatureSource, names: readonly string[], x: tf.Tensor4D) {
  const layers = names.filter((name) => name !== PIXELS);
  const read = layers.length > 0 ? reading.maps(networks, config, x, layers) : {};
  return names.map((name) => (name === PIXELS ? x : read[name]!));
}
