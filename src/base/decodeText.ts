/** Of bytes without a mark, so many are looked at for the zeros that UTF-16 is full of. */
const LOOKED_AT = 200;

/**
 * Text of a file that somebody made elsewhere: UTF-8 or UTF-16 with or without its mark, or else Windows’ Western letters,
 * as Excel writes them.
 */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): string {
  const encoding = wideEncoding(bytes);
  if (encoding) return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const seen = bytes.subarray(0, LOOKED_AT);
  seen.forEach((byte, i) => byte === 0 && zeros[i % 2]!++);
  const most = seen.length / 4;
  if (zeros[1]! > most) return 'utf-16le';
  return zeros[0]! > most ? 'utf-16be' : null;
}
