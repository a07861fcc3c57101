/** src/networks/discriminator.ts as ONNX. */
import type { Config } from '../../experiments/config';
import { cellsPerSide, SIZES } from '../../experiments/sizes';
import { CONVOLUTIONS, FEATURE_LAYERS, MEAN_COLOUR } from '../../networks/discriminator';
import type { Preprocessing } from '../networkParts';
import { integer, type Value } from './graph';
import {
  convolution,
  leakyRelu,
  localResponseNorm,
  maxPool,
  normalization,
  weight,
  type Draft,
} from './layers';

type DiscriminatorConfig = Pick<Config, 'size' | 'discriminatorNorm'>;

/** The whole: conv1 … conv5, mask and class. fc1 fixes the picture's size. */
export function addDiscriminator(
  draft: Draft,
  config: DiscriminatorConfig,
  preprocessing: Preprocessing,
): void {
  const { pixels } = SIZES[config.size];
  const conv5 = addFeatures(draft, preprocessing, [pixels, pixels]);
  const { graph } = draft;
  const cells = cellsPerSide(config.size);
  const logits = convolution(draft, conv5, 'mask');
  const mask = graph.node('Identity', [logits], {}, 'mask');
  graph.output(mask, ['n', 1, cells, cells], 'Logits of “this cell was kept”.');
  const flat = graph.node('Flatten', [conv5]);
  const hidden = leakyRelu(draft, hiddenLayer(draft, config, flat), 0);
  const verdict = graph.node('Gemm', [hidden, weight(draft, 'fc2.weight'), weight(draft, 'fc2.bias')], {
    transB: integer(1),
  });
  graph.output(graph.node('Identity', [verdict], {}, 'class'), ['n', 2], 'Logits of corrupt and real.');
}

/** conv1 … conv5 of pictures of any size, as long as it is a multiple of the stride of 16. */
export function addConvolutions(draft: Draft, preprocessing: Preprocessing): void {
  addFeatures(draft, preprocessing, ['height', 'width']);
}

/** Names the outputs conv1 … conv5 and returns conv5. */
function addFeatures(draft: Draft, preprocessing: Preprocessing, [height, width]: [Side, Side]): Value {
  const { graph } = draft;
  let z = pictures(draft, preprocessing, [height, width]);
  let stride = 1;
  for (const layer of FEATURE_LAYERS) {
    const { groups, pooled, ...convolved } = CONVOLUTIONS[layer];
    const linear = convolution(draft, z, layer, convolved.stride, groups);
    const normalized = layer === 'conv5' ? normalization(draft, linear, 'conv5.bn') : linear;
    const map = leakyRelu(draft, normalized, 0, layer);
    stride *= convolved.stride;
    const channels = draft.weights.get(`${layer}.weight`)!.shape[0]!;
    graph.output(
      map,
      ['n', channels, part(height, stride), part(width, stride)],
      'After ReLU, before pooling.',
    );
    z = pooled ? localResponseNorm(draft, maxPool(draft, map)) : map;
    if (pooled) stride *= 2;
  }
  return z;
}

type Side = number | string;

function part(side: Side, stride: number): Side {
  return typeof side === 'number' ? side / stride : `${side}/${stride}`;
}

/** What conv1 takes: 0 … 255 minus the mean colour. */
function pictures({ graph }: Draft, preprocessing: Preprocessing, sides: [Side, Side]): Value {
  const axes = ['n', 3, ...sides];
  if (preprocessing === 'outside') {
    return graph.input('centred', axes, 'RGB in 0 … 255, minus the mean colour (see the metadata).');
  }
  const image = graph.input('image', axes, 'RGB in 0 … 255, as float32.');
  const mean = graph.tensor('mean_colour', { shape: [1, 3, 1, 1], data: Float32Array.from(MEAN_COLOUR) });
  return graph.node('Sub', [image, mean]);
}

function hiddenLayer(draft: Draft, { discriminatorNorm }: DiscriminatorConfig, flat: Value): Value {
  const transposed = { transB: integer(1) };
  const kernel = weight(draft, 'fc1.weight');
  if (discriminatorNorm === 'conv5') {
    return draft.graph.node('Gemm', [flat, kernel, weight(draft, 'fc1.bias')], transposed);
  }
  return normalization(draft, draft.graph.node('Gemm', [flat, kernel], transposed), 'fc1.bn');
}
