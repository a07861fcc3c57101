/** The weights of a network that is carried away, by PyTorch’s names and in its layout, and the way back. */
import type { Config } from '../experiments/config';
import type { NetworkSpecs } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type { NetworkExport } from './networkExport';
import { calledInTorch, fromTorch, torchShape, toTorch } from './torchLayout';
import { isOfTrunk } from './trunkExport';

/**
 * The weights of a network. Where there are two networks, names begin with theirs: `decoder.conv1.weight`.
 *
 * @param parameters all parameters by our names
 */
export function networkWeights<C extends Config>(
  network: NetworkExport<C>,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: C,
): Map<string, PlainTensor> {
  const weights = network.letters.flatMap((letter) =>
    [...toTorch(letter, parameters, config, network.flattened(config))].map(
      ([name, tensor]) => [`${prefixOf(network, letter)}${name}`, tensor] as const,
    ),
  );
  return new Map(weights.filter(([name]) => isPart(network, name)));
}

/** The shapes of a network's weights by PyTorch's names, as networkWeights gives them. */
export function torchShapes(
  network: Pick<NetworkExport, 'letters' | 'trunk'>,
  specs: NetworkSpecs,
): Map<string, readonly number[]> {
  const shapes = network.letters.flatMap((letter) =>
    (specs[letter] ?? [])
      .flatMap((spec) => torchShape(letter, spec))
      .map(([name, shape]) => [`${prefixOf(network, letter)}${name}`, shape] as const),
  );
  return new Map(shapes.filter(([name]) => isPart(network, name)));
}

/** The parameters by our names. Throws an Error that names a tensor that the network does not have. */
export function networkParameters<C extends Config>(
  network: NetworkExport<C>,
  weights: ReadonlyMap<string, PlainTensor>,
  config: C,
): Map<string, PlainTensor> {
  const parameters = network.letters.flatMap((letter) => {
    const prefix = prefixOf(network, letter);
    const own = [...weights].filter(([name]) => name.startsWith(prefix));
    const named = new Map(own.map(([name, value]) => [name.slice(prefix.length), value]));
    return [...fromTorch(letter, named, config, network.flattened(config))];
  });
  return new Map(parameters);
}

function prefixOf({ letters }: Pick<NetworkExport, 'letters'>, letter: string): string {
  return letters.length > 1 ? `${calledInTorch(letter)}.` : '';
}

function isPart({ trunk }: Pick<NetworkExport, 'trunk'>, name: string): boolean {
  return trunk !== 'alone' || isOfTrunk(name);
}
