/** The methods’ presets, and configs made from them. */
import { ABOUTS, aboutMethod, FIRST_METHOD, METHOD_IDS, type MethodId } from './abouts';
import type { Config, ConfigKey, ConfigOf } from './config';
import { readConfig } from './configProblems';

/** A preset of a method; the plain one for a name that it has none of. */
export function presetOf<M extends MethodId>(method: M, name: unknown): ConfigOf<M> {
  const { presets, plainPreset } = aboutMethod(method);
  const values = presets[String(name)] ?? presets[plainPreset]!;
  return { method, ...values } as unknown as ConfigOf<M>;
}

type FirstMethod = typeof FIRST_METHOD;
const FIRST = ABOUTS[FIRST_METHOD];

/** Of the first method. */
export const PRESETS = Object.fromEntries(
  Object.keys(FIRST.presets).map((name) => [name, presetOf(FIRST_METHOD, name)]),
) as Record<keyof typeof FIRST.presets, ConfigOf<FirstMethod>>;

export const DEFAULT_CONFIG = PRESETS.paper;

/** What a page opens with whose address says nothing, and what another method begins with that is chosen there. */
export function firstConfig(method: MethodId = FIRST_METHOD): Config {
  const { firstPreset, plainPreset } = aboutMethod(method);
  return presetOf(method, firstPreset ?? plainPreset);
}

/**
 * The config of a preset with some fields changed; of the first method, where none is named.
 *
 * @throws Error that names each bad field and its range
 */
export function makeConfig<M extends MethodId = FirstMethod>(
  changes: { readonly method?: M } & Readonly<Partial<Record<Exclude<ConfigKey, 'method'>, unknown>>> = {},
): ConfigOf<M> {
  const asked: unknown = changes.method ?? FIRST_METHOD;
  const method = METHOD_IDS.find((id) => id === asked) ?? FIRST_METHOD;
  return readConfig({ ...presetOf(method, changes.preset), ...changes }) as unknown as ConfigOf<M>;
}
