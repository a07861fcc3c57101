/** One image on its whole way through the networks: what every layer made of it, for a diagram that shows it. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { decode } from '../networks/decoder';
import { discriminate, REAL } from '../networks/discriminator';
import { FEATURE_LAYERS } from '../../../networks/trunk';
import { encode, encoderChannels } from '../networks/encoder';
import { fakeImages, hasMasks, type FakeStart } from '../networks/fakes';
import { repairBlocks, repairWith } from '../networks/repair';
import { imageTensor, maskTensor, startBy, type PictureSource } from './damageBrush';
import { isUnmoved, withAverages } from './freshNorm';
import {
  encoderField,
  receptiveField,
  type ReceptiveField,
} from '../../../evaluation/pictures/receptiveField';

/**
 * In the order of the data's way: x, encoder, damaged feature φ̂, then in turns what repair block R_i makes of the
 * input of decoder layer D_i and that layer's output, the corrupt image x̂ (of the last layer), and the discriminator on x̂.
 * There are fewer layers where the stride is 8. With local
 * repair R1 is what all blocks make of φ̂, and there are no others; there are none without repair; and a generated x̂ has
 * no way from x.
 */
export const TRACED = [
  'x',
  ...(['E1', 'E2', 'E3', 'E4', 'E5'] as const),
  'damaged',
  ...(['R1', 'D1', 'R2', 'D2', 'R3', 'D3', 'R4', 'D4', 'R5'] as const),
  'corrupt',
  ...FEATURE_LAYERS,
  'mask',
] as const;
export type Traced = (typeof TRACED)[number];

/** Channels of a layer that are shown: those of the largest mean magnitude. */
const SHOWN = 16;

interface TracedLayer {
  readonly layer: Traced;
  /** Whether it is φ, the encoder's last. */
  readonly isPhi: boolean;
  /** [h, w, c] */
  readonly shape: readonly [number, number, number];
  /** The pixels of its network's input that a value depends on; null for the decoder, whose input is no picture. */
  readonly field: ReceptiveField | null;
  /** Which channels are shown, strongest first; pictures keep red, green, blue. */
  readonly channels: readonly number[];
  /** Their values, [channels, h, w]. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Of all channels. `silent` is the share of values that are not above zero. */
  readonly statistics: {
    readonly least: number;
    readonly most: number;
    readonly mean: number;
    readonly silent: number;
  };
}

export interface Trace {
  /** Those of TRACED that the experiment has. */
  readonly layers: readonly TracedLayer[];
  /** Ω, [m, m], 1 = kept; zeros where fakes are generated. */
  readonly omega: Uint8Array<ArrayBuffer>;
  /** The discriminator's probability that D(φ) and x̂ are real. */
  readonly scores: { readonly real: number; readonly corrupt: number };
}

/**
 * @param view the image as the networks see it, RGB [p, p, 3] in [−1, 1]
 * @param mask Ω, [m, m], 1 = kept
 * @throws RangeError if image or mask are of another size than the networks'
 */
export async function traceImage(
  { config, networks }: PictureSource,
  view: Float32Array,
  mask: ArrayLike<number>,
): Promise<Trace> {
  const { E, D } = networks;
  const isFresh = await isUnmoved(networks.C);
  const maps = tf.tidy(() => {
    const seen: Seen = {};
    const x = imageTensor(config, view);
    const omega = maskTensor(config, mask);
    const features = encode(E, config, x, 'inference', (i, z) => (seen[`E${i}` as Traced] = z));
    const start = startBy(config, features, omega);
    const corrupt = hasMasks(config)
      ? traceRepair({ config, networks }, start, seen)
      : fakeImages(networks, config, start, 'inference');
    const copy = decode(D, config, features, 'inference');
    const C = isFresh ? withAverages(networks.C, config, copy, corrupt) : networks.C;
    const judged = discriminate(C, config, corrupt, 'inference', null);
    const real = discriminate(C, config, copy, 'inference', null);
    if (isFresh) C.dispose();
    const score = (logits: tf.Tensor2D) => tf.slice(tf.softmax(logits), [0, REAL], [1, 1]);
    return {
      ...seen,
      ...{ x, corrupt, omega: start.mask, ...judged.features, mask: tf.sigmoid(judged.maskLogits) },
      ...{ real: score(real.classLogits), fake: score(judged.classLogits) },
    };
  });
  try {
    const phi = `E${encoderChannels(config.size).length}`;
    const layers = await Promise.all(
      TRACED.filter((layer) => maps[layer]).map(async (layer) => ({
        ...(await tracedLayer(layer, maps[layer] as tf.Tensor4D)),
        field: fieldOf(layer, config),
        isPhi: layer === phi,
      })),
    );
    const [omega, real, corrupt] = await Promise.all(
      [maps.omega, maps.real, maps.fake].map((tensor) => tensor.data<'float32'>()),
    );
    return { layers, omega: Uint8Array.from(omega!), scores: { real: real![0]!, corrupt: corrupt![0]! } };
  } finally {
    tf.dispose(maps);
  }
}

type Seen = Partial<Record<Traced, tf.Tensor>>;

/** D̂(φ̂, Ω), with its layers written into `seen`. */
function traceRepair(
  { config, networks: { D, R } }: PictureSource,
  { start, mask }: FakeStart,
  seen: Seen,
): tf.Tensor4D {
  const repaired = new Set(repairBlocks(config).map(({ layer }) => layer));
  const repair = repairWith(R, config, mask, 'inference');
  seen.damaged = start;
  return decode(D, config, start as tf.Tensor4D, 'inference', (i, z) => {
    // The input of D_i is the output of D_{i−1}, once i > 1.
    if (i > 1) seen[`D${i - 1}` as Traced] = z;
    const output = repair(i, z);
    if (repaired.has(i)) seen[`R${i}` as Traced] = output;
    return output;
  });
}

async function tracedLayer(layer: Traced, map: tf.Tensor4D): Promise<Omit<TracedLayer, 'field' | 'isPhi'>> {
  const [, h, w, c] = map.shape;
  const all = await map.data<'float32'>();
  const sums = new Float64Array(c);
  let [least, most, total, silent] = [Infinity, -Infinity, 0, 0];
  all.forEach((value, i) => {
    sums[i % c]! += Math.abs(value);
    least = Math.min(least, value);
    most = Math.max(most, value);
    total += value;
    if (value <= 0) silent++;
  });
  const channels = c <= 3 ? [...sums.keys()] : strongest(sums);
  const values = new Float32Array(channels.length * h * w);
  channels.forEach((channel, k) => {
    for (let i = 0; i < h * w; i++) values[k * h * w + i] = all[i * c + channel]!;
  });
  const statistics = { least, most, mean: total / all.length, silent: silent / all.length };
  return { layer, shape: [h, w, c], channels, values, statistics };
}

function fieldOf(
  layer: Traced,
  { size, encoderKernel }: Pick<ArtifactsConfig, 'size' | 'encoderKernel'>,
): ReceptiveField | null {
  const convolution = FEATURE_LAYERS.find((name) => name === layer);
  if (convolution) return receptiveField(size, convolution);
  return /^E\d$/.test(layer) ? encoderField(Number(layer[1]), encoderKernel) : null;
}

function strongest(sums: Float64Array): number[] {
  return [...sums.keys()].sort((a, b) => sums[b]! - sums[a]! || a - b).slice(0, SHOWN);
}
