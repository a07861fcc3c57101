/**
 * Whether a picture is whole inside. Decoders make something of whatever they find, each in its own way, and say nothing:
 * a damaged picture would be trained on.
 */
import { hasText } from './byteText';
import { cicpOf, isHdr } from './cicp';
import { checkGifPixels, withOneFrame } from './gif';
import { checkJpegScans } from './jpegScan';
import { checkPngChunks, pngChunks } from './pngChunks';
import { imageKind } from './sniff';
import { ImageProblem } from './types';

const PNG_END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
const JPEG_END = [0xff, 0xd9];

/**
 * Checks the inside of what `checkImage` has passed, as far as its kind lets one know: lossy WebP and AVIF have no sums
 * and no codes that could be wrong.
 *
 * @returns the same picture with the end mark that it may lack, without which decoders refuse it; of a GIF, its first
 *   frame.
 * @throws ImageProblem with the reason why it is not to be decoded.
 */
export function intact(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const kind = imageKind(bytes);
  const cicp = kind && cicpOf(kind, bytes);
  if (cicp && isHdr(cicp))
    throw new ImageProblem('unreadable', 'HDR pictures (PQ or HLG) are not read: save it as SDR, in sRGB.');
  switch (kind) {
    case 'gif':
      checkGifPixels(bytes);
      return withOneFrame(bytes);
    case 'jpeg':
      checkJpegScans(bytes);
      return hasText(bytes, bytes.length - 2, '\xff\xd9') ? bytes : joined(bytes, bytes.length, JPEG_END);
    case 'png':
      checkPngChunks(bytes);
      return withPngEnd(bytes);
    default:
      return bytes;
  }
}

function withPngEnd(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let end = 8;
  for (const { type, to } of pngChunks(bytes)) {
    if (type === 'IEND') return bytes;
    end = to;
  }
  return joined(bytes, end, PNG_END);
}

function joined(bytes: Uint8Array, length: number, end: readonly number[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length + end.length);
  whole.set(bytes.subarray(0, length));
  whole.set(end, length);
  return whole;
}
