/** Colour spaces that a file names by the numbers of ITU-T H.273 instead of a profile. */
import { indexOfText } from './byteText';
import { pngChunks } from './pngChunks';
import type { ImageKind } from './types';

export interface Cicp {
  readonly primaries: number;
  readonly transfer: number;
}

/** The numbers in a PNG or an AVIF, or null. Those of a PNG hold for RGB in its full range alone. */
export function cicpOf(kind: ImageKind, bytes: Uint8Array): Cicp | null {
  if (kind === 'png') {
    for (const { type, data } of pngChunks(bytes)) {
      if (type === 'cICP') {
        const [primaries, transfer, matrix, full] = data;
        return matrix === 0 && full === 1 ? { primaries: primaries!, transfer: transfer! } : null;
      }
      if (type === 'IDAT') return null;
    }
  }
  if (kind === 'avif') {
    const at = indexOfText(bytes, 'colrnclx', 0, 4096);
    // A profile says more.
    if (at >= 0 && indexOfText(bytes, 'colrprof', 0, 4096) < 0)
      return { primaries: bytes[at + 9]!, transfer: bytes[at + 11]! };
  }
  return null;
}

/** Of pictures brighter than white, which each program makes darker in its own way. */
export function isHdr({ transfer }: Cicp): boolean {
  return transfer === 16 || transfer === 18; // PQ and HLG
}
