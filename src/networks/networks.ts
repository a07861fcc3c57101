/** The four networks of one experiment, initialised from its seed. */
import { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { decoderSpecs } from './decoder';
import { discriminatorSpecs } from './discriminator';
import { encoderSpecs } from './encoder';
import { fakeSpecs } from './fakes';
import { assertFit, Parameters, type PlainTensor } from './parameters';

/** By the paper's letters. */
export interface Networks {
  readonly E: Parameters;
  readonly D: Parameters;
  /** What learns against C: the repair network; empty in ablation (k), the generator G in ablation (l). */
  readonly R: Parameters;
  readonly C: Parameters;
}

const LETTERS = ['E', 'D', 'R', 'C'] as const;

/** @param values of all networks by name, in place of random ones. Throws, naming the parameter, if one does not fit. */
export function createNetworks(config: Config, values?: ReadonlyMap<string, PlainTensor>): Networks {
  const specs = {
    E: encoderSpecs(config),
    D: decoderSpecs(config),
    R: fakeSpecs(config),
    C: discriminatorSpecs(config),
  };
  // All before the first is made: a network half of a file would stay in memory.
  if (values) for (const letter of LETTERS) assertFit(specs[letter], values);
  const create = (letter: (typeof LETTERS)[number]): Parameters =>
    new Parameters(specs[letter], values ?? Random.forPurpose(config.seed, `init/${letter}`));
  return { E: create('E'), D: create('D'), R: create('R'), C: create('C') };
}

/** The networks as they are now, which stay so: they share memory with the others until those move on. */
export function copyNetworks({ E, D, R, C }: Networks): Networks {
  const copy = (network: Parameters): Parameters => new Parameters(network.specs, network);
  return { E: copy(E), D: copy(D), R: copy(R), C: copy(C) };
}

export function disposeNetworks(networks: Networks): void {
  for (const letter of LETTERS) networks[letter].dispose();
}

/** All values of all networks by name; names begin with a network's letter. */
export async function readNetworks(networks: Networks): Promise<Map<string, PlainTensor>> {
  const maps = await Promise.all(LETTERS.map((letter) => networks[letter].read()));
  return new Map(maps.flatMap((map) => [...map]));
}

/** Replaces all values; throws, naming the parameter, if one is missing or has another shape. */
export function writeNetworks(networks: Networks, values: ReadonlyMap<string, PlainTensor>): void {
  for (const letter of LETTERS) networks[letter].write(values);
}
