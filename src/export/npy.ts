/** A float32 array in NumPy's .npy format, version 1.0. */
import type { PlainTensor } from '../networks/parameters';

/** The header and the data begin at multiples of this. */
const ALIGNMENT = 64;

/** The file of a little-endian float32 array in C order, for `numpy.load`. */
export function writeNpy({ shape, data }: PlainTensor): Uint8Array<ArrayBuffer> {
  const shapeText = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shapeText}), }`;
  const prefix = 10; // magic, version, header length
  const length = Math.ceil((prefix + description.length + 1) / ALIGNMENT) * ALIGNMENT - prefix;
  const file = new Uint8Array(prefix + length + data.byteLength);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, length & 0xff, length >> 8]);
  file.set(new TextEncoder().encode(`${description.padEnd(length - 1)}\n`), prefix);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), prefix + length);
  return file;
}
