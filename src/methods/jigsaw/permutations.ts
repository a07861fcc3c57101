/**
 * Sets of permutations of nine tiles, the classes of the puzzle (Noroozi & Favaro, ECCV 2016, algorithm 1), built one by
 * one. The more they differ the easier the puzzle, and an easy one transfers worst (slides, table 4).
 */
import { Random } from '../../base/random';

export const TILES = 9;

export interface SetWanted {
  /** How many permutations, N: 2 … 1000. */
  readonly permutations: number;
  /** Tiles in which any two of them differ at least: 2 … 9. No two can differ in one alone. */
  readonly leastHamming: number;
  /** Tiles in which two of them differ on average: 2 … 9. It is come as near as can be. */
  readonly meanHamming: number;
}

/** Which tile stands at each of the nine places, row by row: `permutation[place]`. */
export type Permutation = Uint8Array;

/** Places at which two differ. */
export function hamming(a: Permutation, b: Permutation): number {
  let differing = 0;
  for (let place = 0; place < TILES; place++) if (a[place] !== b[place]) differing++;
  return differing;
}

/** Of all pairs of a set of two or more. */
export interface HammingStatistics {
  readonly mean: number;
  readonly least: number;
}

export function hammingStatistics(set: readonly Permutation[]): HammingStatistics {
  let [sum, pairs, least] = [0, 0, TILES];
  for (let i = 1; i < set.length; i++)
    for (let j = 0; j < i; j++) {
      const differing = hamming(set[i]!, set[j]!);
      sum += differing;
      pairs++;
      least = Math.min(least, differing);
    }
  return { mean: sum / pairs, least };
}

/** Permutations among which each is chosen, and draws after which none is looked for any more. */
const CANDIDATES = 64;
const MOST_DRAWS = 20_000;

/**
 * The set that these numbers ask for, always the same. Throws one sentence where so many so different permutations were not
 * found.
 */
export function permutationSet(wanted: SetWanted): readonly Permutation[] {
  const { permutations, leastHamming, meanHamming } = wanted;
  const key = [permutations, leastHamming, meanHamming].join('/');
  if (known?.key !== key) known = { key, set: new SetBuilder(wanted, key).build() };
  return known.set;
}

/** The set that was built last: every batch asks for it. */
let known: { readonly key: string; readonly set: readonly Permutation[] } | null = null;

class SetBuilder {
  readonly #wanted: SetWanted;
  readonly #random: Random;
  readonly #set: Permutation[] = [];
  readonly #taken = new Set<number>();
  /** How many of the set have a tile at a place: [place, tile]. The sum of distances to all of them follows from it. */
  readonly #counts = new Uint16Array(TILES * TILES);
  /** Of the distances of all pairs. */
  #sum = 0;
  /** In the order in which they come to be moved: sets with a small mean move the first of them only. */
  readonly #places: Uint32Array;

  constructor(wanted: SetWanted, key: string) {
    this.#wanted = wanted;
    this.#random = Random.forPurpose(0, `permutations/${key}`);
    this.#places = this.#random.permutation(TILES);
  }

  build(): readonly Permutation[] {
    const { permutations, leastHamming } = this.#wanted;
    this.#take(Uint8Array.from(this.#random.permutation(TILES)));
    this.#take(this.#cycled(leastHamming)); // so that the smallest distance is met exactly
    while (this.#set.length < permutations) this.#take(this.#best());
    return this.#set;
  }

  #take(permutation: Permutation): void {
    this.#sum += this.#distances(permutation);
    this.#set.push(permutation);
    this.#taken.add(codeOf(permutation));
    permutation.forEach((tile, place) => this.#counts[place * TILES + tile]!++);
  }

  /** To all of the set, their sum. */
  #distances(permutation: Permutation): number {
    const alike = permutation.reduce((sum, tile, place) => sum + this.#counts[place * TILES + tile]!, 0);
    return TILES * this.#set.length - alike;
  }

  /** The first with so many tiles moved, each by one. */
  #cycled(moved: number): Permutation {
    const [first] = this.#set;
    const places = this.#places.subarray(0, moved);
    const next = Uint8Array.from(first!);
    places.forEach((place, i) => (next[place] = first![places[(i + 1) % moved]!]!));
    return next;
  }

  /** Of some that may be taken, the one with which the mean comes nearest to what is wanted. */
  #best(): Permutation {
    const { meanHamming, leastHamming } = this.#wanted;
    const count = this.#set.length;
    const pairs = (count * (count + 1)) / 2;
    let best: Permutation | null = null;
    let off = Infinity;
    for (let draws = 0, found = 0; draws < MOST_DRAWS && found < CANDIDATES; draws++) {
      const candidate = this.#drawn();
      if (!this.#isFree(candidate)) continue;
      found++;
      const own = Math.abs((this.#sum + this.#distances(candidate)) / pairs - meanHamming);
      if (own < off) [best, off] = [candidate, own];
    }
    if (best) return best;
    throw new Error(
      `Only ${count} permutations were found of which any two differ in ${leastHamming} of ${TILES} tiles: ask for fewer, or for a smaller distance.`,
    );
  }

  /** The first of the set with some places shuffled. */
  #drawn(): Permutation {
    const { leastHamming } = this.#wanted;
    const moved = leastHamming + this.#random.integer(TILES - leastHamming + 1);
    const [first] = this.#set;
    const places = this.#places.subarray(0, moved);
    const order = this.#random.permutation(moved);
    const next = Uint8Array.from(first!);
    places.forEach((place, i) => (next[place] = first![places[order[i]!]!]!));
    return next;
  }

  #isFree(candidate: Permutation): boolean {
    if (this.#taken.has(codeOf(candidate))) return false;
    const { leastHamming } = this.#wanted;
    return leastHamming <= 2 || this.#set.every((other) => hamming(candidate, other) >= leastHamming);
  }
}

function codeOf(permutation: Permutation): number {
  return permutation.reduce((code, tile) => code * TILES + tile, 0);
}
