/** Configs as files hold them, which may be older than some fields. */
import { z } from 'zod';
import { FIRST_METHOD, METHOD_IDS } from './abouts';
import { configSchema, type Config } from './config';
import { readConfig } from './configProblems';
import { earlierValues } from './earlierValues';

function withLaterFields(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const { method = FIRST_METHOD } = given as { method?: unknown };
  const known = METHOD_IDS.find((id) => id === method);
  if (!known) return given;
  return { method: known, ...earlierValues(known), ...given };
}

/** `configSchema` for a file: later fields may be missing, and the method where it is the first one. */
export const storedConfigSchema = z.preprocess(withLaterFields, configSchema);

/** `readConfig` for a file: what may be missing is as for `storedConfigSchema`. Throws as that does. */
export function readStoredConfig(value: unknown): Config {
  return readConfig(withLaterFields(value));
}
