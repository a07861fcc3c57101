/** Which labelled images a probe learns from, and which it is judged by. */
import { Random } from '../base/random';
import type { ImageSet } from '../data/imageSet';
import type { Stl10Labelled } from '../data/stl10';
import { majorityBaseline, type Classification } from './metrics';

/** Images of a set by label, divided in two. */
export interface LabelledSplit {
  /** Label of every image of the set, an index into `classes`; −1: not used. */
  readonly labels: Int16Array;
  readonly classes: readonly string[];
  /** Indices into the set. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  /** How it was divided, for a person: “by seed 1, 75 % for training”. */
  readonly description: string;
}

/** Folders that divide a set, when every labelled image lies in one of them. */
const TRAINING_FOLDERS = ['train', 'training'];
const VALIDATION_FOLDERS = ['val', 'valid', 'validation', 'test'];

/** Share of each label's images that a split by seed takes for training. */
const TRAINING_SHARE = 0.75;

/**
 * Divides by the folders train/… and val/… (or test/…) where there are such; else by seed, 3 : 1 within each label.
 *
 * @throws Error in one sentence where there are fewer than two labels to tell apart
 */
export function splitLabelled(images: ImageSet, seed: number): LabelledSplit {
  const split = folderSplit(images) ?? seedSplit(images.labels, images.labelNames, seed);
  const learnt = new Set(Array.from(split.training, (i) => split.labels[i]!));
  if (learnt.size < 2) {
    throw new Error(
      `“${images.name}” has ${learnt.size === 1 ? 'one label' : 'no labels'}: put the images of each kind into a folder of their own, at least two folders with two images each.`,
    );
  }
  return split;
}

/** As many divisions by seed, from `seed` on; where folders divide the set there is one only. Throws as splitLabelled. */
export function splitsBySeed(images: ImageSet, seed: number, count: number): LabelledSplit[] {
  const byFolder = folderSplit(images);
  if (byFolder) return [splitLabelled(images, seed)];
  return Array.from({ length: count }, (_, i) => splitLabelled(images, seed + i));
}

/**
 * STL-10's own divisions: each of its folds, or all training images, judged by its test images. Without a file of folds
 * there is only the second.
 */
export function stl10Splits(
  { images, training, test, folds }: Stl10Labelled,
  of: 'folds' | 'all',
): LabelledSplit[] {
  const common = { labels: images.labels, classes: images.labelNames, validation: test };
  if (of === 'all' || folds.length === 0) {
    return [{ ...common, training, description: 'into STL-10’s training and test images' }];
  }
  return folds.map((fold, i) => {
    return { ...common, training: fold, description: `into fold ${i + 1} of STL-10 and its test images` };
  });
}

/** Stratified: `share` of each label's images, at least one, for training and the others for validation. */
export function seedSplit(
  labels: Int16Array,
  classes: readonly string[],
  seed: number,
  share = TRAINING_SHARE,
): LabelledSplit {
  const random = Random.forPurpose(seed, 'probe/split');
  const training: number[] = [];
  const validation: number[] = [];
  for (const members of shuffledByLabel(labels, random)) {
    // At least one for each part, where there are two.
    const taken = Math.min(Math.max(1, Math.round(share * members.length)), Math.max(1, members.length - 1));
    training.push(...members.slice(0, taken));
    validation.push(...members.slice(taken));
  }
  const description = `by seed ${seed}, ${Math.round(share * 100)} % of each label for training`;
  return { labels, classes, training: sorted(training), validation: sorted(validation), description };
}

/** By seed among the images that a table of attributes describes; all of them are of one class. */
export function splitDescribed(described: Uint32Array, count: number, seed: number): LabelledSplit {
  const labels = new Int16Array(count).fill(-1);
  for (const i of described) labels[i] = 0;
  return seedSplit(labels, ['described'], seed);
}

/** What always answering the commonest training label gets right among the validation images. */
export function majorityOf({ labels, classes, training, validation }: LabelledSplit): Classification {
  const of = (rows: Uint32Array): number[] => Array.from(rows, (i) => labels[i]!);
  return majorityBaseline(of(training), of(validation), classes.length);
}

/** A stratified share of some images, at least one of each label: for label efficiency. */
export function shareOfLabels(
  labels: Int16Array,
  training: Uint32Array,
  share: number,
  seed: number,
): Uint32Array {
  if (share >= 1) return training;
  const random = Random.forPurpose(seed, 'probe/share');
  const own = Int16Array.from(training, (i) => labels[i]!);
  const kept = shuffledByLabel(own, random).flatMap((members) =>
    members.slice(0, Math.max(1, Math.round(share * members.length))),
  );
  return sorted(kept.map((i) => training[i]!));
}

/** The images' labels; folders that divide a set are no part of their names. */
export function labelsOf(images: ImageSet): Pick<LabelledSplit, 'labels' | 'classes'> {
  return folderSplit(images) ?? { labels: images.labels, classes: images.labelNames };
}

function folderSplit(images: ImageSet): LabelledSplit | null {
  const parts = images.labelNames.map((name) => {
    const [top = '', ...rest] = name.split('/');
    const training = TRAINING_FOLDERS.includes(top.toLowerCase());
    const validation = VALIDATION_FOLDERS.includes(top.toLowerCase());
    return { label: rest.join('/'), training, known: (training || validation) && rest.length > 0 };
  });
  if (!parts.every(({ known }) => known)) return null;
  if (!parts.some(({ training }) => training) || parts.every(({ training }) => training)) return null;
  const classes = [...new Set(parts.map(({ label }) => label))];
  const labels = images.labels.map((label) => (label < 0 ? -1 : classes.indexOf(parts[label]!.label)));
  const chosen = (training: boolean): Uint32Array =>
    Uint32Array.from(
      [...images.labels.keys()].filter((i) => {
        const label = images.labels[i]!;
        return label >= 0 && parts[label]!.training === training;
      }),
    );
  const description = 'by the folders for training and validation';
  return { labels, classes, training: chosen(true), validation: chosen(false), description };
}

/** The indices of each label, in random order; −1 is left out. */
function shuffledByLabel(labels: Int16Array, random: Random): number[][] {
  const members: number[][] = [];
  for (const i of random.permutation(labels.length)) {
    const label = labels[i]!;
    if (label >= 0) (members[label] ??= []).push(i);
  }
  return members.filter((list) => list !== undefined);
}

function sorted(indices: readonly number[]): Uint32Array {
  return Uint32Array.from(indices).sort();
}
