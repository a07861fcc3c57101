/**
 * The networks that come with the program, trained, for runs that begin with some of them. Where they are found depends on
 * the platform; it says so once. They are read once, before the first run that needs them is made, so that making one never
 * waits.
 */
import { aboutMethod } from '../experiments/abouts';
import type { RunFacts } from '../checkpoints/manifest';
import { changed, type Config } from '../experiments/config';
import { valuesOf, writeGiven, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { holds } from '../schema/about';
import type { ExportName } from '../experiments/exports';
import { networksOf } from './works';

type Weights = ReadonlyMap<string, PlainTensor>;

let find: (() => Promise<Weights>) | null = null;
let reading: Promise<Weights> | null = null;
let read: Weights | null = null;

/** From now on they are found so. */
export function findShippedBy(platform: () => Promise<Weights>): void {
  [find, reading, read] = [platform, null, null];
}

/** Letters of the networks that a run of this config takes from them; none for most. */
export function shippedIn(config: Config): readonly string[] {
  const { shipped } = aboutMethod(config.method);
  return shipped && holds(config, shipped.givenWhere) ? shipped.networks : [];
}

/** The config with which a run goes on from all of them, so that the next one on other images begins with some of them, too. */
export function goingOn(config: Config): Config {
  const { shipped } = aboutMethod(config.method);
  if (!shipped) return config;
  const { askedBy, givenWhere } = shipped;
  const asking = changed(config, { [askedBy]: givenWhere[askedBy]![0] });
  return holds(asking, givenWhere) ? asking : config;
}

/** What is noted of where such a run’s weights come from. */
export function shippedOrigin(config: Config): RunFacts['beganWith'] {
  const { shipped } = aboutMethod(config.method);
  if (!shipped || shippedIn(config).length === 0) return null;
  return { file: 'shipped', network: shipped.called as ExportName, by: 'ours', ignored: [] };
}

/** To be waited for before a run of any of these configs is made. Throws one sentence where they cannot be read. */
export async function readyToBegin(configs: readonly Config[]): Promise<void> {
  if (read || configs.every((config) => shippedIn(config).length === 0)) return;
  if (!find) throw new Error('No trained networks come with this program: begin with fresh ones.');
  reading ??= find();
  try {
    read = await reading;
  } finally {
    reading = null; // who asks after a failure asks anew
  }
}

/** What a run of this config begins with: networks that the seed draws, but for those that come with the program. */
export function freshNetworks(config: Config): Networks {
  const letters = shippedIn(config);
  if (letters.length > 0 && !read) {
    throw new Error('The trained networks that the run begins with were not read.');
  }
  const networks = networksOf(config);
  if (read) writeGiven(networks, valuesOf(read, letters));
  return networks;
}
