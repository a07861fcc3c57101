/** NumPy's .npz: a zip of .npy files, for `numpy.load`. */
import { unzipSync, zipSync } from 'fflate';
import { messageOf } from '../base/messageOf';
import type { PlainTensor } from '../networks/parameters';
import { readNpy, writeNpy } from './npy';

/** `numpy.load(file)['metadata.json']` gives the text's bytes. */
const METADATA = 'metadata.json';

/** The file of these arrays, not compressed, as numpy.savez. Metadata is text by name. */
export function writeNpz(
  tensors: ReadonlyMap<string, PlainTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const arrays = [...tensors].map(([name, tensor]) => [`${name}.npy`, writeNpy(tensor)] as const);
  const text = new TextEncoder().encode(JSON.stringify(metadata));
  return zipSync({ ...Object.fromEntries(arrays), [METADATA]: text }, { level: 0, mtime: EPOCH });
}

/** The first day that a zip can hold: the same weights give the same bytes. */
const EPOCH = '1980-01-01T00:00:00';

/** Reads what writeNpz wrote. Throws one sentence if it is something else. */
export function readNpz(bytes: Uint8Array): {
  tensors: Map<string, PlainTensor>;
  metadata: Record<string, string>;
} {
  try {
    const { [METADATA]: text, ...arrays } = unzipSync(bytes);
    const tensors = Object.entries(arrays).map(
      ([file, array]) => [file.replace(/\.npy$/, ''), readNpy(array)] as const,
    );
    const metadata = text ? (JSON.parse(new TextDecoder().decode(text)) as Record<string, string>) : {};
    return { tensors: new Map(tensors), metadata };
  } catch (error) {
    throw new Error(`This is not an .npz file of ours: ${messageOf(error)}`, { cause: error });
  }
}
