/** The networks of spotting artifacts. */
import type { ArtifactsConfig } from '../config';
import { decoderSpecs } from './decoder';
import { discriminatorSpecs } from './discriminator';
import { encoderSpecs } from './encoder';
import { fakeSpecs } from './fakes';
import { makeNetworks } from '../../../networks/networks';
import type { Parameters, ParameterSpec, PlainTensor } from '../../../networks/parameters';

/**
 * The paper’s: encoder, decoder, what learns against C, and C. R is the repair network; empty in ablation (k), the
 * generator G in ablation (l).
 */
type PerNetwork<T> = Readonly<Record<'E' | 'D' | 'R' | 'C', T>>;
export type ArtifactNetworks = PerNetwork<Parameters>;

/** All parameters that the networks of this experiment have. */
export function artifactSpecs(config: ArtifactsConfig): PerNetwork<readonly ParameterSpec[]> {
  return {
    E: encoderSpecs(config),
    D: decoderSpecs(config),
    R: fakeSpecs(config),
    C: discriminatorSpecs(config),
  };
}

/** @param values of all networks by name, in place of random ones. Throws, naming the parameter, if one does not fit. */
export function createNetworks(
  config: ArtifactsConfig,
  values?: ReadonlyMap<string, PlainTensor>,
): ArtifactNetworks {
  return makeNetworks(artifactSpecs(config), values ?? config.seed);
}
