/**
 * Do features see the whole, or its parts alone? A linear classifier on frozen features tells images from the same images with
 * their tiles permuted (thesis Figure 4.1): the patches are the same, only the arrangement differs.
 */
import { count } from '../../base/counted';
import { Random } from '../../base/random';
import { partOf, type Sliced } from '../../base/slices';
import { centralView, type ImageView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import { bootstrapMean, type Estimate } from '../bootstrap';
import { partsThatFit, readContestant, type Contestant } from '../contestants';
import type { Features } from '../features';
import { softmaxLoss } from '../logisticLoss';
import { argmaxRows } from '../metrics';
import { convexMethod, describeFeatures, fitAndPredict, PROBE_DEFAULTS, type Protocol } from '../probe';
import { fillSeams, shuffleTiles, type Tiling } from './tiles';

export interface ArrangementOptions extends Tiling {
  /**
   * `filled`: bands are filled in the originals, too, where the seams would be, so that nothing but the arrangement tells them
   * apart. `plain`: they stay as they are, as in the thesis; then the fill may give the others away.
   */
  readonly originals: 'filled' | 'plain';
  /** Divides the images and permutes the tiles. */
  readonly seed: number;
}

/** Of one network and layer. */
export interface ArrangementRow {
  readonly network: string;
  readonly title: string;
  readonly layer: string;
  /** Share told right of the images that were not learnt from, as they are and permuted; half is a guess. */
  readonly accuracy: Estimate;
  readonly trainingAccuracy: number;
  readonly about: Protocol;
}

/** Images of the set that are learnt from, and those that judge, as originals and permuted alike. */
interface Division {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** Labels of the two classes. */
const [ORIGINAL, PERMUTED] = [0, 1] as const;
const TRAINING_SHARE = 0.75;
/** Fewer tell nothing: then two would judge. */
const FEWEST = 8;

/** Tells each number as soon as it is known. Throws one sentence where there are too few images, or tiles do not fit. */
export async function* probeArrangement(
  contestants: readonly Contestant[],
  images: ImageSet,
  options: ArrangementOptions,
  onRow: (row: ArrangementRow) => void,
): Sliced<void> {
  const division = divide(images.count, options.seed);
  const parts = partsThatFit(contestants, 2 * images.count);
  const total = parts.reduce((sum, { layers }) => sum + 3 * layers.length, 0);
  let done = 0;
  for (const contestant of parts) {
    const { network, title, layers } = contestant;
    const weight = layers.length;
    const maps: Features[][] = [];
    const normalising = { images: division.training, called: 'training images, as they are' };
    for (const [v, view] of [originalView(options), permutedView(options)].entries()) {
      const adapts = contestant.adapts && v === 0; // and stays so
      const work = readContestant({ ...contestant, adapts }, images, normalising, null, [view]);
      const read = yield* partOf(work, { what: `features, ${title}`, done, weight, total });
      maps.push(read.map(({ features }) => features));
      done += weight;
    }
    for (const [i, features] of maps[0]!.entries()) {
      const work = probeBoth(joined(features, maps[1]![i]!), division, options);
      const score = yield* partOf(work, { what: `${features.name}, ${title}`, done, weight: 1, total });
      onRow({ network, title, layer: features.name, ...score });
      done++;
    }
  }
}

/** The central view, its bands filled or not. */
export function originalView(options: ArrangementOptions): ImageView {
  return (images, indices, pixels) => {
    const views = centralView(images, indices, pixels);
    if (options.originals === 'filled')
      for (const view of eachOf(views, pixels)) fillSeams(view, pixels, options);
    return views;
  };
}

/** The central view with its tiles permuted, every image in its own way, and the seams filled. */
export function permutedView(options: ArrangementOptions): ImageView {
  return (images, indices, pixels) => {
    const views = centralView(images, indices, pixels);
    for (const [i, view] of [...eachOf(views, pixels)].entries()) {
      const random = Random.forPurpose(options.seed, `tiles/${indices[i]}`);
      view.set(shuffleTiles(view, pixels, options, drawOrder(options.tiles ** 2, random)));
      fillSeams(view, pixels, options);
    }
    return views;
  };
}

/** Any order but the one that there is. */
function drawOrder(tiles: number, random: Random): Uint32Array {
  for (;;) {
    const order = random.permutation(tiles);
    if (order.some((tile, place) => tile !== place)) return order;
  }
}

function* eachOf(views: Float32Array, pixels: number) {
  const length = pixels * pixels * 3;
  for (let from = 0; from < views.length; from += length) yield views.subarray(from, from + length);
}

function divide(images: number, seed: number): Division {
  if (images < FEWEST)
    throw new Error(`${images} images are too few to learn from and to judge by: ${FEWEST} are needed.`);
  const order = Random.forPurpose(seed, 'arrangement/split').permutation(images);
  const learnt = Math.round(TRAINING_SHARE * images);
  return { training: order.slice(0, learnt).sort(), validation: order.slice(learnt).sort() };
}

/** The rows of originals, then those of their permutations. */
function joined(originals: Features, permuted: Features): Features {
  const data = new Float32Array(originals.data.length + permuted.data.length);
  data.set(originals.data);
  data.set(permuted.data, originals.data.length);
  return { ...originals, count: originals.count + permuted.count, data };
}

async function* probeBoth(
  features: Features,
  division: Division,
  options: ArrangementOptions,
): Sliced<Pick<ArrangementRow, 'accuracy' | 'trainingAccuracy' | 'about'>> {
  const images = features.count / 2;
  const both = (rows: Uint32Array): Uint32Array =>
    Uint32Array.from([...rows, ...rows.map((row) => images + row)]);
  const labelOf = (row: number): number => (row < images ? ORIGINAL : PERMUTED);
  const [training, validation] = [both(division.training), both(division.validation)];
  const loss = softmaxLoss(Array.from(training, labelOf), 2);
  const logits = yield* fitAndPredict(features, { training, validation }, loss, PROBE_DEFAULTS);
  const right = (rows: Uint32Array, of: Float32Array): number[] =>
    Array.from(argmaxRows(of, 2), (told, i) => +(told === labelOf(rows[i]!)));
  const judged = right(validation, logits.validationLogits);
  const learnt = right(training, logits.trainingLogits);
  // An image and its permutation are no independent observations.
  const half = judged.length / 2;
  const perImage = judged.slice(0, half).map((first, i) => (first + judged[half + i]!) / 2);
  return {
    accuracy: bootstrapMean(perImage, Random.forPurpose(options.seed, 'arrangement/bootstrap')),
    trainingAccuracy: learnt.reduce((sum, one) => sum + one, 0) / learnt.length,
    about: {
      features: describeFeatures(features),
      preparation: features.preparation ?? null,
      method: convexMethod('logistic regression, originals against permuted', PROBE_DEFAULTS),
      data: describeData(division, options),
    },
  };
}

function describeData(
  { training, validation }: Division,
  { tiles, band, originals, seed }: ArrangementOptions,
): string {
  const where = originals === 'filled' ? 'originals and permuted alike' : 'permuted only';
  return [
    `${count(training.length)} training and ${count(validation.length)} validation images by seed ${seed}, each as it is and permuted`,
    `${tiles} × ${tiles} tiles, a band of ${Math.round(100 * band)} % of a tile over each seam filled harmonically, ${where}`,
    'central view, no augmentation; intervals by the bootstrap over images',
  ].join('; ');
}
