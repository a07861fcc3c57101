/**
 * The networks that are shipped with the page, to be looked at before anything is trained: weights and a few images
 * as halves, in a safetensors file that other programs read too. Made by scripts/packShipped.ts.
 */
import { z } from 'zod';
import { PHASE_IDS } from '../experiments/phases';
import { makeConfig } from '../experiments/presets';
import type { PlainTensor } from '../networks/parameters';
import { fromHalf, toHalf } from './halfFloat';

/** Below the page's base, and below public/ in the repository. */
export const SHIPPED_PATH = 'pretrained/networks.safetensors';

const LENGTH_BYTES = 8;
const IMAGES = 'images';

/** What each half stands for: millions are read while somebody waits for the first picture. */
const NUMBERS = Float32Array.from({ length: 0x10000 }, (_, half) => fromHalf(half));

const aboutSchema = z.strictObject({
  /** A field that a later version of the program has added takes its preset’s value. */
  config: z.record(z.string(), z.unknown()).transform((fields) => makeConfig(fields)),
  phase: z.enum(PHASE_IDS),
  step: z.int().min(0),
  /** Name of the set that it was trained on, and the paths of the images in the file. */
  set: z.string(),
  paths: z.array(z.string()),
});

export type AboutShipped = z.infer<typeof aboutSchema>;

export interface Shipped {
  readonly about: AboutShipped;
  /** E, D, R and C by name. */
  readonly weights: ReadonlyMap<string, PlainTensor>;
  /** [n, p, p, 3] in [−1, 1]. */
  readonly images: PlainTensor;
}

const headerSchema = z.object({ __metadata__: z.object({ about: z.string() }) }).catchall(
  z.object({
    dtype: z.literal('F16'),
    shape: z.array(z.int().min(0)),
    data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
  }),
);

export function encodeShipped({ about, weights, images }: Shipped): Uint8Array {
  const tensors = new Map([...weights, [IMAGES, images]]);
  const header: Record<string, unknown> = { __metadata__: { about: JSON.stringify(about) } };
  let end = 0;
  for (const [name, { shape, data }] of tensors)
    header[name] = { dtype: 'F16', shape, data_offsets: [end, (end += 2 * data.length)] };
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text.padEnd(8 * Math.ceil(text.length / 8)));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, LENGTH_BYTES);
  const halves = new Uint16Array(bytes.buffer, LENGTH_BYTES + json.length);
  let at = 0;
  for (const { data } of tensors.values()) for (const value of data) halves[at++] = toHalf(value);
  return bytes;
}

/** Throws an Error of one sentence if the file is damaged or of another version of the program. */
export function decodeShipped(bytes: Uint8Array<ArrayBuffer>): Shipped {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const start = LENGTH_BYTES + length;
    const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start));
    const { __metadata__: metadata, ...entries } = headerSchema.parse(JSON.parse(text));
    const about = aboutSchema.parse(JSON.parse(metadata.about));
    const weights = new Map<string, PlainTensor>();
    for (const [name, { shape, data_offsets }] of Object.entries(entries)) {
      const [begin, end] = [start + data_offsets[0], start + data_offsets[1]];
      if (end > bytes.length) throw new Error('It is cut off.');
      const halves = new Uint16Array(bytes.slice(begin, end).buffer);
      const data = new Float32Array(halves.length);
      for (let i = 0; i < data.length; i++) data[i] = NUMBERS[halves[i]!]!;
      weights.set(name, { shape, data });
    }
    const images = weights.get(IMAGES)!;
    weights.delete(IMAGES);
    return { about, weights, images };
  } catch (error) {
    throw new Error('The networks shipped with this page are damaged: install the page anew.', {
      cause: error,
    });
  }
}
