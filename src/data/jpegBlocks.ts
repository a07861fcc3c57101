/**
 * The blocks of a JPEG’s scan, 8 × 8 coefficients each: passed over code by code, as baseline and progressive pictures
 * have them. Of progressive ones it is noted which coefficients are not zero, for later scans send a bit more of each.
 */
import { ScanDamage, type HuffmanTable, type ScanBits } from './jpegBits';

export interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  /** The first quantiser of its table, by which its means were divided. */
  readonly table: number;
  /** Blocks of a row and of a column, with those that only fill the last unit. */
  columns: number;
  rows: number;
  /** Bit k of block b: coefficient k is known not to be zero. Of progressive pictures only. */
  nonZero: Uint32Array;
  mean: number;
}

export interface Scan {
  readonly components: readonly Component[];
  readonly dc: readonly (HuffmanTable | undefined)[];
  readonly ac: readonly (HuffmanTable | undefined)[];
  /** First and last coefficient, and the bits of them: those sent before, and where these begin. */
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
}

/** Twice what a mean of eight bits can be, times 8: some programs overshoot. */
const LARGEST_MEAN = 2048;

/** Passes over one block after another. */
export class BlockReader {
  readonly #bits: ScanBits;
  readonly #scan: Scan;
  readonly #quantisers: readonly number[];
  readonly #read: (component: number, block: number) => void;
  /** Blocks to come that hold nothing new. */
  #empty = 0;

  constructor(bits: ScanBits, scan: Scan, progressive: boolean, quantisers: readonly number[]) {
    this.#bits = bits;
    this.#scan = scan;
    this.#quantisers = quantisers;
    const { first, high } = scan;
    if (!progressive) this.#read = this.#baseline;
    else if (first === 0) this.#read = high === 0 ? this.#mean : () => bits.skip(1);
    else this.#read = high === 0 ? this.#details : this.#moreDetails;
    this.restart();
  }

  read(component: number, block: number): void {
    this.#read(component, block);
  }

  restart(): void {
    if (this.#empty > 0) throw new ScanDamage('a run of blocks beyond its part');
    for (const component of this.#scan.components) component.mean = 0;
  }

  end(): void {
    if (this.#empty > 0) throw new ScanDamage('a run of blocks beyond its end');
  }

  #baseline(component: number): void {
    this.#mean(component);
    const bits = this.#bits;
    const table = tableOf(this.#scan.ac[component]);
    for (let k = 1; k < 64; k++) {
      const symbol = bits.symbol(table);
      const size = symbol & 15;
      if (size === 0) {
        if (symbol !== 0xf0) return;
        k += 15;
        continue;
      }
      k += symbol >> 4;
      if (k > 63) throw new ScanDamage('more coefficients than a block has');
      bits.skip(size);
    }
  }

  /** The mean of a block, as its difference from the last one's. */
  #mean(index: number): void {
    const component = this.#scan.components[index]!;
    const size = this.#bits.symbol(tableOf(this.#scan.dc[index]));
    if (size > 11) throw new ScanDamage('a brightness out of all range');
    if (size > 0) component.mean += this.#bits.signed(size);
    const quantiser = this.#quantisers[component.table] ?? 1;
    if (Math.abs(component.mean * 2 ** this.#scan.low) * quantiser > LARGEST_MEAN + quantiser)
      throw new ScanDamage('a brightness out of all range');
  }

  #details(index: number, block: number): void {
    if (this.#empty > 0) {
      this.#empty--;
      return;
    }
    const { first, last, components } = this.#scan;
    const bits = this.#bits;
    const table = tableOf(this.#scan.ac[index]);
    const { nonZero } = components[index]!;
    for (let k = first; k <= last; k++) {
      const symbol = bits.symbol(table);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0) {
        if (run < 15) {
          this.#empty = bits.emptyBlocks(run) - 1;
          return;
        }
        k += 15;
        continue;
      }
      k += run;
      if (k > last) throw new ScanDamage('more coefficients than a block has');
      nonZero[2 * block + (k >> 5)]! |= 1 << (k & 31);
      bits.skip(size);
    }
  }

  /** One more bit of each coefficient from k on that is known not to be zero. */
  #skipKnown(nonZero: Uint32Array, block: number, k: number): void {
    const known = countKnown(nonZero, block, k, this.#scan.last);
    for (let left = known; left > 0; left -= 16) this.#bits.skip(Math.min(16, left));
  }

  /** One more bit of what is known not to be zero, and what begins to be so with this bit. */
  #moreDetails(index: number, block: number): void {
    const { first, last, components } = this.#scan;
    const bits = this.#bits;
    const table = tableOf(this.#scan.ac[index]);
    const { nonZero } = components[index]!;
    let k = first;
    if (this.#empty > 0) {
      this.#skipKnown(nonZero, block, k);
      this.#empty--;
      return;
    }
    for (; k <= last; k++) {
      const symbol = bits.symbol(table);
      let run = symbol >> 4;
      const size = symbol & 15;
      if (size > 1) throw new ScanDamage('a code out of place');
      if (size === 0 && run < 15) {
        this.#empty = bits.emptyBlocks(run);
        break;
      }
      if (size === 1) bits.skip(1);
      for (; k <= last; k++) {
        if (isKnown(nonZero, block, k)) bits.skip(1);
        else if (run-- === 0) break;
      }
      if (size === 0) continue;
      if (k > last) throw new ScanDamage('more coefficients than a block has');
      nonZero[2 * block + (k >> 5)]! |= 1 << (k & 31);
    }
    if (this.#empty === 0) return;
    this.#skipKnown(nonZero, block, k);
    this.#empty--;
  }
}

function isKnown(nonZero: Uint32Array, block: number, k: number): boolean {
  return ((nonZero[2 * block + (k >> 5)]! >>> (k & 31)) & 1) === 1;
}

/** How many of the coefficients `from` … `to` of a block are known. */
function countKnown(nonZero: Uint32Array, block: number, from: number, to: number): number {
  const low = from < 32 ? nonZero[2 * block]! & bitsBetween(from, Math.min(to, 31)) : 0;
  const high = to > 31 ? nonZero[2 * block + 1]! & bitsBetween(Math.max(from, 32) - 32, to - 32) : 0;
  return ones(low) + ones(high);
}

function bitsBetween(from: number, to: number): number {
  return from > to ? 0 : (-1 << from) & (-1 >>> (31 - to));
}

function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function tableOf(table: HuffmanTable | undefined): HuffmanTable {
  if (!table) throw new ScanDamage('a table of codes is missing');
  return table;
}
