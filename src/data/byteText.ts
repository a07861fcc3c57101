/** Text within bytes, one letter a byte. */

export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Where a text begins, or −1, if it is looked for from one byte up to another. */
export function indexOfText(bytes: Uint8Array, text: string, from: number, to: number): number {
  for (let at = from; at < Math.min(to, bytes.length); at++) if (hasText(bytes, at, text)) return at;
  return -1;
}
