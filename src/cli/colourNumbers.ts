/** The colours that a PNG or an AVIF tells by numbers, which libvips passes over. A browser heeds them. */
import { cicpOf } from '../data/cicp';
import { pngChunks } from '../data/pngChunks';
import type { ImageKind } from '../data/types';
import { SRGB_CHROMATICITIES, type Chromaticities, type Curve } from './iccProfile';

export interface ColourNumbers {
  readonly chromaticities: Chromaticities;
  readonly curve: Curve;
}

const D65 = SRGB_CHROMATICITIES[0];

/** By the numbers of ITU-T H.273. */
const PRIMARIES: Readonly<Record<number, Chromaticities>> = {
  1: SRGB_CHROMATICITIES,
  5: [D65, [0.64, 0.33], [0.29, 0.6], [0.15, 0.06]],
  6: [D65, [0.63, 0.34], [0.31, 0.595], [0.155, 0.07]],
  7: [D65, [0.63, 0.34], [0.31, 0.595], [0.155, 0.07]],
  9: [D65, [0.708, 0.292], [0.17, 0.797], [0.131, 0.046]],
  11: [
    [0.314, 0.351],
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
  ],
  12: [D65, [0.68, 0.32], [0.265, 0.69], [0.15, 0.06]],
};
/** Of BT.709, BT.601 and BT.2020 the one of their screens. */
const CURVES: Readonly<Record<number, Curve>> = {
  ...{ 1: 2.4, 4: 2.2, 5: 2.8, 6: 2.4, 8: 1, 13: 'srgb', 14: 2.4, 15: 2.4, 17: 'cinema' },
};
const BT709 = 1;

/** Beside which a gamma is that of sRGB, unless primaries are told too: programs write it to mean just that. */
const USUAL_GAMMA = 1 / 2.2;

/** Null where a file tells none, or a profile or sRGB instead. */
export function colourNumbers(kind: ImageKind, bytes: Uint8Array): ColourNumbers | null {
  const cicp = cicpOf(kind, bytes);
  const chromaticities = cicp && PRIMARIES[cicp.primaries];
  const curve = cicp && CURVES[cicp.transfer];
  if (chromaticities && curve) {
    // Browsers take the one of BT.709 in AVIF, where it is most often said, for the one of sRGB.
    const usual = kind === 'avif' && cicp.transfer === BT709;
    return { chromaticities, curve: usual ? 'srgb' : curve };
  }
  return kind === 'png' ? fromGamma(bytes) : null;
}

function fromGamma(bytes: Uint8Array): ColourNumbers | null {
  let [gamma, chromaticities]: [number, Chromaticities | null] = [0, null];
  for (const { type, data } of pngChunks(bytes)) {
    if (type === 'iCCP' || type === 'sRGB') return null;
    if (type === 'gAMA' && data.length === 4) gamma = units(data, 0);
    if (type === 'cHRM' && data.length === 32) {
      const point = (at: number) => [units(data, at), units(data, at + 4)] as const;
      chromaticities = [point(0), point(8), point(16), point(24)];
    }
    if (type === 'IDAT') break;
  }
  if (gamma === 0 || (!chromaticities && Math.abs(gamma / USUAL_GAMMA - 1) < 0.05)) return null;
  return { chromaticities: chromaticities ?? SRGB_CHROMATICITIES, curve: 1 / gamma };
}

function units(data: Uint8Array, at: number): number {
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at) / 100_000;
}
