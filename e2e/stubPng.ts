/** A PNG's signature, size and end, without pixels: enough for everything but the decoder, which gets a number to tell it by. */
export function stubPng(width = 32, height = 32, tag = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(48);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  bytes[30] = tag;
  bytes.set([0x49, 0x45, 0x4e, 0x44], 40);
  return bytes;
}
