/** What of a set there is to learn from and to judge by, before seeds and shares come in. */
import { counted } from '../base/counted';
import { Random } from '../base/random';
import type { Division, FolderRole } from '../data/division';
import type { ImageSet } from '../data/imageSet';
import type { Stl10Labelled } from '../data/stl10';

/** A set without its pixels. */
export type Labelled = Pick<ImageSet, 'name' | 'labels' | 'labelNames' | 'division'>;

export interface Material {
  /** Of the set. */
  readonly name: string;
  /** Class of every image of the set, an index into `classes`; −1: not used. */
  readonly labels: Int16Array;
  /** Those that are learnt, whether or not any image judges them. */
  readonly classes: readonly string[];
  /** Indices into the set, ascending, as below. */
  readonly learn: Uint32Array;
  /** Images that only judge; null: seeds divide the others, or each is judged by the rest. */
  readonly judge: Uint32Array | null;
  /** What the judging images were put aside for: only folders know a test set from one for validation. */
  readonly judging: 'validation' | 'test';
  /** Who divided them: “by the folders train and test”; null where nobody did. */
  readonly by: string | null;
  /** What takes no part, and why: clauses for a person. */
  readonly leftOut: readonly string[];
}

/** What makes an image one to learn from or to judge by. */
export type Mark = 'labels' | 'rows';

/** What the folders of a divided set are for. */
interface Roles {
  readonly of: (image: number) => FolderRole;
  /** Undefined where no image is labelled. */
  readonly learning: FolderRole | undefined;
  /** Undefined where no labelled image is left to judge what is learnt. */
  readonly judging: FolderRole | undefined;
  /** Labels among the images to learn from. */
  readonly learnt: ReadonlySet<number>;
}

const MOST_NAMED = 3;

/**
 * Where folders such as train/ and test/ divide the set, they say which images judge. It never throws: what is wrong
 * with it, `assertClasses` tells.
 *
 * @param mark what the labels stand for: a table of attributes has a row for each described image, all of one class
 */
export function materialOf(set: Labelled, mark: Mark = 'labels'): Material {
  return set.division ? dividedMaterial(set, set.division, mark) : wholeMaterial(set, mark);
}

export function stl10Material({ images, training, test }: Stl10Labelled): Material {
  const { name, labels, labelNames: classes } = images;
  const by = 'into STL-10’s training and test images';
  return { name, labels, classes, learn: training, judge: test, judging: 'validation', by, leftOut: [] };
}

function wholeMaterial({ name, labels, labelNames: classes }: Labelled, mark: Mark): Material {
  const learn = indicesWhere(labels, (label) => label >= 0);
  const strays = classes.length === 0 ? 0 : labels.length - learn.length;
  const leftOut = [...straysClause(strays, mark), ...singlesClause(labels, classes)];
  return { name, labels, classes, learn, judge: null, judging: 'validation', by: null, leftOut };
}

function dividedMaterial(set: Labelled, division: Division, mark: Mark): Material {
  const roles = rolesOf(set, division);
  const { learning, judging, learnt } = roles;
  const sorted = [...learnt].sort((a, b) => a - b);
  const classes = sorted.map((label) => set.labelNames[label]!);
  const indices = new Map(sorted.map((label, i) => [label, i]));
  const isUsed = (i: number): boolean => roles.of(i) === learning || roles.of(i) === judging;
  const labels = set.labels.map((label, i) => (isUsed(i) ? (indices.get(label) ?? -1) : -1));
  const imagesOf = (role: FolderRole | undefined): Uint32Array =>
    indicesWhere(labels, (label, i) => label >= 0 && roles.of(i) === role);
  const dividing = [...foldersOf(division, learning), ...foldersOf(division, judging)];
  return {
    ...{ name: set.name, labels, classes },
    learn: imagesOf(learning),
    judge: judging ? imagesOf(judging) : null,
    judging: judging === 'test' ? 'test' : 'validation',
    by: judging ? `by the folder${dividing.length > 1 ? 's' : ''} ${listed(dividing)}` : null,
    leftOut: [
      ...foldersLeftOut(set, division, roles, mark),
      ...(judging ? unlearntClause(set, division, roles) : singlesClause(labels, classes)),
    ],
  };
}

/** A test set judges rather than one for validation: its numbers are those that are reported. */
function rolesOf({ labels }: Labelled, { folders, folderOf }: Division): Roles {
  const of = (image: number): FolderRole => folders[folderOf[image]!]!.role;
  const seen = new Map<FolderRole, Set<number>>();
  for (const [i, label] of labels.entries()) {
    if (label >= 0) seen.set(of(i), (seen.get(of(i)) ?? new Set()).add(label));
  }
  const [learning, ...others] = (['training', 'validation', 'test'] as const).filter((role) =>
    seen.has(role),
  );
  const learnt = (learning && seen.get(learning)) ?? new Set<number>();
  const judging = others.findLast((role) => [...seen.get(role)!].some((label) => learnt.has(label)));
  return { of, learning, judging, learnt };
}

/** A clause for each folder that takes no part, and one for images of no class in those that do. */
function foldersLeftOut(
  set: Labelled,
  division: Division,
  { learning, judging }: Roles,
  mark: Mark,
): string[] {
  const counts = division.folders.map(() => ({ all: 0, marked: 0 }));
  for (const [i, folder] of division.folderOf.entries()) {
    counts[folder]!.all++;
    if (set.labels[i]! >= 0) counts[folder]!.marked++;
  }
  let strays = 0;
  const clauses = division.folders.flatMap(({ name, role }, f) => {
    const { all, marked } = counts[f]!;
    const takesPart = (role === learning || role === judging) && marked > 0;
    if (takesPart || name === '') {
      strays += all - marked;
      return [];
    }
    const why =
      role === 'none'
        ? 'is none of these folders'
        : marked === 0
          ? `has no ${mark}`
          : judging
            ? `does not judge, as ${listed(foldersOf(division, judging))}/ does,`
            : 'has other classes';
    return `${name}/ ${why} and is left out (${counted(all, 'image')})`;
  });
  return [...clauses, ...straysClause(strays, mark)];
}

/** Classes that only the judging images have: they cannot be answered rightly, and say nothing. */
function unlearntClause({ labels, labelNames }: Labelled, division: Division, roles: Roles): string[] {
  const unlearnt = indicesWhere(
    labels,
    (label, i) => label >= 0 && roles.of(i) === roles.judging && !roles.learnt.has(label),
  );
  if (unlearnt.length === 0) return [];
  const names = [...new Set(Array.from(unlearnt, (i) => labelNames[labels[i]!]!))];
  const [are, was, its] = names.length > 1 ? ['are', 'were', 'their'] : ['is', 'was', 'its'];
  const where = listed(foldersOf(division, roles.judging).map((name) => `${name}/`));
  return [
    `${quoted(names)} ${are} in ${where} only, ${was} not learnt and ${are} left out with ${its} ${counted(unlearnt.length, 'image')}`,
  ];
}

function straysClause(strays: number, mark: Mark): string[] {
  if (strays === 0 || mark === 'rows') return []; // the table itself tells which images it has no row for
  return [`${counted(strays, 'image')} in no class’s folder ${strays > 1 ? 'are' : 'is'} left out`];
}

/** Classes of one image: it cannot be learnt from and judge as well. */
function singlesClause(labels: Int16Array, classes: readonly string[]): string[] {
  const counts = countsOf(labels, classes.length);
  const singles = classes.filter((_, label) => counts[label] === 1);
  if (singles.length === 0 || singles.length === classes.length) return [];
  return [
    `${quoted(singles)} ${singles.length > 1 ? 'have' : 'has'} one image, which only learns and does not judge`,
  ];
}

/**
 * @throws Error in one sentence where there are no two classes to learn and to judge
 */
export function assertClasses({ name, labels, classes, learn, judge, by, leftOut }: Material): void {
  const because = leftOut.length > 0 ? `; ${leftOut.join('; ')}` : '';
  if (classes.length < 2) {
    const remedy =
      'put the images of each kind into a folder of their own, at least two folders with two images each.';
    if (classes.length === 1)
      throw new Error(`“${name}” has one label (${quoted(classes)})${because}: ${remedy}`);
    const names = leftOut.length > 0 ? ', as folders such as train/ and test/ are none' : '';
    throw new Error(`“${name}” has no labels${names}: ${remedy}`);
  }
  const counts = countsOf(
    Int16Array.from(judge ?? learn, (i) => labels[i]!),
    classes.length,
  );
  const judged = classes.filter((_, label) => counts[label]! > (judge ? 0 : 1));
  if (judged.length >= 2) return;
  const remedy = 'give at least two classes images both to learn from and to judge by.';
  if (judged.length === 0)
    throw new Error(`“${name}” has one image of each class, and none to judge by${because}: ${remedy}`);
  const where = by ? `, divided ${by},` : '';
  throw new Error(
    `“${name}”${where} has images to judge by of one class only (${quoted(judged)}), which tells nothing${because}: ${remedy}`,
  );
}

/**
 * At most so many images, a share of each class, in either part where it is divided: at least one there, and else two, so
 * that one is left to judge. Indices into the set, ascending.
 */
export function someOf({ labels, learn, judge }: Material, most: number, seed: number): Uint32Array {
  const parts = new Map([...learn].map((i) => [i, 0]));
  for (const i of judge ?? []) parts.set(i, 1);
  const all = Uint32Array.from(parts.keys()).sort();
  if (all.length <= most) return all;
  const groups = Int32Array.from(all, (i) => 2 * labels[i]! + parts.get(i)!);
  const kept = shareOfEach(groups, most / all.length, Random.forPurpose(seed, 'probe/share'), judge ? 1 : 2);
  return kept.map((k) => all[k]!);
}

/** The same for a set that has only these images. */
export function restricted(material: Material, kept: Uint32Array): Material {
  const among = amongKept(kept);
  return {
    ...material,
    labels: Int16Array.from(kept, (image) => material.labels[image]!),
    learn: among(material.learn),
    judge: material.judge && among(material.judge),
  };
}

/** What becomes of a list of images where only some are kept: indices into these. */
export function amongKept(kept: Uint32Array): (list: Uint32Array) => Uint32Array {
  const places = new Map(Array.from(kept, (image, i) => [image, i]));
  return (list) => Uint32Array.from([...list].flatMap((image) => places.get(image) ?? []));
}

/** A share of each group’s members in random order, at least so many of each where there are; indices, ascending. */
export function shareOfEach(
  groups: ArrayLike<number>,
  share: number,
  random: Random,
  least: number,
): Uint32Array {
  const kept = shuffledByGroup(groups, random).flatMap((members) =>
    members.slice(0, Math.max(least, Math.round(share * members.length))),
  );
  return Uint32Array.from(kept).sort();
}

/** The indices of each group, in random order; −1 is left out. */
export function shuffledByGroup(groups: ArrayLike<number>, random: Random): number[][] {
  const members: number[][] = [];
  for (const i of random.permutation(groups.length)) {
    const group = groups[i]!;
    if (group >= 0) (members[group] ??= []).push(i);
  }
  return members.filter((list) => list !== undefined);
}

function foldersOf({ folders }: Division, role: FolderRole | undefined): string[] {
  return folders.flatMap((folder) => (folder.role === role && folder.name !== '' ? folder.name : []));
}

function countsOf(labels: Int16Array, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const label of labels) if (label >= 0) counts[label]!++;
  return counts;
}

function indicesWhere(labels: Int16Array, holds: (label: number, i: number) => boolean): Uint32Array {
  const indices: number[] = [];
  for (const [i, label] of labels.entries()) if (holds(label, i)) indices.push(i);
  return Uint32Array.from(indices);
}

/** The first three of them in quotes, and how many more. */
function quoted(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => `“${name}”`);
  return names.length > MOST_NAMED
    ? `${shown.join(', ')} and ${names.length - MOST_NAMED} more`
    : listed(shown);
}

/** “a”, “a and b”, “a, b and c”. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
