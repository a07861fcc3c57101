/** Whose features are compared: those of the method's network, and of the baselines that a number means nothing without. */
import { count } from '../base/counted';
import type { ImageView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import type { Networks } from '../networks/networks';
import type { Reading } from '../networks/reading';
import { adaptNorm } from './adaptNorm';
import { extractFeatures, PIXELS, PROTOCOL_VALUES, withNetwork, type FeatureSource } from './features';
import type { Readable } from './readers';
import type { Sliced } from '../base/slices';
import type { LabelledSplit } from './split';
import type { Supervised, Supervision } from './supervised';

const TRAINED = 'trained';
const RANDOM = 'random';
/** Trained from scratch with the labels: what these would give. No baseline, but asked for by itself. */
const SUPERVISED = 'supervised';

/** Layers whose features are taken in one pass. Only one contestant's features need to be in memory at a time. */
export interface Contestant {
  /** `trained`, or the baseline that it is. */
  readonly network: string;
  /** What a person reads in its place. */
  readonly title: string;
  readonly source: FeatureSource;
  readonly layers: readonly string[];
  /** Whether normalisation is measured over images before the features are taken. */
  readonly adapts: boolean;
  /** How long its network is first trained on the labels of each split; null: it is read as it is. */
  readonly learns: Supervision | null;
}

/** What is compared. All networks belong to the caller, and stay as they are but for the averages of normalisation. */
export interface Comparison {
  readonly config: Config;
  readonly reading: Reading;
  readonly trained: Networks;
  /** Fresh networks of the same config and seed. */
  readonly random: Networks;
  /** What the trained network is to be called: before its first step it is the random one. */
  readonly called: string;
  readonly layers: readonly string[];
  /** Of `baselinesOf`. */
  readonly baselines: readonly string[];
  /** Whether fresh networks are trained with the labels, too, and how long; null: not. */
  readonly supervised: Supervision | null;
}

/** `random`: the network as the run's seed initialises it. `pixels`: the image. Between them what the method compares with. */
export function baselinesOf({ beside }: Reading): string[] {
  return [RANDOM, ...Object.keys(beside), PIXELS];
}

/** The trained network first, then the baselines, then the supervised one. */
export function contestantsOf(comparison: Comparison): Contestant[] {
  const { config, reading, trained, random, called, layers, baselines, supervised } = comparison;
  const ours: FeatureSource = { config, reading, networks: trained };
  const fresh: FeatureSource = { config, reading, networks: random };
  const baseline = (network: string, names: readonly string[], source = ours): Contestant => {
    return { network, title: network, source, layers: names, adapts: source === fresh, learns: null };
  };
  const all = [
    { network: TRAINED, title: called, source: ours, layers, adapts: true, learns: null },
    baseline(RANDOM, layers, fresh),
    ...Object.entries(reading.beside).map(([network, layer]) => baseline(network, [layer])),
    baseline(PIXELS, [PIXELS]),
  ];
  const chosen = all.filter(({ network }) => network === TRAINED || baselines.includes(network));
  return supervised ? [...chosen, { ...baseline(SUPERVISED, layers, fresh), learns: supervised }] : chosen;
}

/** Bytes of features that a contestant may keep in memory, where it has several layers. */
const MOST_BYTES = 1e9;

/** The same, in as many parts as the features of so many images ask for: those of all STL-10 are 2.4 GB. */
export function partsThatFit(contestants: readonly Contestant[], images: number): Contestant[] {
  const most = Math.max(1, Math.floor(MOST_BYTES / (images * PROTOCOL_VALUES * 4)));
  return contestants.flatMap((contestant) =>
    Array.from({ length: Math.ceil(contestant.layers.length / most) }, (_, i) => {
      return { ...contestant, layers: contestant.layers.slice(i * most, (i + 1) * most) };
    }),
  );
}

/** Images whose statistics normalise, and what to call them. */
export interface Normalising {
  readonly images: Uint32Array;
  readonly called: string;
}

/**
 * Over which images normalisation is measured for a split. `probeNorm: folded`: it is settled before any transfer, so
 * over all that could be learnt from, without their labels. `batch`: over those that the split learns from.
 */
export function normalisingOf({ probeNorm }: Pick<Config, 'probeNorm'>, split: LabelledSplit): Normalising {
  return probeNorm === 'batch'
    ? { images: split.training, called: 'training images' }
    : { images: split.learn, called: learnCalled(split) };
}

/** Which images those to learn from are, where the ones that judge may be among them. */
function learnCalled({ learn, training, validation }: LabelledSplit): string {
  const judging = new Set(validation);
  if (learn.some((image) => judging.has(image)))
    return 'training and validation images together, without their labels';
  return `images to learn from, without their labels${learn.length > training.length ? ', of all folds' : ''}`;
}

/**
 * A contestant's features for all images of a set, layer by layer, normalised by what was measured over some of them.
 *
 * @param taught what its network became with the labels, where it learns
 * @param views what it is given of each image; the central view if absent
 */
export async function* readContestant(
  { source: fresh, layers, adapts }: Contestant,
  images: ImageSet,
  normalising: Normalising,
  taught: Supervised | null,
  views?: readonly ImageView[],
): Sliced<Readable[]> {
  const source = taught ? withNetwork(fresh, taught.network) : fresh;
  if (adapts) yield* adaptNorm(source, images, normalising.images);
  const steps = [
    ...(taught ? [taught.described] : []),
    ...(adapts ? [describeNormalising(normalising)] : []),
  ];
  const preparation = steps.length > 0 ? steps.join('; ') : null;
  const maps = yield* extractFeatures(source, images, layers, views && { views });
  return Array.from(maps.values(), (features) => ({ source, features: { ...features, preparation } }));
}

function describeNormalising({ images, called }: Normalising): string {
  return `batch normalisation by its statistics over the ${count(images.length)} ${called}, for trained and random networks alike`;
}
