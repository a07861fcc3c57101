/** The networks of one experiment by their letters, initialised from its seed. */
import { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { PHASES } from '../experiments/phases';
import { decoderSpecs } from './decoder';
import { discriminatorSpecs } from './discriminator';
import { encoderSpecs } from './encoder';
import { fakeSpecs } from './fakes';
import { assertFit, Parameters, type ParameterSpec, type PlainTensor } from './parameters';

/**
 * The paper’s: encoder, decoder, what learns against C, and C. R is the repair network; empty in ablation (k), the
 * generator G in ablation (l).
 */
type Letter = (typeof PHASES)[number]['trains'][number];
const LETTERS: readonly Letter[] = PHASES.flatMap(({ trains }) => [...trains]);

type PerNetwork<T> = Readonly<Record<Letter, T>>;
export type Networks = PerNetwork<Parameters>;

/** All parameters that the networks of this experiment have. */
export function networkSpecs(config: Config): PerNetwork<readonly ParameterSpec[]> {
  return {
    E: encoderSpecs(config),
    D: decoderSpecs(config),
    R: fakeSpecs(config),
    C: discriminatorSpecs(config),
  };
}

/** @param values of all networks by name, in place of random ones. Throws, naming the parameter, if one does not fit. */
export function createNetworks(config: Config, values?: ReadonlyMap<string, PlainTensor>): Networks {
  const specs = networkSpecs(config);
  // All before the first is made: a network half of a file would stay in memory.
  if (values) for (const letter of LETTERS) assertFit(specs[letter], values);
  return perNetwork(
    (letter) => new Parameters(specs[letter], values ?? Random.forPurpose(config.seed, `init/${letter}`)),
  );
}

/** The networks as they are now, which stay so: they share memory with the others until those move on. */
export function copyNetworks(networks: Networks): Networks {
  return perNetwork((letter) => new Parameters(networks[letter].specs, networks[letter]));
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

/** The same for those networks only that `values` has something of; the others stay as they are. */
export function writeGiven(networks: Networks, values: ReadonlyMap<string, PlainTensor>): void {
  const given = new Set([...values.keys()].map((name) => name.split('/')[0]));
  for (const letter of LETTERS) if (given.has(letter)) networks[letter].write(values);
}

function perNetwork<T>(of: (letter: Letter) => T): PerNetwork<T> {
  return Object.fromEntries(LETTERS.map((letter) => [letter, of(letter)])) as Record<Letter, T>;
}
