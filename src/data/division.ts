/** Folders that divide a set, as train/ and test/ do, known by their names as people write them. */

/** What the images of a folder are for. `none`: the folder stands beside those that divide the set. */
export type FolderRole = 'training' | 'validation' | 'test' | 'none';

interface DividingFolder {
  /** As it was written: “Training”. Empty where the images lie in the set’s own folder. */
  readonly name: string;
  readonly role: FolderRole;
}

export interface Division {
  readonly folders: readonly DividingFolder[];
  /** Index into the folders for every image. */
  readonly folderOf: Uint16Array;
}

type Folder = readonly string[];

/** What a folder’s name says of a division: its role, and the words that are left: “cat” of “cat_train”. */
interface Saying {
  readonly role: FolderRole;
  readonly rest: string;
}

/** Where a path is divided: the folders above, and those from `next` on, name its class. */
interface Place extends DividingFolder {
  readonly above: Folder;
  readonly next: number;
}

const ROLES: ReadonlyMap<string, FolderRole> = new Map(
  Object.entries({
    training: 'train training trn',
    validation: 'val valid validation dev',
    test: 'test testing tst eval evaluation holdout',
    // They divide nothing by themselves, but beside the others they are no class.
    none: 'unlabeled unlabelled unsup pred',
  }).flatMap(([role, words]) => words.split(' ').map((word) => [word, role as FolderRole] as const)),
);

/** Words that say nothing of a class: “train_images”, “test set”, “train/cat/images/1.png”. */
const PACKING = new Set(
  'set data dataset images image imgs img jpegimages jpg jpeg png photos pictures files split part'.split(
    ' ',
  ),
);

/** With fewer classes beside it, a folder called “test” is a class itself. */
const FEWEST_BESIDE = 2;

/**
 * How folders divide a set, and the class of each image, '' for none: the folders below the dividing one and above it.
 * Null where none divide it.
 *
 * @param folders of each image, below the folder that is common to all
 */
export function divisionIn(folders: readonly Folder[]): { division: Division; classes: string[] } | null {
  const places = pairedPlaces(folders) ?? placesBesideClasses(folders);
  if (!places) return null;
  const known: DividingFolder[] = [];
  const indices = new Map<string, number>();
  const folderOf = Uint16Array.from(places, ({ name, role }) => {
    const key = `${role}/${name}`;
    const index = indices.get(key) ?? known.push({ name, role }) - 1;
    indices.set(key, index);
    return index;
  });
  return {
    division: { folders: known, folderOf },
    classes: inOneSpelling(classesOf(folders, places), places),
  };
}

/** Null where the name says nothing of a division. */
function readName(name: string): Saying | null {
  const words = (name.match(/\p{L}+|\p{N}+/gu) ?? []).map((word) => word.toLowerCase());
  const roleOf = (word: string): FolderRole | undefined =>
    ROLES.get(word) ?? ROLES.get(word.replace(/(?:set|data|images)$/, ''));
  const said = words.filter((word) => roleOf(word) !== undefined);
  if (said.length !== 1) return null;
  const rest = words.filter((word) => word !== said[0] && !PACKING.has(word) && !/^\p{N}/u.test(word));
  return { role: roleOf(said[0]!)!, rest: rest.join(' ') };
}

/** By the first folder of each path that has a counterpart beside it: train/ beside test/. */
function pairedPlaces(folders: readonly Folder[]): Place[] | null {
  const levels = new Map<string, Map<string, Saying>>();
  for (const folder of new Map(folders.map((parts) => [parts.join('/'), parts])).values()) {
    for (const [depth, name] of folder.entries()) {
      const said = readName(name);
      if (!said) continue;
      const parent = folder.slice(0, depth).join('/');
      levels.set(parent, (levels.get(parent) ?? new Map<string, Saying>()).set(name, said));
    }
  }
  const pairs = new Map([...levels].map(([parent, names]) => [parent, pairsAmong(names)]));
  if (![...pairs.values()].some(({ size }) => size > 0)) return null;
  return folders.map((folder) => {
    for (const [next, name] of folder.entries()) {
      const above = folder.slice(0, next);
      const said = pairs.get(above.join('/'))?.get(name);
      if (said)
        return { name, role: said.role, above: [...above, said.rest].filter(Boolean), next: next + 1 };
    }
    return { name: folder[0] ?? '', role: 'none', above: [], next: folder.length };
  });
}

/**
 * The names that have a counterpart, as “seg_train” has “seg_test”: two roles, one of them to learn by. Where there are
 * several such pairs, what is left of their names tells classes apart.
 */
function pairsAmong(names: ReadonlyMap<string, Saying>): Map<string, Saying> {
  const roles = new Map<string, Set<FolderRole>>();
  for (const { role, rest } of names.values()) roles.set(rest, (roles.get(rest) ?? new Set()).add(role));
  const paired = [...roles].filter(
    ([, own]) => own.size > 1 && (own.has('training') || (own.has('validation') && own.has('test'))),
  );
  const rests = paired.map(([rest]) => rest);
  return new Map(
    [...names]
      .filter(([, { rest }]) => rests.includes(rest))
      .map(([name, said]) => [name, rests.length > 1 ? said : { ...said, rest: '' }]),
  );
}

/**
 * By a test set beside the classes, where no folder is for training: cat/, dog/ and test/. It is one if it repeats the
 * classes or has none.
 */
function placesBesideClasses(folders: readonly Folder[]): Place[] | null {
  const below = new Map<string, Set<string>>();
  for (const [name, ...rest] of folders) {
    if (name === undefined) continue;
    const inner = rest.find((part) => !isPacking(part));
    below.set(name, (below.get(name) ?? new Set()).add(inner === undefined ? '' : keyOf(inner)));
  }
  const roleOf = (name: string): FolderRole | null => {
    const said = readName(name);
    return said && said.rest === '' && said.role !== 'training' ? said.role : null;
  };
  const beside = [...below.keys()].filter((name) => roleOf(name) !== null);
  const classes = [...below.keys()].filter((name) => roleOf(name) === null).map(keyOf);
  if (beside.length === 0 || classes.length < FEWEST_BESIDE) return null;
  const isTestSet = (inner: ReadonlySet<string>): boolean =>
    (inner.size === 1 && inner.has('')) || classes.some((name) => inner.has(name));
  if (!beside.every((name) => isTestSet(below.get(name)!))) return null;
  return folders.map(([name]) => {
    const role = name === undefined ? 'none' : roleOf(name);
    if (role === null) return { name: '', role: 'training', above: [], next: 0 };
    return { name: name ?? '', role, above: [], next: 1 };
  });
}

/** What the folders of each image say apart from the division and their packing; '' where they say no class. */
function classesOf(folders: readonly Folder[], places: readonly Place[]): string[] {
  const parts = new Map<string, number[]>();
  for (const [i, { role, next }] of places.entries()) {
    if (role === 'none') continue;
    const part = folders[i]!.slice(0, next).join('/');
    const images = parts.get(part) ?? [];
    images.push(i);
    parts.set(part, images);
  }
  const classes = places.map(() => '');
  for (const images of parts.values()) {
    const { role } = places[images[0]!]!;
    const inner = unpacked(
      images.map((i) => folders[i]!.slice(places[i]!.next)),
      (name) => isPacking(name) || readName(name)?.role === role,
    );
    images.forEach((i, k) => (classes[i] = [...places[i]!.above, ...inner[k]!].join('/')));
  }
  return classes;
}

/** Without the packing that is common to all, above the classes or below them: train/train/cat, train/cat/images. */
function unpacked(folders: readonly Folder[], isOuter: (name: string) => boolean): Folder[] {
  let inner = [...folders];
  const isCommon = (at: 0 | -1, among: readonly Folder[]): boolean => {
    const name = among[0]?.at(at);
    const says = at === 0 ? isOuter : isPacking;
    return name !== undefined && says(name) && among.every((folder) => folder.at(at) === name);
  };
  while (isCommon(0, inner)) inner = inner.map((folder) => folder.slice(1));
  const classes = inner.filter(({ length }) => length > 0);
  if (classes.every(({ length }) => length > 1) && isCommon(-1, classes)) {
    inner = inner.map((folder) => folder.slice(0, -1));
  }
  return inner;
}

function isPacking(name: string): boolean {
  return PACKING.has(name.toLowerCase());
}

/**
 * “Cat” for learning and “cat” for judging are one class, in the spelling of the first. Where one part has both, as
 * folders of letters do, they are two.
 */
function inOneSpelling(classes: readonly string[], places: readonly Place[]): string[] {
  const spellings = new Map<string, Map<FolderRole, Set<string>>>();
  for (const [i, name] of classes.entries()) {
    const { role } = places[i]!;
    const byRole = spellings.get(keyOf(name)) ?? new Map<FolderRole, Set<string>>();
    spellings.set(keyOf(name), byRole.set(role, (byRole.get(role) ?? new Set()).add(name)));
  }
  const chosen = new Map<string, string>();
  for (const [key, byRole] of spellings) {
    if ([...byRole.values()].some(({ size }) => size > 1)) continue;
    const [first] = byRole.get('training') ?? [...byRole.values()][0]!;
    chosen.set(key, first!);
  }
  return classes.map((name) => chosen.get(keyOf(name)) ?? name);
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}
