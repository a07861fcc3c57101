/** Maximally activating patches: what single neurons of the discriminator respond to, the right of Figure 7. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../../data/imageSet';
import { discriminate, MEAN_COLOUR, type FeatureLayer } from '../../networks/discriminator';
import { batches, type FeatureSource } from '../features';
import type { Sliced } from '../slices';
import { paint, type Picture } from './picture';
import { receptiveField } from './receptiveField';

export interface PatchRequest {
  readonly layer: FeatureLayer;
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
  /** All that the neuron sees, [size, size]; beyond the image's border the colour that C pads with. */
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
  for (const { from, batch } of batches(source.config, images, indices)) {
    const [n, pixels] = batch.shape;
    const map = tf.tidy(
      () => discriminate(source.networks.C, source.config, batch, 'inference', null).features[layer],
    );
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
        const picture = cropPatch(view, pixels, layer, where.row, where.column);
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
 * What a unit of a layer sees of an image.
 *
 * @param view RGB [pixels, pixels, 3] in [−1, 1]
 * @returns as many pixels a side as the receptive field has
 */
function cropPatch(
  view: Float32Array,
  pixels: number,
  layer: FeatureLayer,
  row: number,
  column: number,
): Picture {
  const { size, stride, start } = receptiveField(layer);
  const [red, green, blue] = MEAN_COLOUR as [number, number, number];
  return paint(size, size, (pixel) => {
    const y = start + row * stride + Math.floor(pixel / size);
    const x = start + column * stride + (pixel % size);
    if (y < 0 || x < 0 || y >= pixels || x >= pixels) return [red, green, blue];
    const at = (y * pixels + x) * 3;
    return [(view[at]! + 1) * 127.5, (view[at + 1]! + 1) * 127.5, (view[at + 2]! + 1) * 127.5];
  });
}
