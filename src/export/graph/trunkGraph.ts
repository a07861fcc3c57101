/** src/networks/trunk.ts as a graph. */
import type { SizeName } from '../../schema/sizes';
import { convolutions, FEATURE_LAYERS, MEAN_COLOUR } from '../../networks/trunk';
import type { Preprocessing } from '../networkExport';
import { weightOf, type Draft, type Side, type Value } from './draft';

/**
 * Names the outputs conv1 … conv5 and returns conv5.
 *
 * @param sides of the pictures, multiples of the stride
 */
export function addTrunk(
  draft: Draft,
  size: SizeName,
  preprocessing: Preprocessing,
  sides: readonly [height: Side, width: Side],
): Value {
  const [height, width] = sides;
  const layers = convolutions(size);
  let z = pictures(draft, preprocessing, sides);
  let stride = 1;
  for (const layer of FEATURE_LAYERS) {
    const { groups, pooled, ...convolved } = layers[layer];
    const linear = draft.convolution(z, layer, convolved.stride, groups);
    const normalized = layer === 'conv5' ? draft.normalization(linear, 'conv5.bn') : linear;
    const map = draft.leakyRelu(normalized, 0, layer);
    stride *= convolved.stride;
    const channels = weightOf(draft, `${layer}.weight`).shape[0]!;
    const shape = { channels, height: part(height, stride), width: part(width, stride) };
    draft.output(layer, map, shape, 'After ReLU, before pooling.');
    z = pooled ? draft.localResponseNorm(draft.maxPool(map)) : map;
    if (pooled) stride *= 2;
  }
  return z;
}

function part(side: Side, stride: number): Side {
  return typeof side === 'number' ? side / stride : `${side}/${stride}`;
}

/** What conv1 takes: 0 … 255 minus the mean colour. */
function pictures(draft: Draft, preprocessing: Preprocessing, [height, width]: readonly [Side, Side]): Value {
  const shape = { channels: 3, height, width };
  if (preprocessing === 'outside') {
    return draft.input('centred', shape, 'RGB in 0 … 255, minus the mean colour (see the metadata).');
  }
  const image = draft.input('image', shape, 'RGB in 0 … 255, as float32.');
  return draft.arithmetic('sub', image, draft.colour('mean_colour', MEAN_COLOUR));
}
