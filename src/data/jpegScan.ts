/**
 * Whether the scans of a JPEG hold one whole picture. Decoders make something of whatever they find, and neither a
 * browser nor libvips tells: so the Huffman codes are followed here, without making coefficients or pixels of them.
 */
import { HuffmanTable, ScanBits, ScanDamage } from './jpegBits';
import { ImageProblem } from './types';

interface Component {
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

interface Frame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  readonly widest: number;
  readonly highest: number;
}

interface Scan {
  readonly components: readonly Component[];
  readonly dc: readonly (HuffmanTable | undefined)[];
  readonly ac: readonly (HuffmanTable | undefined)[];
  /** First and last coefficient, and the bits of them: those sent before, and where these begin. */
  readonly first: number;
  readonly last: number;
  readonly high: number;
  readonly low: number;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Twice what a mean of eight bits can be, times 8: some programs overshoot. */
const LARGEST_MEAN = 2048;

/**
 * Follows all scans of a JPEG in Huffman codes with eight bits.
 *
 * @throws ImageProblem 'unreadable' where they do not hold just the picture, or 'truncated' where the file ends first.
 */
export function checkJpegScans(bytes: Uint8Array): void {
  new ScanCheck(bytes).run();
}

class ScanCheck {
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  readonly #dc: HuffmanTable[] = [];
  readonly #ac: HuffmanTable[] = [];
  readonly #quantisers: number[] = [];
  #frame: Frame | null = null;
  #interval = 0;
  /** Components of which a scan has been seen. */
  readonly #seen = new Set<number>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): void {
    let at = 2;
    try {
      for (;;) {
        const marker = this.#data.getUint8(at + 1);
        if (this.#data.getUint8(at) !== 0xff || marker === 0x00)
          throw new ScanDamage('no marker where one is due');
        if (marker === END_OF_IMAGE) break;
        if (marker === 0xff) at++;
        else if (marker === START_OF_SCAN) at = this.#scan(at + 2);
        else if (marker >= 0xd0 && marker <= 0xd8) at += 2;
        else at = this.#segment(marker, at + 2);
      }
      if (!this.#complete()) throw new ScanDamage('a colour is missing');
    } catch (error) {
      if (error instanceof ScanDamage) throw problem(error.message);
      if (!(error instanceof RangeError)) throw error;
      // A whole picture without its end mark is a whole picture.
      if (this.#frame?.progressive !== false || !this.#complete())
        throw new ImageProblem('truncated', 'The end of the jpeg file is missing.');
    }
  }

  #complete(): boolean {
    return this.#frame !== null && this.#frame.components.every(({ id }) => this.#seen.has(id));
  }

  #segment(marker: number, at: number): number {
    const end = at + this.#data.getUint16(at);
    if (marker === 0xc4) this.#huffmanTables(at + 2, end);
    else if (marker === 0xdb) this.#quantiserTables(at + 2, end);
    else if (marker === 0xdd) this.#interval = this.#data.getUint16(at + 2);
    else if (marker >= 0xc0 && marker <= 0xc2) this.#frame = this.#readFrame(marker === 0xc2, at + 2);
    return end;
  }

  #huffmanTables(from: number, end: number): void {
    for (let at = from; at < end;) {
      const which = this.#data.getUint8(at);
      const counts = this.#bytes.subarray(at + 1, at + 17);
      const length = counts.reduce((sum, count) => sum + count, 0);
      const table = new HuffmanTable(counts, this.#bytes.subarray(at + 17, at + 17 + length));
      (which >= 16 ? this.#ac : this.#dc)[which & 15] = table;
      at += 17 + length;
    }
  }

  #quantiserTables(from: number, end: number): void {
    for (let at = from; at < end;) {
      const which = this.#data.getUint8(at);
      this.#quantisers[which & 15] = which >= 16 ? this.#data.getUint16(at + 1) : this.#data.getUint8(at + 1);
      at += 1 + (which >= 16 ? 128 : 64);
    }
  }

  #readFrame(progressive: boolean, at: number): Frame {
    if (this.#frame !== null) throw new ScanDamage('two frames');
    const [height, width] = [this.#data.getUint16(at + 1), this.#data.getUint16(at + 3)];
    const components = Array.from({ length: Math.min(4, this.#data.getUint8(at + 5)) }, (_, i): Component => {
      const [id, factors, table] = [0, 1, 2].map((offset) => this.#data.getUint8(at + 6 + 3 * i + offset));
      const [across, down] = [factors! >> 4, factors! & 15];
      if (across < 1 || across > 4 || down < 1 || down > 4) throw new ScanDamage('impossible sampling');
      const nonZero = new Uint32Array();
      return { id: id!, across, down, table: table!, columns: 0, rows: 0, nonZero, mean: 0 };
    });
    const widest = Math.max(...components.map(({ across }) => across));
    const highest = Math.max(...components.map(({ down }) => down));
    for (const component of components) {
      component.columns = Math.ceil(width / (8 * widest)) * component.across;
      component.rows = Math.ceil(height / (8 * highest)) * component.down;
      if (progressive) component.nonZero = new Uint32Array(2 * component.columns * component.rows);
    }
    return { progressive, width, height, components, widest, highest };
  }

  /** @returns where the marker behind the scan is. */
  #scan(at: number): number {
    const frame = this.#frame;
    if (frame === null) throw new ScanDamage('a scan before its frame');
    const scan = this.#readScan(frame, at);
    const bits = new ScanBits(this.#bytes, at + this.#data.getUint16(at));
    // Of one component there are only the blocks that show; of several, units with some of each.
    const [alone] = scan.components;
    const single = scan.components.length === 1;
    const across = single
      ? blocks(frame.width, alone!.across, frame.widest)
      : blocks(frame.width, 1, frame.widest);
    const down = single
      ? blocks(frame.height, alone!.down, frame.highest)
      : blocks(frame.height, 1, frame.highest);
    const reader = new BlockReader(bits, scan, frame.progressive, this.#quantisers);
    for (let unit = 0; unit < across * down; unit++) {
      if (this.#interval > 0 && unit > 0 && unit % this.#interval === 0) {
        bits.restart(unit / this.#interval - 1);
        reader.restart();
      }
      if (single) reader.read(0, Math.floor(unit / across) * alone!.columns + (unit % across));
      else this.#unit(reader, scan, Math.floor(unit / across), unit % across);
    }
    reader.end();
    for (const { id } of scan.components) this.#seen.add(id);
    return bits.end();
  }

  #unit(reader: BlockReader, { components }: Scan, row: number, column: number): void {
    for (let i = 0; i < components.length; i++) {
      const { across, down, columns } = components[i]!;
      for (let y = 0; y < down; y++)
        for (let x = 0; x < across; x++) reader.read(i, (row * down + y) * columns + column * across + x);
    }
  }

  #readScan(frame: Frame, at: number): Scan {
    const count = this.#data.getUint8(at + 2);
    const chosen = Array.from({ length: count }, (_, i) => {
      const [id, tables] = [this.#data.getUint8(at + 3 + 2 * i), this.#data.getUint8(at + 4 + 2 * i)];
      const component = frame.components.find((other) => other.id === id);
      if (!component) throw new ScanDamage('a scan of no component');
      return { component, dc: this.#dc[tables >> 4], ac: this.#ac[tables & 15] };
    });
    const [first, last, bits] = [0, 1, 2].map((offset) => this.#data.getUint8(at + 3 + 2 * count + offset));
    // What baseline pictures say of it is often wrong, and all decoders pass over it.
    const selected = frame.progressive
      ? { first: first!, last: Math.min(last!, 63), high: bits! >> 4, low: bits! & 15 }
      : { first: 0, last: 63, high: 0, low: 0 };
    return {
      components: chosen.map(({ component }) => component),
      dc: chosen.map(({ dc }) => dc),
      ac: chosen.map(({ ac }) => ac),
      ...selected,
    };
  }
}

/** Units of a side of so many pixels. */
function blocks(pixels: number, factor: number, largest: number): number {
  return Math.ceil(Math.ceil((pixels * factor) / largest) / 8);
}

/** Passes over one block after another. */
class BlockReader {
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

function problem(why: string): ImageProblem {
  return new ImageProblem('unreadable', `The jpeg is damaged inside (${why}): replace it with a good copy.`);
}
