/** Windows bitmaps by hand: nothing here writes them. */

export type Rgb = readonly [red: number, green: number, blue: number];

export interface BitmapForm {
  readonly width: number;
  readonly height: number;
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  readonly at: (x: number, y: number) => Rgb;
  readonly fromTop?: boolean;
  /** Bit masks of red, green, blue and, where there is one, alpha. */
  readonly masks?: readonly number[];
  readonly alpha?: (x: number, y: number) => number;
  /** Of colours that `at` gives, for up to 8 bits. */
  readonly palette?: readonly Rgb[];
  /** In runs, as BI_RLE4 and BI_RLE8 are. */
  readonly runs?: boolean;
  /** An ICC profile behind a header of version 5. */
  readonly profile?: Uint8Array;
}

const USUAL_MASKS = { 16: [0x7c00, 0x3e0, 0x1f], 24: [0xff0000, 0xff00, 0xff], 32: [0xff0000, 0xff00, 0xff] };

export function bitmap(form: BitmapForm): Buffer {
  const { width, height, bits, fromTop = false, masks, palette = [], runs = false, profile } = form;
  const headerBytes = profile ? 124 : masks?.length === 4 ? 108 : 40;
  const begin = 14 + headerBytes + 4 * palette.length + (masks && headerBytes === 40 ? 12 : 0);
  const rows = Array.from({ length: height }, (_, i) => (fromTop ? i : height - 1 - i));
  const pixels = Buffer.concat(
    runs ? [...rows.map((y) => runRow(form, y)), Buffer.of(0, 1)] : rows.map((y) => plainRow(form, y)),
  );
  const file = Buffer.alloc(begin + pixels.length + (profile?.length ?? 0));
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(begin, 10);
  file.writeUInt32LE(headerBytes, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(fromTop ? -height : height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(masks ? 3 : runs ? (bits === 8 ? 1 : 2) : 0, 30);
  file.writeUInt32LE(palette.length, 46);
  masks?.forEach((mask, i) => file.writeUInt32LE(mask, 54 + 4 * i));
  if (profile) {
    file.write('DEBM', 70); // 'MBED', a profile in the file, the least byte first
    file.writeUInt32LE(begin - 14 + pixels.length, 126);
    file.writeUInt32LE(profile.length, 130);
    file.set(profile, begin + pixels.length);
  } else if (headerBytes === 108) {
    file.write('BGRs', 70); // sRGB
  }
  palette.forEach(([r, g, b], i) => file.set([b, g, r, 0], 14 + headerBytes + 4 * i));
  file.set(pixels, begin);
  return file;
}

function plainRow(form: BitmapForm, y: number): Buffer {
  const { width, bits } = form;
  const row = Buffer.alloc(Math.ceil((width * bits) / 32) * 4);
  for (let x = 0; x < width; x++) {
    if (bits <= 8) row[(x * bits) >> 3]! |= indexAt(form, x, y) << (8 - bits - ((x * bits) & 7));
    else row.writeUIntLE(masked(form, x, y), (x * bits) / 8, bits / 8);
  }
  return row;
}

/** Runs of one colour, then one absolute run, then the end of the row. */
function runRow(form: BitmapForm, y: number): Buffer {
  const codes: number[] = [];
  const half = form.width >> 1;
  for (let x = 0; x < half;) {
    const index = indexAt(form, x, y);
    let length = 1;
    while (x + length < half && length < 255 && indexAt(form, x + length, y) === index) length++;
    codes.push(length, form.bits === 8 ? index : index * 17);
    x += length;
  }
  const rest = Array.from({ length: form.width - half }, (_, i) => indexAt(form, half + i, y));
  const packed =
    form.bits === 8
      ? rest
      : Array.from(
          { length: Math.ceil(rest.length / 2) },
          (_, i) => rest[2 * i]! * 16 + (rest[2 * i + 1] ?? 0),
        );
  codes.push(0, rest.length, ...packed, ...(packed.length & 1 ? [0] : []), 0, 0);
  return Buffer.from(codes);
}

function indexAt({ palette = [], at }: BitmapForm, x: number, y: number): number {
  const colour = at(x, y);
  return palette.findIndex((entry) => entry.every((value, c) => value === colour[c]));
}

function masked({ bits, masks, alpha, at }: BitmapForm, x: number, y: number): number {
  const all = masks ?? USUAL_MASKS[bits as 16 | 24 | 32];
  const values = [...at(x, y), alpha?.(x, y) ?? 255];
  return all.reduce((sum, mask, c) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return sum + Math.round((values[c]! / 255) * (mask >>> shift)) * 2 ** shift;
  }, 0);
}
