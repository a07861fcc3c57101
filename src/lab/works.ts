/** Every method’s work. The lab knows them by this list only; what they say of themselves is in experiments/abouts.ts. */
import type { MethodId } from '../experiments/abouts';
import type { Config } from '../experiments/config';
import { artifacts } from '../methods/artifacts/method';
import { rotations } from '../methods/rotations/method';
import { makeNetworks, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type { Method } from '../training/method';

const WORKS: Readonly<Record<MethodId, Method>> = { artifacts, rotations };

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
