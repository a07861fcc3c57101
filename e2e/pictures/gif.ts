/** GIF files by hand: with frames that leave a margin, transparent entries and odd ends. */

export interface GifFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The index of a pixel of the frame. */
  readonly at: (x: number, y: number) => number;
  /** The entry that is not drawn. */
  readonly transparent?: number;
  readonly interlaced?: boolean;
}

export interface GifForm {
  readonly width: number;
  readonly height: number;
  /** At most 128 colours. */
  readonly palette: readonly (readonly number[])[];
  readonly frames: readonly GifFrame[];
  readonly background?: number;
}

const TRAILER = 0x3b;

export function gif({ width, height, palette, frames, background = 0 }: GifForm): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\xf6\0\0', 'latin1'); // a global palette of 128 entries
  screen.writeUInt16LE(width, 6);
  screen.writeUInt16LE(height, 8);
  screen[11] = background;
  const colours = Buffer.alloc(3 * 128);
  palette.forEach((colour, i) => colours.set(colour, 3 * i));
  return Buffer.concat([screen, colours, ...frames.map(frameBytes), Buffer.of(TRAILER)]);
}

function frameBytes({ left, top, width, height, at, transparent, interlaced = false }: GifFrame): Buffer {
  const control = Buffer.of(0x21, 0xf9, 4, transparent === undefined ? 0 : 1, 10, 0, transparent ?? 0, 0);
  const descriptor = Buffer.alloc(10);
  descriptor[0] = 0x2c;
  [left, top, width, height].forEach((value, i) => descriptor.writeUInt16LE(value, 1 + 2 * i));
  descriptor[9] = interlaced ? 0x40 : 0;
  const rows = Array.from({ length: height }, (_, y) => y);
  const order = interlaced
    ? [...every(rows, 0, 8), ...every(rows, 4, 8), ...every(rows, 2, 4), ...every(rows, 1, 2)]
    : rows;
  const indices = order.flatMap((y) => Array.from({ length: width }, (_, x) => at(x, y)));
  return Buffer.concat([control, descriptor, Buffer.of(7), subBlocks(uncompressed(indices)), Buffer.of(0)]);
}

function every(rows: readonly number[], from: number, step: number): number[] {
  return rows.filter((y) => y >= from && (y - from) % step === 0);
}

/** Codes of eight bits, all of them single indices: the table is cleared before codes would need nine. */
function uncompressed(indices: readonly number[]): Buffer {
  const CLEAR = 128;
  const codes: number[] = [];
  indices.forEach((index, i) => {
    if (i % 120 === 0) codes.push(CLEAR);
    codes.push(index);
  });
  return Buffer.from([...codes, CLEAR + 1]);
}

function subBlocks(data: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    blocks.push(Buffer.of(block.length), block);
  }
  return Buffer.concat(blocks);
}
