/** The networks that `--run` names: those of a run, or those that come with the page. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../checkpoints/manifest';
import { decodeShipped, SHIPPED_PATH, type Shipped } from '../checkpoints/shipped';
import type { Config } from '../experiments/config';
import type { Phase } from '../experiments/metrics';
import type { PlainTensor } from '../networks/parameters';
import { RunDirectory } from './runDirectory';

/** What `--run` calls the networks that come with the page. A run in a folder of that name is `./shipped`. */
const SHIPPED_RUN = 'shipped';

/** Of `--run`, where networks are read and nothing else of the run. */
export const TRAINED_HELP = `what “lab train --out” wrote, or “${SHIPPED_RUN}”: the networks that come with the page`;

/** How far networks have come, and on what. */
export interface TrainedRun {
  readonly config: Config;
  readonly phase: Phase;
  readonly step: number;
  /** The images that they were trained on; their hashes, where they are known. */
  readonly data: Pick<Manifest['data'], 'name' | 'content'> & { readonly hash: string | null };
  /** In which order it counts them (ImageContents.ranks); null where that is not known. */
  readonly ranks: Float64Array | null;
}

/** A run where its newest whole checkpoint stands. Throws one sentence if there is none. */
export async function readTrainedRun(
  named: string,
): Promise<{ run: TrainedRun; weights: ReadonlyMap<string, PlainTensor> }> {
  if (named !== SHIPPED_RUN) return new RunDirectory(named).readTrained();
  const { about, weights } = await readShipped();
  const { config, phase, step, set } = about;
  return { run: { config, phase, step, data: { name: set, hash: null }, ranks: null }, weights };
}

/** The networks that come with the page, from its files. */
export async function readShipped(): Promise<Shipped> {
  const file = fileURLToPath(new URL(`../../public/${SHIPPED_PATH}`, import.meta.url));
  return decodeShipped(new Uint8Array(await readFile(file)));
}
