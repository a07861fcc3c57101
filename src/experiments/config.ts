/**
 * The one source of truth about an experiment: the page's controls, the URL hash, the command line and the run files all
 * read and write this schema, which is a union of what the methods say of themselves.
 *
 * A `hot` field may change between two steps of a running experiment, some only until their phase is over; the others
 * take effect on restart.
 */
import { z } from 'zod';
import type { PhaseAbout } from '../schema/about';
import type { FieldMeta } from '../schema/field';
import { aboutMethod, METHOD_IDS, type ABOUTS, type MethodId } from './abouts';
import { trainedCount } from './heldOut';
import { aboutPhase, type Phase } from './phases';

export { MOST_STEPS } from '../schema/field';

/** The settings of one method. */
export type ConfigOf<M extends MethodId> = { [I in M]: SettingsOf<I> & { method: I } }[M];
type SettingsOf<M extends MethodId> = z.infer<z.ZodObject<(typeof ABOUTS)[M]['fields']>>;

/** Of any method. What every method has can be read as it is; for the rest `method` must be looked at first. */
export type Config = ConfigOf<MethodId>;
/** A field’s name in the config of any method. */
export type ConfigKey = { [M in MethodId]: keyof ConfigOf<M> }[MethodId];
export type Setting = string | number | boolean;

const [first, ...others] = METHOD_IDS.map((method) =>
  z.strictObject({ method: z.literal(method), ...aboutMethod(method).fields }),
);
export const configSchema = z.discriminatedUnion('method', [
  first!,
  ...others,
]) as unknown as z.ZodType<Config>;

/** What a control needs to know of one field. */
export interface FieldInfo extends Omit<FieldMeta, 'hot'> {
  key: ConfigKey;
  hot: boolean | Phase;
  schema: z.ZodType;
}

const FIELDS = Object.fromEntries(
  METHOD_IDS.map((method) => [
    method,
    Object.entries(aboutMethod(method).fields).map(([key, schema]): FieldInfo => {
      const meta = schema.meta() as unknown as FieldMeta;
      return { ...meta, key: key as ConfigKey, hot: (meta.hot ?? false) as FieldInfo['hot'], schema };
    }),
  ]),
) as unknown as Record<MethodId, readonly FieldInfo[]>;

/** The fields of a method, in the order of links and files; `method` itself is none. */
export function fieldsOf({ method }: Pick<Config, 'method'>): readonly FieldInfo[] {
  return FIELDS[method];
}

/** Throws an Error for a field that the method does not have. */
export function fieldOf(config: Pick<Config, 'method'>, key: ConfigKey): FieldInfo {
  const found = fieldsOf(config).find((field) => field.key === key);
  if (!found) throw new Error(`The method “${config.method}” has no setting “${key}”.`);
  return found;
}

/** A field’s name in words, for headings and marks: the paper’s symbol, where there is one. */
export function fieldName(config: Pick<Config, 'method'>, key: ConfigKey): string {
  if (key === 'method') return 'Method';
  const { symbol, title } = fieldOf(config, key);
  return symbol ?? title;
}

/** A field’s value; undefined where the method does not have it. */
export function valueOf(config: Config, key: ConfigKey): Setting | undefined {
  return (config as unknown as Partial<Record<ConfigKey, Setting>>)[key];
}

/** Values of some fields. */
export type FieldValues = Readonly<Partial<Record<ConfigKey, Setting>>>;

export function picked(config: Config, keys: readonly ConfigKey[]): FieldValues {
  return Object.fromEntries(keys.map((key) => [key, valueOf(config, key)]));
}

/** Keys that may change between two steps of a running experiment, be it in an earlier phase only. */
export function hotKeysOf(config: Pick<Config, 'method'>): readonly ConfigKey[] {
  return fieldsOf(config)
    .filter((field) => field.hot)
    .map((field) => field.key);
}

/** Whether a field may change in a run that stands in this phase. */
export function isHot(config: Pick<Config, 'method'>, key: ConfigKey, phase: Phase): boolean {
  const hot = fieldsOf(config).find((field) => field.key === key)?.hot;
  return hot === true || hot === phase;
}

/** Fields in which two configs differ; of two methods’ first of all `method`. */
export function configDifference(a: Config, b: Config): ConfigKey[] {
  const keys = new Set([...fieldsOf(a), ...fieldsOf(b)].map((field) => field.key));
  return [
    ...(a.method === b.method ? [] : (['method'] as const)),
    ...[...keys].filter((key) => valueOf(a, key) !== valueOf(b, key)),
  ];
}

/** Fields that shall have other values. They are checked where they are taken, not here. */
export type Changes = Readonly<Partial<Record<ConfigKey, unknown>>>;

/** Some of one config’s fields changed. The result is a config again only if the changes are of its method. */
export function changed<C extends Config>(config: C, changes: Changes): C {
  return { ...config, ...changes };
}

/** Steps of a phase on a set of so many images, whichever way its budget is given. An epoch is of those trained on. */
export function phaseSteps(config: Config, phase: Phase, imageCount: number): number {
  const { budget }: PhaseAbout = aboutPhase(phase);
  const length = Number(valueOf(config, budget[config.budget] as ConfigKey));
  return config.budget === 'steps'
    ? length
    : Math.max(1, Math.ceil((length * trainedCount(config, imageCount)) / config.batchSize));
}
