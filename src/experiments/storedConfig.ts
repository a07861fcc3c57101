/** Configs as files hold them, which may be older than some fields. */
import { z } from 'zod';
import { configSchema, type ConfigKey } from './config';
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
];

const MISSING = Object.fromEntries(LATER_FIELDS.map((key) => [key, DEFAULT_CONFIG[key]]));

/** `configSchema` for a file: later fields may be missing. */
export const storedConfigSchema = z.preprocess(
  (given) => (typeof given === 'object' && given !== null ? { ...MISSING, ...given } : given),
  configSchema,
);
