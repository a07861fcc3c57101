/** What can be exported: which networks there are to carry away, and the weights that each needs. */
import type { ArtifactsConfig } from '../experiments/config';
import { FEATURE_LAYERS } from '../networks/trunk';
import type { PlainTensor } from '../networks/parameters';
import type { ParameterSpec } from '../networks/parameters';
import { fromTorch, TORCH_NETWORKS, torchShape, toTorch, type Letter } from './torchLayout';

/**
 * `discriminator`: images → conv1 … conv5, mask, class. `convolutions`: the same without heads, at any size.
 * `encoder`: images → features. `decoder`: features → images. `autoencoder`: both. `repair`: the decoder with the
 * repair network in it, features and mask → images.
 */
export const EXPORT_NETWORKS = [
  'discriminator',
  'convolutions',
  'encoder',
  'decoder',
  'autoencoder',
  'repair',
] as const;
export type ExportNetwork = (typeof EXPORT_NETWORKS)[number];

/** Whether the experiment has it: nothing is repaired in ablations (k) and (l). */
export function hasNetwork(network: ExportNetwork, { fakes }: Pick<ArtifactsConfig, 'fakes'>): boolean {
  return network !== 'repair' || fakes === 'repaired';
}

/** Whether a graph takes and gives pictures as bytes are, 0 … 255, or as the first and last layer have them. */
export type Preprocessing = 'inside' | 'outside';

const LETTERS: Readonly<Record<ExportNetwork, readonly Letter[]>> = {
  discriminator: ['C'],
  convolutions: ['C'],
  encoder: ['E'],
  decoder: ['D'],
  autoencoder: ['E', 'D'],
  repair: ['D', 'R'],
};

/**
 * The weights of a network by PyTorch's names, in its layout. Where there are two networks, names begin with theirs:
 * `decoder.conv1.weight`.
 *
 * @param parameters all parameters by our names
 */
export function networkWeights(
  network: ExportNetwork,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: ArtifactsConfig,
): Map<string, PlainTensor> {
  const letters = LETTERS[network];
  const weights = letters.flatMap((letter) => {
    const prefix = letters.length > 1 ? `${TORCH_NETWORKS[letter]}.` : '';
    return [...toTorch(letter, parameters, config)].map(
      ([name, tensor]) => [`${prefix}${name}`, tensor] as const,
    );
  });
  return new Map(network === 'convolutions' ? weights.filter(([name]) => isFeature(name)) : weights);
}

/** The shapes of a network's weights by PyTorch's names, as networkWeights gives them. */
export function torchShapes(
  network: ExportNetwork,
  specs: Readonly<Record<Letter, readonly ParameterSpec[]>>,
): Map<string, readonly number[]> {
  const letters = LETTERS[network];
  const shapes = letters.flatMap((letter) => {
    const prefix = letters.length > 1 ? `${TORCH_NETWORKS[letter]}.` : '';
    return specs[letter]
      .flatMap((spec) => torchShape(letter, spec))
      .map(([name, shape]) => [`${prefix}${name}`, shape] as const);
  });
  return new Map(network === 'convolutions' ? shapes.filter(([name]) => isFeature(name)) : shapes);
}

/** The parameters by our names. Throws an Error that names a tensor that the network does not have. */
export function networkParameters(
  network: ExportNetwork,
  weights: ReadonlyMap<string, PlainTensor>,
  config: ArtifactsConfig,
): Map<string, PlainTensor> {
  const letters = LETTERS[network];
  if (letters.length === 1) return fromTorch(letters[0]!, weights, config);
  const parameters = letters.flatMap((letter) => {
    const prefix = `${TORCH_NETWORKS[letter]}.`;
    const own = [...weights].filter(([name]) => name.startsWith(prefix));
    return [
      ...fromTorch(letter, new Map(own.map(([name, value]) => [name.slice(prefix.length), value])), config),
    ];
  });
  return new Map(parameters);
}

function isFeature(name: string): boolean {
  return FEATURE_LAYERS.some((layer) => name.startsWith(`${layer}.`));
}
