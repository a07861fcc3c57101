/** Maximally activating patches: what single neurons respond to, the right of Figure 7. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../../data/imageSet';
import { batches, type FeatureSource } from '../features';
import type { Sliced } from '../../base/slices';
import { paint, type Picture } from './picture';
import { receptiveField, type ReceptiveField } from './receptiveField';

/** What is not seen is mixed with so much white. */
const FAINT = 190;

export interface PatchRequest {
  readonly layer: string;
  /** Channels of the layer. */
  readonly neurons: readonly number[];
  /** Patches of each neuron, from as many images. */
  readonly count: number;
  /** Images of the set to look at; all if absent. */
  readonly indices?: ArrayLike<number>;
}

interface Patch {
  /** Index in the set. */
  readonly image: number;
  /** Where in the layer's map the neuron responds most. */
  readonly row: number;
  readonly column: number;
  readonly activation: number;
  /** What the neuron sees of the image: its receptive field, as far as the image reaches. */
  readonly picture: Picture;
}

export interface NeuronPatches {
  readonly neuron: number;
  /** The strongest first; of equals the image that comes first. Empty for a neuron that never responds. */
  readonly patches: readonly Patch[];
}

/**
 * The images, in their central views, to which chosen neurons respond most, cut to what the neuron sees. Of each image
 * only the strongest place counts, so that one image does not fill the row.
 */
export async function* maximalPatches(
  source: FeatureSource,
  images: ImageSet,
  { layer, neurons, count, indices = images.spread(images.count) }: PatchRequest,
): Sliced<NeuronPatches[]> {
  const best = neurons.map((): Patch[] => []);
  const field = receptiveField(source.config.size, layer);
  for (const { from, batch } of batches(source.config, images, indices)) {
    const [n, pixels] = batch.shape;
    const { config, networks, reading } = source;
    const map = tf.tidy(() => reading.maps(networks, config, batch, [layer])[layer]!);
    const [, side, , channels] = map.shape;
    const values = await map.data<'float32'>();
    map.dispose();
    const views = await batch.data<'float32'>();
    batch.dispose();
    for (let i = 0; i < n; i++) {
      const own = values.subarray(i * side * side * channels, (i + 1) * side * side * channels);
      const view = views.subarray(i * pixels * pixels * 3, (i + 1) * pixels * pixels * 3);
      for (const [k, neuron] of neurons.entries()) {
        const place = strongest(own, channels, neuron);
        const where = { row: Math.floor(place / side), column: place % side };
        const activation = own[place * channels + neuron]!;
        if (activation <= (best[k]!.length < count ? 0 : best[k]!.at(-1)!.activation)) continue;
        const picture = cropPatch(view, pixels, field, where.row, where.column);
        insert(best[k]!, { image: indices[from + i]!, ...where, activation, picture }, count);
      }
    }
    yield { what: 'patches', done: from + n, total: indices.length };
  }
  return neurons.map((neuron, k) => ({ neuron, patches: best[k]! }));
}

/** The place [row · side + column] where a channel of one map [side, side, channels] is largest; of equals the first. */
function strongest(map: Float32Array, channels: number, channel: number): number {
  let best = 0;
  for (let place = 1; place * channels < map.length; place++) {
    if (map[place * channels + channel]! > map[best * channels + channel]!) best = place;
  }
  return best;
}

function insert(patches: Patch[], patch: Patch, count: number): void {
  const place = patches.findIndex(({ activation }) => activation < patch.activation);
  patches.splice(place < 0 ? patches.length : place, 0, patch);
  if (patches.length > count) patches.pop();
}

/**
 * What a unit of a layer sees of an image: a square of its receptive field's side, or the whole image where that is
 * smaller. At the border the square is moved inside, and what the unit does not see of it is faint: padding would be
 * most of the picture in upper layers.
 *
 * @param view RGB [pixels, pixels, 3] in [−1, 1]
 */
function cropPatch(
  view: Float32Array,
  pixels: number,
  { size, stride, start }: ReceptiveField,
  row: number,
  column: number,
): Picture {
  const side = Math.min(size, pixels);
  const [top, left] = [start + row * stride, start + column * stride];
  const inside = (first: number): number => Math.min(pixels - side, Math.max(0, first));
  return paint(side, side, (pixel) => {
    const y = inside(top) + Math.floor(pixel / side);
    const x = inside(left) + (pixel % side);
    const isSeen = y >= top && x >= left && y < top + size && x < left + size;
    const colour = (channel: number): number => {
      const value = (view[(y * pixels + x) * 3 + channel]! + 1) * 127.5;
      return isSeen ? value : FAINT + (1 - FAINT / 255) * value;
    };
    return [colour(0), colour(1), colour(2)];
  });
}
