/** What the damage & repair step draws on beside the networks. */
import { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import { Parameters, type PlainTensor } from '../../../networks/parameters';
import { Adam } from '../../../training/adam';
import { History } from './history';
import { noiseSpecs } from './noise';

export interface DamageRepairState {
  readonly optimisers: { readonly C: Adam; readonly R: Adam; readonly N: Adam };
  /** σ of the noise before C where it is learnt, else nothing. */
  readonly noise: Parameters;
  readonly history: History;
  readonly random: DamageRepairRandom;
}

/** `damage` draws Ω; `noise` what a fill, a generator or the noise before C needs. */
export type DamageRepairRandom = Readonly<Record<'damage' | 'dropout' | 'history' | 'noise', Random>>;

/** @param values of the learnt σ, in place of its beginning */
export function damageRepairState(
  { C, R }: Pick<ArtifactNetworks, 'C' | 'R'>,
  config: ArtifactsConfig,
  random: DamageRepairRandom = freshRandom(config.seed),
  values?: ReadonlyMap<string, PlainTensor>,
): DamageRepairState {
  const noise = new Parameters(noiseSpecs(config), values ?? new Random(0));
  return {
    optimisers: { C: new Adam(C, config), R: new Adam(R, config), N: new Adam(noise, config) },
    noise,
    history: new History(config.historySize),
    random,
  };
}

function freshRandom(seed: number): DamageRepairRandom {
  const random = (purpose: string): Random => Random.forPurpose(seed, purpose);
  return {
    damage: random('damage'),
    dropout: random('dropout'),
    history: random('history'),
    noise: random('noise'),
  };
}

export function disposeState({ optimisers, noise, history }: DamageRepairState): void {
  for (const adam of Object.values(optimisers)) adam.dispose();
  noise.dispose();
  history.dispose();
}
