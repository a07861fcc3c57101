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

/** Reads what writeNpy wrote. Throws an Error if the array is of another type or order. */
export function readNpy(file: Uint8Array): PlainTensor {
  const prefix = 10;
  const begin = prefix + (file[8] ?? 0) + 256 * (file[9] ?? 0);
  const description = new TextDecoder().decode(file.subarray(prefix, begin));
  const [, sides] = /'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\)/.exec(description) ?? [];
  if (sides === undefined) throw new Error(`an array is not of float32 in C order: ${description.trim()}`);
  const shape = sides
    .split(',')
    .filter((side) => side.trim() !== '')
    .map(Number);
  // A copy, so that the numbers are aligned.
  return { shape, data: new Float32Array(new Uint8Array(file.subarray(begin)).buffer) };
}
