/**
 * Whether the scans of a JPEG hold one whole picture. Decoders make something of whatever they find, and neither a
 * browser nor libvips tells: so the Huffman codes are followed, without making coefficients or pixels of them.
 */
import { HuffmanTable, ScanBits, ScanDamage } from './jpegBits';
import { BlockReader, type Component, type Scan } from './jpegBlocks';
import { ImageProblem } from './types';

interface Frame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  readonly widest: number;
  readonly highest: number;
}

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

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

function problem(why: string): ImageProblem {
  return new ImageProblem('unreadable', `The jpeg is damaged inside (${why}): replace it with a good copy.`);
}
