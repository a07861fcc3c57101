/** WebP files put together by hand. */

/** An animation whose one frame, the pixels of a still WebP, leaves a margin of the canvas. */
export function movingWebp(
  still: Buffer,
  canvas: readonly [number, number],
  at: readonly [number, number],
  frame: readonly [number, number],
): Buffer {
  const header = Buffer.alloc(10);
  header[0] = 0x02 | 0x10; // moving, with alpha
  header.writeUIntLE(canvas[0] - 1, 4, 3);
  header.writeUIntLE(canvas[1] - 1, 7, 3);
  const background = Buffer.of(0, 0, 0, 255, 0, 0); // black, which browsers pass over
  const place = Buffer.alloc(16);
  place.writeUIntLE(at[0] / 2, 0, 3);
  place.writeUIntLE(at[1] / 2, 3, 3);
  place.writeUIntLE(frame[0] - 1, 6, 3);
  place.writeUIntLE(frame[1] - 1, 9, 3);
  place.writeUIntLE(100, 12, 3);
  const pixels = still.subarray(12); // behind RIFF, size and WEBP
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    riffChunk('VP8X', header),
    riffChunk('ANIM', background),
    riffChunk('ANMF', Buffer.concat([place, pixels])),
  ]);
  return Buffer.concat([riffHead(body.length), body]);
}

function riffHead(length: number): Buffer {
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(length, 4);
  return head;
}

function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}
