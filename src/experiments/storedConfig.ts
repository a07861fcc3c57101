/** Configs as files hold them, which may be older than some fields. */
import { z } from 'zod';
import { configSchema, type Config, type ConfigKey } from './config';
import { readConfig } from './configProblems';
import { DEFAULT_CONFIG } from './presets';

/** Fields that came after the first files, which were written by programs that did as the default does. */
const LATER_FIELDS: readonly ConfigKey[] = [
  'fakes',
  'repairStart',
  'repairPlacement',
  'noise',
  'noiseSigma',
  'noiseLearnt',
  'noisePenalty',
  'normStatistics',
  'updateRatio',
  'hiddenStart',
];

const MISSING = Object.fromEntries(LATER_FIELDS.map((key) => [key, DEFAULT_CONFIG[key]]));

function withLaterFields(given: unknown): unknown {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isRecord ? { ...MISSING, ...given } : given;
}

/** `configSchema` for a file: later fields may be missing. */
export const storedConfigSchema = z.preprocess(withLaterFields, configSchema);

/** `readConfig` for a file: later fields may be missing. Throws as that does. */
export function readStoredConfig(value: unknown): Config {
  return readConfig(withLaterFields(value));
}
