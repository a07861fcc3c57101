/** A method’s networks by their letters, initialised from a seed. */
import { Random } from '../base/random';
import { assertFit, Parameters, type ParameterSpec, type PlainTensor } from './parameters';

export type Networks = Readonly<Record<string, Parameters>>;
/** All parameters that the networks have; their names begin with the network’s letter. */
export type NetworkSpecs = Readonly<Record<string, readonly ParameterSpec[]>>;

/**
 * @param start the seed that draws the values, or the values of all networks by name. Throws, naming the parameter, if one
 *   does not fit
 */
export function makeNetworks<S extends NetworkSpecs>(
  specs: S,
  start: number | ReadonlyMap<string, PlainTensor>,
): Readonly<Record<keyof S, Parameters>> {
  // All before the first is made: a network half of a file would stay in memory.
  if (typeof start !== 'number') {
    for (const own of Object.values<readonly ParameterSpec[]>(specs)) assertFit(own, start);
  }
  return mapped<readonly ParameterSpec[], Parameters, S>(
    specs,
    (own, letter) =>
      new Parameters(own, typeof start === 'number' ? Random.forPurpose(start, `init/${letter}`) : start),
  );
}

/** The networks as they are now, which stay so: they share memory with the others until those move on. */
export function copyNetworks<N extends Networks>(networks: N): Readonly<Record<keyof N, Parameters>> {
  return mapped<Parameters, Parameters, N>(networks, (network) => new Parameters(network.specs, network));
}

export function disposeNetworks(networks: Networks): void {
  for (const network of Object.values(networks)) network.dispose();
}

/** All values of all networks by name. */
export async function readNetworks(networks: Networks): Promise<Map<string, PlainTensor>> {
  const maps = await Promise.all(Object.values(networks).map((network) => network.read()));
  return new Map(maps.flatMap((map) => [...map]));
}

/** Replaces all values; throws, naming the parameter, if one is missing or has another shape. */
export function writeNetworks(networks: Networks, values: ReadonlyMap<string, PlainTensor>): void {
  for (const network of Object.values(networks)) network.write(values);
}

/** The same for those networks only that `values` has something of; the others stay as they are. */
export function writeGiven(networks: Networks, values: ReadonlyMap<string, PlainTensor>): void {
  const given = new Set([...values.keys()].map((name) => name.split('/')[0]));
  for (const [letter, network] of Object.entries(networks)) if (given.has(letter)) network.write(values);
}

/** Those of the values that belong to the networks of these letters. */
export function valuesOf<T>(
  values: ReadonlyMap<string, T>,
  letters: readonly string[],
): ReadonlyMap<string, T> {
  return new Map([...values].filter(([name]) => letters.includes(name.split('/')[0]!)));
}

function mapped<T, U, R extends Readonly<Record<string, T>>>(
  record: R,
  of: (value: T, key: string) => U,
): Readonly<Record<keyof R, U>> {
  const entries = Object.entries(record).map(([key, value]) => [key, of(value, key)]);
  return Object.fromEntries(entries) as Record<keyof R, U>;
}
