/**
 * How well the rotation of images can be told from patches alone, and from whole images: a shortcut score (thesis §4.2.3 and
 * §4.3, Figure 4.5; how it is measured is ours). A rotation that patches give away teaches nothing of the whole.
 */
import { Random } from '../../base/random';
import type { Sliced } from '../../base/slices';
import type { ImageSet } from '../../data/imageSet';
import { bootstrapMean, type Estimate } from '../bootstrap';
import { wilsonInterval } from '../metrics';
import { drawFilters, FEATURES, localFeatures, turnedFeatures, type Filters } from './localFeatures';
import { learnTurns, toldUpright, TurnedRows, TURNS, type TurnScorer } from './turns';
import { PLACES, SIDE, turned, viewer } from './views';

/** Chance among four rotations. */
export const GUESS = 1 / TURNS;

/** Accuracies in [0, 1] with their 95 % intervals. */
export interface RotationTold {
  readonly learnt: number;
  readonly judged: number;
  /** From one patch, wherever it is. */
  readonly onePatch: Estimate;
  /** From all patches of an image, without knowing where each is. */
  readonly patches: Estimate;
  /** From the same patches and the colours around, knowing where each is. */
  readonly whole: Estimate;
}

/** It is the images’, and no run’s: the division is always the same. */
const SEED = 1;
/** Images at most; half of them learn. */
const MOST = 600;
/** Below it nothing can be told. */
export const FEWEST = 100;
/** Patches learnt from of each image. */
const LEARNT_PATCHES = 8;
/** Views that patches to compare with are drawn from. */
const COMPARED_VIEWS = 64;
/** A whole image is seen as three bands of places each way. */
const BANDS = 3;
const REGION = FEATURES + 3;
const WHOLE = BANDS * BANDS * REGION;

/** Null where there are fewer than FEWEST images. The same images give the same numbers on every machine. */
export async function* tellRotation(images: ImageSet): Sliced<RotationTold | null> {
  if (images.count < FEWEST) return null;
  const random = Random.forPurpose(SEED, 'statistics/rotation');
  const chosen = images.spread(MOST);
  const order = Array.from(random.permutation(chosen.length), (i) => chosen[i]!);
  const half = Math.floor(order.length / 2);
  const [learnt, judged] = [order.slice(0, half), order.slice(half)];
  const view = viewer(images);
  const filters = drawFilters(
    learnt.slice(0, COMPARED_VIEWS).map((image) => view(image).slice()),
    random,
  );
  const scorers = yield* learn(learnt, view, filters, random);
  const told = { onePatch: [] as number[], patches: [] as number[], whole: [] as number[] };
  for (const [i, image] of judged.entries()) {
    const { onePatch, patches, whole } = judge(view(image), filters, scorers);
    told.onePatch.push(onePatch);
    told.patches.push(patches);
    told.whole.push(whole);
    yield { what: 'turns', done: learnt.length + i, total: order.length };
  }
  return {
    ...{ learnt: learnt.length, judged: judged.length },
    onePatch: bootstrapMean(told.onePatch, Random.forPurpose(SEED, 'statistics/bootstrap')),
    patches: shareOf(told.patches),
    whole: shareOf(told.whole),
  };
}

interface Scorers {
  readonly patch: TurnScorer;
  readonly whole: TurnScorer;
}

async function* learn(
  learnt: readonly number[],
  view: (image: number) => Float32Array,
  filters: Filters,
  random: Random,
): Sliced<Scorers> {
  const patches = new Float32Array(learnt.length * LEARNT_PATCHES * TURNS * FEATURES);
  const wholes = new Float32Array(learnt.length * TURNS * WHOLE);
  for (const [i, image] of learnt.entries()) {
    const seen = view(image);
    const features = localFeatures(seen, filters);
    wholeTurns(seen, features).forEach((whole, turn) => wholes.set(whole, (i * TURNS + turn) * WHOLE));
    for (let p = 0; p < LEARNT_PATCHES; p++) {
      const first = (i * LEARNT_PATCHES + p) * TURNS;
      const place = random.integer(PLACES * PLACES);
      patchTurns(features, place).forEach((patch, turn) => patches.set(patch, (first + turn) * FEATURES));
    }
    yield { what: 'turns', done: i, total: 2 * learnt.length };
  }
  return {
    patch: yield* learnTurns(new TurnedRows(patches, FEATURES)),
    whole: yield* learnTurns(new TurnedRows(wholes, WHOLE)),
  };
}

/** How far each tells upright right: of the patches one by one, their mean. */
function judge(view: Float32Array, filters: Filters, scorers: Scorers) {
  const features = localFeatures(view, filters);
  const sums = new Float64Array(TURNS);
  let onePatch = 0;
  for (let place = 0; place < PLACES * PLACES; place++) {
    const scores = patchTurns(features, place).map(scorers.patch);
    scores.forEach((score, turn) => (sums[turn]! += score));
    onePatch += toldUpright(scores) / PLACES ** 2;
  }
  return {
    onePatch,
    // Logarithms of probabilities but for a constant: patches that were independent would tell it so.
    patches: toldUpright(sums),
    whole: toldUpright(wholeTurns(view, features).map(scorers.whole)),
  };
}

/** The features of one patch, and of its turns. */
function patchTurns(features: Float32Array, place: number): Float32Array[] {
  const patch = features.subarray(place * FEATURES, (place + 1) * FEATURES);
  return Array.from({ length: TURNS }, (_, turn) => turnedFeatures(patch, turn));
}

/** The features of a whole view, and of its turns: [WHOLE] each. */
function wholeTurns(view: Float32Array, features: Float32Array): Float32Array[] {
  return Array.from({ length: TURNS }, (_, turn) =>
    wholeFeatures(turned(view, SIDE, turn), turnedFeatures(features, turn)),
  );
}

/** Sums of the patches’ features and of the colours in each of 3 × 3 regions. */
function wholeFeatures(view: Float32Array, features: Float32Array): Float32Array {
  const whole = new Float32Array(WHOLE);
  const add = (values: Float32Array, side: number, depth: number, offset: number): void => {
    for (let i = 0; i < values.length; i++) {
      const place = Math.floor(i / depth);
      const region = BANDS * bandOf(Math.floor(place / side), side) + bandOf(place % side, side);
      whole[region * REGION + offset + (i % depth)]! += values[i]!;
    }
  };
  add(features, PLACES, FEATURES, 0);
  add(view, SIDE, 3, FEATURES);
  return whole;
}

/** The same from either end: of 7 places 2, 3 and 2, of 32 pixels 11, 10 and 11. */
function bandOf(place: number, side: number): number {
  return Math.floor(((place + 0.5) * BANDS) / side);
}

function shareOf(right: readonly number[]): Estimate {
  const sum = right.reduce((all, one) => all + one, 0);
  return { value: sum / right.length, interval: wilsonInterval(sum, right.length) };
}
