/**
 * What small patches look like, without training: their likeness to some patches of the images themselves, in the manner of
 * Coates, Lee and Ng’s single-layer features (AISTATS 2011). Each of these stands beside its three turns, so that the
 * features of a turned image are those of the image in another order, exactly: one pass does for all four.
 */
import type { Random } from '../../base/random';
import { PATCH, PLACES, placeBefore, SIDE, STRIDE, turned } from './views';

/** Patches that others are compared with, their turns not counted. */
const COMPARED = 32;
/** Features of a patch: number 4b + t belongs to patch b turned to the left by t quarters. */
export const FEATURES = 4 * COMPARED;
/** Values of a patch. */
const VALUES = PATCH * PATCH * 3;
/** Variance, of values in [0, 1], below which a patch counts as plain: about ten steps of 255, squared. */
const PLAIN = (10 / 255) ** 2;
/** Likeness below this counts for nothing. */
const THRESHOLD = 0.1;
/** Patches drawn for each that is kept, at most: plain ones say nothing. */
const DRAWS = 20;

export type Filters = readonly Float32Array[];

/**
 * Draws patches of images to compare others with, and turns each.
 *
 * @param views RGB [SIDE, SIDE, 3] in [0, 1] of an image; at least one
 * @returns [FEATURES][PATCH·PATCH·3], each with mean 0 in every colour and of length 1; all zero where everything is plain
 */
export function drawFilters(views: readonly Float32Array[], random: Random): Filters {
  return Array.from({ length: COMPARED }, () => drawPatch(views, random)).flatMap((patch) =>
    [0, 1, 2, 3].map((quarters) => turned(patch, PATCH, quarters)),
  );
}

function drawPatch(views: readonly Float32Array[], random: Random): Float32Array {
  const patch = new Float32Array(VALUES);
  for (let draw = 0; draw < DRAWS; draw++) {
    const view = views[random.integer(views.length)]!;
    const [row, column] = [random.integer(SIDE - PATCH + 1), random.integer(SIDE - PATCH + 1)];
    if (cut(view, row, column, patch) > PLAIN) break;
  }
  return patch;
}

/** The features of every patch of a view: [PLACES·PLACES, FEATURES], at least 0. */
export function localFeatures(view: Float32Array, filters: Filters): Float32Array {
  const features = new Float32Array(PLACES * PLACES * FEATURES);
  const patch = new Float32Array(VALUES);
  for (let place = 0; place < PLACES * PLACES; place++) {
    cut(view, Math.floor(place / PLACES) * STRIDE, (place % PLACES) * STRIDE, patch);
    for (const [k, filter] of filters.entries()) {
      let likeness = -THRESHOLD;
      for (let i = 0; i < VALUES; i++) likeness += filter[i]! * patch[i]!;
      if (likeness > 0) features[place * FEATURES + k] = likeness;
    }
  }
  return features;
}

/** Where the feature of a patch stands before it is turned to the left by so many quarters. */
function featureBefore(feature: number, quarters: number): number {
  return (feature & ~3) | ((feature - quarters) & 3);
}

/**
 * What the features become where what they are of is turned to the left by so many quarters: a whole view, or one patch.
 *
 * @param features [places·places, FEATURES]
 */
export function turnedFeatures(features: Float32Array, quarters: number): Float32Array {
  const places = Math.sqrt(features.length / FEATURES);
  const result = new Float32Array(features.length);
  for (let place = 0; place < places * places; place++) {
    const [to, from] = [place * FEATURES, placeBefore(place, places, quarters) * FEATURES];
    for (let k = 0; k < FEATURES; k++) result[to + k] = features[from + featureBefore(k, quarters)]!;
  }
  return result;
}

/**
 * Writes a patch of the view, less its mean in every colour and over the root of its variance; plain ones stay small.
 *
 * @returns the variance before that
 */
function cut(view: Float32Array, row: number, column: number, patch: Float32Array): number {
  for (let y = 0; y < PATCH; y++) {
    const from = ((row + y) * SIDE + column) * 3;
    patch.set(view.subarray(from, from + PATCH * 3), y * PATCH * 3);
  }
  let sum = 0;
  for (let colour = 0; colour < 3; colour++) {
    let mean = 0;
    for (let i = colour; i < VALUES; i += 3) mean += patch[i]!;
    mean /= PATCH * PATCH;
    for (let i = colour; i < VALUES; i += 3) {
      patch[i]! -= mean;
      sum += patch[i]! ** 2;
    }
  }
  const variance = sum / VALUES;
  const scale = 1 / Math.sqrt(VALUES * (variance + PLAIN));
  for (let i = 0; i < VALUES; i++) patch[i]! *= scale;
  return variance;
}
