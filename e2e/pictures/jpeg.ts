/** JPEG files as sharp does not write them: other markers, and damage within. */

/** With an Adobe marker of this transform, or with none. */
export function withAdobeMarker(jpeg: Buffer, transform: number | null): Buffer {
  const kept: Buffer[] = [jpeg.subarray(0, 2)];
  if (transform !== null)
    kept.push(Buffer.from(`\xff\xee\0\x0eAdobe\0\x64\0\0\0\0${String.fromCharCode(transform)}`, 'latin1'));
  let at = 2;
  for (; jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] !== 0xee) kept.push(jpeg.subarray(at, at + 2 + jpeg.readUInt16BE(at + 2)));
  }
  return Buffer.concat([...kept, jpeg.subarray(at)]);
}

/** Damage in the middle of the last scan; what is before and behind it stays. */
export function damagedWithin(jpeg: Buffer, how: 'noise' | 'zeros' | 'lost'): Buffer {
  const scan = jpeg.lastIndexOf(Buffer.of(0xff, 0xda)) + 14;
  const from = scan + ((jpeg.length - scan) >> 1);
  const to = from + Math.min(200, (jpeg.length - from) >> 1);
  if (how === 'lost') return Buffer.concat([jpeg.subarray(0, from), jpeg.subarray(to)]);
  const bytes = Buffer.from(jpeg);
  // A multiplicative generator; 255 would be a marker.
  for (let i = from, state = 7; i < to; i++)
    bytes[i] = how === 'zeros' ? 0 : (state = (state * 75) % 65_537) % 255;
  return bytes;
}

/** Grey, of 128 × 64 pixels, with a restart mark behind each block, which sharp does not write. */
export function withRestarts(): Buffer {
  const [columns, rows] = [16, 8];
  const segment = (marker: number, ...data: readonly number[]): Buffer =>
    Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data);
  const quantisers = Array.from({ length: 64 }, () => 8);
  // Two codes each: 0 for a difference of 0 bits or the end of a block, 10 for a difference of 4 bits.
  const counts = [1, 1, ...Array.from({ length: 14 }, () => 0)];
  const parts: Buffer[] = [
    Buffer.of(0xff, 0xd8),
    segment(0xdb, 0, ...quantisers),
    segment(0xc0, 8, 0, rows * 8, 0, columns * 8, 1, 1, 0x11, 0),
    segment(0xc4, 0x00, ...counts, 0, 4),
    segment(0xc4, 0x10, ...counts, 0, 1),
    segment(0xdd, 0, 1),
    segment(0xda, 1, 1, 0, 0, 63, 0),
  ];
  for (let block = 0; block < columns * rows; block++) {
    if (block > 0) parts.push(Buffer.of(0xff, 0xd0 + ((block - 1) & 7)));
    const level = 8 + (block & 7); // 10, the level, the end of the block, ones
    parts.push(Buffer.of(0x80 | (level << 2) | 0x01));
  }
  return Buffer.concat([...parts, Buffer.of(0xff, 0xd9)]);
}
