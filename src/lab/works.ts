/** Every method’s work. The lab knows them by this list only; what they say of themselves is in experiments/abouts.ts. */
import type { Sliced } from '../base/slices';
import { aboutMethod, METHOD_IDS, type MethodId } from '../experiments/abouts';
import type { Config } from '../experiments/config';
import { artifacts } from '../methods/artifacts/method';
import { context } from '../methods/context/method';
import { jigsaw } from '../methods/jigsaw/method';
import { rotations } from '../methods/rotations/method';
import { transformations } from '../methods/transformations/method';
import { makeNetworks, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type { Look, Measure, Method } from '../training/method';

const WORKS = { artifacts, rotations, transformations, context, jigsaw } satisfies Readonly<
  Record<MethodId, Method>
>;

export function methodOf({ method }: Pick<Config, 'method'>): Method {
  return WORKS[method];
}

/**
 * The networks of an experiment, initialised from its seed.
 *
 * @param values of all networks by name, in place of random ones. Throws, naming the parameter, if one does not fit
 */
export function networksOf(config: Config, values?: ReadonlyMap<string, PlainTensor>): Networks {
  return makeNetworks(methodOf(config).specs(config), values ?? config.seed);
}

/** What some methods only can be asked; by the name of a look or a measure its function. */
type Own<K extends 'looks' | 'measures'> = {
  [M in MethodId]: (typeof WORKS)[M] extends Readonly<Record<K, infer Named>> ? Named : never;
}[MethodId];
type NameIn<Named> = Named extends unknown ? Extract<keyof Named, string> : never;
type In<Named, Name> = Named extends unknown ? (Name extends keyof Named ? Named[Name] : never) : never;
type ReplyOf<Asked> = Asked extends (...given: never[]) => Sliced<infer Reply> ? Reply : never;

export type LookName = NameIn<Own<'looks'>>;
export type LookRequest<N extends LookName> = Parameters<In<Own<'looks'>, N>>[1];
export type LookReply<N extends LookName> = ReplyOf<In<Own<'looks'>, N>>;

export type MeasureName = NameIn<Own<'measures'>>;
export type MeasureReply<N extends MeasureName> = ReplyOf<In<Own<'measures'>, N>>;

export type MeasureRequestOf<N extends MeasureName> = Parameters<In<Own<'measures'>, N>>[2];

/** Throws one sentence for a method that has no such look. */
export function lookOf<N extends LookName>(
  config: Config,
  name: N,
): Look<Config, LookRequest<N>, LookReply<N>> {
  return ownOf(config, 'looks', name) as Look<Config, LookRequest<N>, LookReply<N>>;
}

/** Throws one sentence for a method that has no such measure. */
export function measureOf<N extends MeasureName>(
  config: Config,
  name: N,
): Measure<Config, MeasureRequestOf<N>, MeasureReply<N>> {
  return ownOf(config, 'measures', name) as Measure<Config, MeasureRequestOf<N>, MeasureReply<N>>;
}

function ownOf({ method }: Config, kind: 'looks' | 'measures', name: string): unknown {
  const of = (id: MethodId): unknown => (WORKS[id] as Method)[kind]?.[name];
  const found = of(method);
  if (found) return found;
  const having = METHOD_IDS.filter(of).map((id) => `“${aboutMethod(id).title}”`);
  throw new Error(
    `The method “${aboutMethod(method).title}” has no “${name}”; ${having.join(' and ')} does.`,
  );
}
