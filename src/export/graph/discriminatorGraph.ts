/** src/networks/discriminator.ts as a graph. */
import type { ArtifactsConfig } from '../../experiments/config';
import { cellsPerSide, SIZES, type SizeName } from '../../schema/sizes';
import { convolutions, FEATURE_LAYERS, MEAN_COLOUR } from '../../networks/trunk';
import type { Preprocessing } from '../networkParts';
import { weightOf, type Draft, type Side, type Value } from './draft';

type DiscriminatorConfig = Pick<ArtifactsConfig, 'size' | 'discriminatorNorm'>;

/** The whole: conv1 … conv5, mask and class. fc1 fixes the picture's size. */
export function addDiscriminator(
  draft: Draft,
  config: DiscriminatorConfig,
  preprocessing: Preprocessing,
): void {
  const { pixels } = SIZES[config.size];
  const conv5 = addFeatures(draft, config.size, preprocessing, [pixels, pixels]);
  const cells = cellsPerSide(config.size);
  const mask = draft.convolution(conv5, 'mask');
  draft.output('mask', mask, { channels: 1, height: cells, width: cells }, 'Logits of “this cell was kept”.');
  const linear = draft.dense(draft.flatten(conv5, weightOf(draft, 'fc1.weight').shape[1]!), 'fc1');
  const normalized = config.discriminatorNorm === 'conv5' ? linear : draft.normalization(linear, 'fc1.bn');
  draft.output('class', draft.dense(draft.leakyRelu(normalized, 0), 'fc2'), 2, 'Logits of corrupt and real.');
}

/** conv1 … conv5 of pictures of any size, as long as it is a multiple of the stride. */
export function addConvolutions(draft: Draft, size: SizeName, preprocessing: Preprocessing): void {
  addFeatures(draft, size, preprocessing, ['height', 'width']);
}

/** Names the outputs conv1 … conv5 and returns conv5. */
function addFeatures(
  draft: Draft,
  size: SizeName,
  preprocessing: Preprocessing,
  [height, width]: [Side, Side],
): Value {
  const layers = convolutions(size);
  let z = pictures(draft, preprocessing, [height, width]);
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
function pictures(draft: Draft, preprocessing: Preprocessing, [height, width]: [Side, Side]): Value {
  const shape = { channels: 3, height, width };
  if (preprocessing === 'outside') {
    return draft.input('centred', shape, 'RGB in 0 … 255, minus the mean colour (see the metadata).');
  }
  const image = draft.input('image', shape, 'RGB in 0 … 255, as float32.');
  return draft.arithmetic('sub', image, draft.colour('mean_colour', MEAN_COLOUR));
}
