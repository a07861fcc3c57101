/** The bits of a JPEG's scan, and the codes that they spell. */

/** What a scan holds cannot be so. The message says in a few words why. */
export class ScanDamage extends Error {}

const SHORT = 9;
const MOST_ZEROS = 4;

/** Huffman codes, looked up by their first bits, and bit by bit where they are longer. */
export class HuffmanTable {
  /** By the next nine bits: length × 256 + symbol, or 0 for none that short. */
  readonly short = new Uint16Array(2 ** SHORT);
  /** By length: the code behind the last of that length, and what makes an index into `symbols` of a code. */
  readonly behind = new Int32Array(17);
  readonly offset = new Int32Array(17);
  readonly symbols: Uint8Array;

  /** @param counts of the codes with 1 … 16 bits. */
  constructor(counts: Uint8Array, symbols: Uint8Array) {
    this.symbols = symbols;
    let [code, index] = [0, 0];
    for (let length = 1; length <= 16; length++) {
      this.offset[length] = index - code;
      for (let i = 0; i < (counts[length - 1] ?? 0); i++, code++, index++) {
        if (length > SHORT) continue;
        const from = code << (SHORT - length);
        this.short.fill((length << 8) | (symbols[index] ?? 0), from, from + 2 ** (SHORT - length));
      }
      if (code > 2 ** length) throw new ScanDamage('an impossible table of codes');
      this.behind[length] = code;
      code <<= 1;
    }
  }
}

/** Reads a scan up to the next marker. */
export class ScanBits {
  readonly #bytes: Uint8Array;
  #at: number;
  #buffer = 0;
  /** How many of the lowest bits of the buffer are still to be read. */
  #count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  symbol(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const next =
      this.#count >= SHORT ? this.#buffer >>> (this.#count - SHORT) : this.#buffer << (SHORT - this.#count);
    const found = table.short[next & (2 ** SHORT - 1)]!;
    if (found !== 0) {
      this.#count -= found >> 8;
      if (this.#count < 0) throw this.#early();
      return found & 255;
    }
    for (let length = SHORT + 1; length <= 16; length++) {
      if (length > this.#count) throw this.#early();
      const code = (this.#buffer >>> (this.#count - length)) & (2 ** length - 1);
      if (code >= table.behind[length]!) continue;
      this.#count -= length;
      return table.symbols[code + table.offset[length]!]!;
    }
    throw new ScanDamage('a code that does not exist');
  }

  skip(bits: number): void {
    if (this.#count < bits) this.#fill();
    this.#count -= bits;
    if (this.#count < 0) throw this.#early();
  }

  /** A number of 1 … 16 bits, of which those without a leading one are negative. */
  signed(bits: number): number {
    const value = this.#unsigned(bits);
    return value >= 2 ** (bits - 1) ? value : value - 2 ** bits + 1;
  }

  /** Of how many blocks a run of the given class says that nothing follows, the present one among them. */
  emptyBlocks(size: number): number {
    return size === 0 ? 1 : 2 ** size + this.#unsigned(size);
  }

  /** Passes over the marker between two parts, the `index`-th of the scan. */
  restart(index: number): void {
    const at = this.#markerAhead();
    if (this.#bytes[at + 1] !== 0xd0 + (index & 7))
      throw new ScanDamage('a restart mark is not where it is due');
    this.#at = at + 2;
  }

  /** Where the marker behind the scan is. Throws a RangeError where the file ends. */
  end(): number {
    const at = this.#markerAhead();
    if (at >= this.#bytes.length) throw new RangeError('no marker');
    return at;
  }

  #unsigned(bits: number): number {
    if (this.#count < bits) this.#fill();
    this.#count -= bits;
    if (this.#count < 0) throw this.#early();
    return (this.#buffer >>> this.#count) & (2 ** bits - 1);
  }

  #fill(): void {
    while (this.#count <= 24) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return;
      if (byte === 0xff) {
        if (this.#bytes[this.#at + 1] !== 0) return; // a marker
        this.#at++;
      }
      this.#at++;
      this.#buffer = (this.#buffer << 8) | byte;
      this.#count += 8;
    }
  }

  /** The next marker. Before it some encoders fill up, with ones or a few zeros. */
  #markerAhead(): number {
    let zeros = 0;
    const fill = (byte: number): void => {
      if (byte === 0) zeros++;
      if (zeros > MOST_ZEROS || (byte !== 0 && byte !== 0xff))
        throw new ScanDamage('more data than the picture has');
    };
    for (let left = this.#count >> 3; left > 0; left--) fill((this.#buffer >>> (8 * (left - 1))) & 255);
    this.#count = 0;
    let at = this.#at;
    for (; at < this.#bytes.length; at++) {
      const [byte, next] = [this.#bytes[at]!, this.#bytes[at + 1]];
      if (byte === 0xff && next === 0xff) continue;
      if (byte === 0xff && next !== 0) break;
      fill(byte);
      if (byte === 0xff) at++;
    }
    return at;
  }

  /** The bits end before what they spell. */
  #early(): Error {
    return this.#at >= this.#bytes.length
      ? new RangeError('the file ends')
      : new ScanDamage('less data than the picture has');
  }
}
