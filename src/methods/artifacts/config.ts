/** The settings of spotting artifacts. */
import type { Config, ConfigOf } from '../../experiments/config';

export type ArtifactsConfig = ConfigOf<'artifacts'>;

/** The config of a run of spotting artifacts. Throws one sentence, of what only that method has, for another’s. */
export function artifactsOnly(config: Config, what: string): ArtifactsConfig {
  if (config.method === 'artifacts') return config;
  throw new Error(`${what} is there for spotting artifacts only; this run’s method is “${config.method}”.`);
}
