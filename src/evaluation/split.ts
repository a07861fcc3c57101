/** Which labelled images a probe learns from, and which it is judged by. */
import { count } from '../base/counted';
import { Random } from '../base/random';
import {
  assertClasses,
  materialOf,
  shareOfEach,
  shuffledByGroup,
  type Labelled,
  type Material,
} from './material';
import { majorityBaseline, type Classification } from './metrics';

/** Images of a set by label, divided in two. */
export interface LabelledSplit {
  /** Label of every image of the set, an index into `classes`; −1: not used. */
  readonly labels: Int16Array;
  readonly classes: readonly string[];
  /** Indices into the set. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  /** All that there is to learn from, however it is divided: without what folders put aside to judge. */
  readonly learn: Uint32Array;
  /** What the images that judge were put aside for. */
  readonly judging: Material['judging'];
  /** How it was divided, for a person: “by seed 1, 75 % for training”. */
  readonly description: string;
  /** What of the set takes no part, and why: clauses for a person. */
  readonly leftOut: readonly string[];
}

/** What the k-NN classifier looks among, and what it is judged by. */
export interface NeighbourTask extends Pick<LabelledSplit, 'labels' | 'classes' | 'leftOut'> {
  readonly references: Uint32Array;
  readonly judged: Uint32Array;
  /** Who divided them; null: each is judged by the others, leaving one out. */
  readonly by: string | null;
}

/** Share of each label's images that a split by seed takes for training. */
const TRAINING_SHARE = 0.75;

/**
 * Divides by folders such as train/ and test/ where there are such; else by seed, 3 : 1 within each label.
 *
 * @throws Error in one sentence where there are fewer than two labels to tell apart
 */
export function splitLabelled(images: Labelled, seed: number): LabelledSplit {
  return splitsOf(materialOf(images), seed, 1)[0]!;
}

/** As many divisions by seed, from `seed` on; where the images are divided already there is one only. Throws as splitLabelled. */
export function splitsOf(material: Material, seed: number, count: number): LabelledSplit[] {
  assertClasses(material);
  return divided(material, seed, count);
}

/** The same, whatever the classes. */
export function divided(material: Material, seed: number, count: number): LabelledSplit[] {
  const { labels, classes, learn, judge, judging, by, leftOut } = material;
  if (judge && by !== null) {
    const parts = { training: learn, validation: judge, learn };
    return [{ labels, classes, ...parts, judging, description: by, leftOut }];
  }
  return Array.from({ length: count }, (_, i) => ({ ...seedSplit(labels, classes, seed + i), leftOut }));
}

/**
 * STL-10's own divisions: each of its folds, or all training images, judged by its test images. Without a file of folds
 * there is only the second.
 */
export function stl10Splits(
  material: Material,
  folds: readonly Uint32Array[],
  of: 'folds' | 'all',
): LabelledSplit[] {
  const all = splitsOf(material, 0, 1);
  if (of === 'all' || folds.length === 0) return all;
  return folds.map((training, i) => {
    return { ...all[0]!, training, description: `into fold ${i + 1} of STL-10 and its test images` };
  });
}

/**
 * Where folders divide the images, those to judge by look among those to learn from; else each looks among all others.
 * Throws as splitLabelled.
 */
export function neighbourTask(material: Material): NeighbourTask {
  assertClasses(material);
  const { labels, classes, learn, judge, by, leftOut } = material;
  return { labels, classes, references: learn, judged: judge ?? withCompanions(labels, learn), by, leftOut };
}

/** Images that are not the only one of their label: these cannot be found among the others. */
function withCompanions(labels: Int16Array, images: Uint32Array): Uint32Array {
  const counts = new Map<number, number>();
  for (const i of images) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  return images.filter((i) => counts.get(labels[i]!)! > 1);
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
  for (const members of shuffledByGroup(labels, random)) {
    // At least one for each part, where there are two.
    const taken = Math.min(Math.max(1, Math.round(share * members.length)), Math.max(1, members.length - 1));
    training.push(...members.slice(0, taken));
    validation.push(...members.slice(taken));
  }
  const description = `by seed ${seed}, ${Math.round(share * 100)} % of each label for training`;
  const [ours, theirs] = [training, validation].map((list) => Uint32Array.from(list).sort());
  return {
    ...{ labels, classes, training: ours!, validation: theirs! },
    learn: Uint32Array.from([...training, ...validation]).sort(),
    ...{ judging: 'validation', description, leftOut: [] },
  };
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
  const own = Int16Array.from(training, (i) => labels[i]!);
  const kept = shareOfEach(own, share, Random.forPurpose(seed, 'probe/share'), 1);
  return kept.map((k) => training[k]!);
}

/** “18 training and 6 validation images, split by seed 1, 75 % of each label for training”; of a test set, “6 test images”. */
export function describeSplit({
  training,
  validation,
  judging,
  description,
  leftOut,
}: Pick<LabelledSplit, 'training' | 'validation' | 'judging' | 'description' | 'leftOut'>): string {
  const how = [description, ...leftOut].join('; ');
  return `${training.length} training and ${validation.length} ${judging} images, split ${how}`;
}

/** One line for a person, before anything is measured: how the images are divided, and what is left out. */
export function splitLine(splits: readonly LabelledSplit[], ofAttributes = false): string {
  const { training, validation, description, classes, leftOut } = splits[0]!;
  const how = splits.length > 1 ? `${splits.length} times, the first ${description}` : description;
  const facts = [
    `${count(training.length)} to learn from, ${count(validation.length)} to judge`,
    ...(ofAttributes ? [] : [`${count(classes.length)} classes`]),
    ...leftOut,
  ];
  return `Split ${how}: ${facts.join('; ')}.`;
}

/** The same for the k-NN classifier. */
export function neighboursLine({ references, judged, by, classes, leftOut }: NeighbourTask): string {
  const [known, asked] = [count(references.length), count(judged.length)];
  const how =
    by === null
      ? `Leave-one-out: each of ${asked} images is judged by the others`
      : `Split ${by}: ${known} to look among, ${asked} to judge`;
  return `${[how, `${count(classes.length)} classes`, ...leftOut].join('; ')}.`;
}
