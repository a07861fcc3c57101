/** What every exported file says of itself: text by name, structured values as JSON. */
import { messageOf } from '../base/messageOf';
import type { Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';
import { readStoredConfig } from '../experiments/storedConfig';
import { convolutions, FEATURE_LAYERS, MEAN_COLOUR } from '../networks/trunk';
import { NORM_EPSILON } from '../networks/layers';
import { citationOf, SOFTWARE } from './software';

/** Where weights come from, as far as the exporter knows. */
export interface Provenance {
  /** The images that they were trained on: their name and the hash that run.json has too. */
  readonly data?: { readonly name: string; readonly hash: string } | undefined;
  /** The licence under which their owner gives the weights on; the program does not decide that. */
  readonly licence?: string | undefined;
  /** Weights that the experiment began with, where they came from a file. */
  readonly imported?: string | undefined;
}

/** What a loader needs to know of the experiment, and where the weights come from. */
export function describeExperiment(
  config: Config,
  { data, licence, imported }: Provenance,
): Record<string, string> {
  return {
    software: `${SOFTWARE.name} ${SOFTWARE.version}`,
    citation: citationOf(config),
    license: licence ?? 'not stated',
    ...(data && { data: JSON.stringify({ name: data.name, hash: data.hash }) }),
    ...(imported && { imported }),
    config: JSON.stringify(config),
  };
}

/** The order of a map's axes. */
export type Layout = 'NCHW' | 'NHWC';

/** How pictures become what a network's first layer takes: RGB in 0 … 255 by the formula. */
export function preprocessing(
  config: Config,
  layout: Layout,
  how: { formula: string; mean?: readonly number[] },
): string {
  const { pixels } = SIZES[config.size];
  return JSON.stringify({ layout, colours: 'RGB', side: pixels, range: [0, 255], ...how });
}

/** What a head on a trunk has that the metadata must say. */
export interface HeadWords {
  /** Padding of its convolutions, as of the trunk’s. */
  readonly pad: Readonly<Record<string, readonly number[]>>;
  /** What its outputs are, by name. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What feeds and rebuilds a trunk and its head. */
export function describeTrunk(config: Config, layout: Layout, head: HeadWords): Record<string, string> {
  const layers = convolutions(config.size);
  const { conv1, ...others } = layers;
  const groups = Object.fromEntries(FEATURE_LAYERS.map((layer) => [layer, layers[layer].groups]));
  const before = Math.floor((conv1.kernel - conv1.stride) / 2);
  const after = conv1.kernel - conv1.stride - before;
  return {
    preprocessing: preprocessing(config, layout, { formula: 'x - mean', mean: MEAN_COLOUR }),
    architecture: JSON.stringify({
      groups,
      stride: { conv1: conv1.stride, others: others.conv2.stride },
      // SAME padding as TensorFlow's, [left, right, top, bottom], as torch.nn.functional.pad takes it.
      pad: {
        conv1: [before, after, before, after],
        conv2: [2, 2, 2, 2],
        conv3: [1, 1, 1, 1],
        conv4: [1, 1, 1, 1],
        conv5: [1, 1, 1, 1],
        ...head.pad,
        pool: [0, 1, 0, 1],
      },
      pool: { after: ['conv1', 'conv2'], kernel: 3, stride: 2, then: 'localResponseNorm' },
      // TensorFlow's α 2e-5 multiplies the sum of squares, PyTorch's 1e-4 their mean over 5 channels.
      localResponseNorm: { size: 5, alpha: 1e-4, beta: 0.75, k: 1 },
      batchNormEpsilon: NORM_EPSILON,
      activation: 'relu',
      flatten: 'channels first (torch.flatten of NCHW)',
      ...head.outputs,
    }),
  };
}

/** The config in a file's metadata. Throws one sentence if there is none of ours. */
export function configIn(metadata: Readonly<Record<string, string>>): Config {
  try {
    return readStoredConfig(JSON.parse(metadata['config'] ?? 'null'));
  } catch (error) {
    throw new Error(`The file’s metadata holds no config of ours: ${messageOf(error)}`, { cause: error });
  }
}
