/** How a picture is to be turned, as EXIF tells it: read here because browsers turn WebP and PNG each in its own way. */

/** 1 … 8, as in EXIF: 1 is upright, 2, 4, 5 and 7 are mirrored, from 5 on the sides are exchanged. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x112;

/** The orientation of a WebP; 1 where it tells none. */
export function webpOrientation(bytes: Uint8Array): Orientation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (String.fromCharCode(...bytes.subarray(at, at + 4)) === 'EXIF')
      return tiffOrientation(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size & 1);
  }
  return 1;
}

/** Of a TIFF header with its entries, with or without the name that JPEG puts before it. */
function tiffOrientation(exif: Uint8Array): Orientation {
  const named = String.fromCharCode(...exif.subarray(0, 4)) === 'Exif';
  const tiff = named ? exif.subarray(6) : exif;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, little);
    for (let i = 0; i < view.getUint16(directory, little); i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) !== ORIENTATION_TAG) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? (value as Orientation) : 1;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // cut off: it tells nothing
  }
  return 1;
}
