/**
 * Seeded random numbers: the only source of chance in the project.
 *
 * Each purpose (init, batches, augmentation, damage, dropout, …) owns a generator forked from the experiment's
 * seed by name, so that drawing more of one never shifts another. A generator's state is four integers, so a
 * checkpoint can hold it.
 */
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const TWO_TO_MINUS_32 = 2 ** -32;

export class Random {
  #generator: RandomGenerator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    // Small seeds start in nearby states; the first outputs of xoroshiro are then correlated.
    for (let i = 0; i < 16; i++) this.#generator.next();
  }

  /** A generator of its own for one purpose. Same seed and purpose, same numbers. */
  static forPurpose(seed: number, purpose: string): Random {
    return new Random(hash(`${seed}/${purpose}`));
  }

  static fromState(state: readonly number[]): Random {
    const random = new Random(0);
    random.#generator = xoroshiro128plusFromState(state);
    return random;
  }

  get state(): readonly number[] {
    return [...this.#generator.getState()];
  }

  /** Uniform in [0, 1), 32 bits of resolution. */
  uniform(): number {
    return (this.#generator.next() >>> 0) * TWO_TO_MINUS_32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal (Box–Muller; the second value is thrown away so that the state stays four integers). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Normal, redrawn beyond two standard deviations, as TensorFlow's truncated_normal. */
  truncatedNormal(): number {
    for (;;) {
      const value = this.normal();
      if (Math.abs(value) <= 2) return value;
    }
  }

  /** A permutation of 0 … n−1 (Fisher–Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}

/** FNV-1a, 32 bits: turns a purpose into a seed. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h | 0;
}
