/**
 * A table on disk. Every shard writes to a folder of its own and reads those of the others, so that machines share
 * nothing but the folder around them, and what one has finished no other does again:
 *
 *   1-of-2/plan.json                       what this shard was asked for
 *   1-of-2/autoencoders/<name>/            runs that end with phase one
 *   1-of-2/trials/<row>-seed<n>/           a run like any other, and when it is measured
 *   1-of-2/trials/<row>-seed<n>/result.json, renderings.rgba, inputs.rgba
 */
import { firstIssue } from '../../base/firstIssue';
import type { Checkpoint } from '../../checkpoints/checkpoint';
import type { Folder } from '../../checkpoints/folder';
import { RunFolder } from '../../checkpoints/runFolder';
import { firstPhaseKey } from '../../experiments/sharedPhase';
import { settingDifference, tablePlanSchema, type Shard, type TablePlan } from '../../experiments/tablePlan';
import { trialResultSchema, type TrialResult } from '../../experiments/tableResult';
import type { Config } from '../../experiments/config';

const PLAN = 'plan.json';
const RESULT = 'result.json';
const AUTOENCODERS = 'autoencoders';
const TRIALS = 'trials';
const RENDERINGS = 'renderings.rgba';
const INPUTS = 'inputs.rgba';
const SHARD_NAME = /^\d+-of-\d+$/;

/** Square pictures, one below the other: RGBA bytes. */
export interface TrialPictures {
  readonly renderings: Uint8Array<ArrayBuffer>;
  readonly inputs: Uint8Array<ArrayBuffer>;
}

export class TableStore {
  readonly #root: Folder;

  /** @param root what `lab sweep --out` names; it need not be there yet */
  constructor(root: Folder) {
    this.#root = root;
  }

  /** Notes what a shard is asked for. Throws one sentence where the folder holds a table of another setting. */
  async begin(plan: TablePlan, shard: Shard): Promise<void> {
    for (const known of await this.plans()) {
      const difference = settingDifference(known.setting, plan.setting);
      if (difference) throw new Error(`The folder holds another table: ${difference}. Give another folder.`);
    }
    const text = `${JSON.stringify(plan, null, 2)}\n`;
    await this.#shard(shard).write(PLAN, [new TextEncoder().encode(text)]);
  }

  /** What all shards were asked for. Throws one sentence where a file is damaged. */
  async plans(): Promise<TablePlan[]> {
    const plans = (await this.#shards()).map((folder) => readJson(folder, PLAN, tablePlanSchema));
    return (await Promise.all(plans)).filter((plan) => plan !== null);
  }

  /** The results of a job: of every shard that has finished it. Throws one sentence where a file is damaged. */
  async results(job: string): Promise<TrialResult[]> {
    const results = (await this.#shards()).map((folder) =>
      readJson(trialIn(folder, job), RESULT, trialResultSchema),
    );
    return (await Promise.all(results)).filter((result) => result !== null);
  }

  /** The pictures of a measured row; null where they are not there. */
  async pictures(job: string): Promise<TrialPictures | null> {
    for (const shard of await this.#shards()) {
      const folder = trialIn(shard, job);
      const [renderings, inputs] = [await folder.read(RENDERINGS), await folder.read(INPUTS)];
      if (renderings && inputs) return { renderings, inputs };
    }
    return null;
  }

  /** Writes what a job came to; the result last, for it says that all is there. */
  async finish(result: TrialResult, files: ReadonlyMap<string, Uint8Array>, shard: Shard): Promise<void> {
    const folder = trialIn(this.#shard(shard), result.job);
    for (const [name, bytes] of files) await folder.write(name, [bytes]);
    await folder.write(RESULT, [new TextEncoder().encode(`${JSON.stringify(result, null, 2)}\n`)]);
    await dropOlderCheckpoints(folder);
  }

  /** Where a shard trains a job. */
  trial(job: string, shard: Shard): RunFolder {
    return new RunFolder(job, trialIn(this.#shard(shard), job));
  }

  /** Where a shard trains the autoencoder of a config. */
  async autoencoder(config: Config, shard: Shard): Promise<RunFolder> {
    const name = await autoencoderName(config);
    return new RunFolder(name, this.#shard(shard).folder(AUTOENCODERS).folder(name));
  }

  /** The autoencoder of a config after `steps` steps, whoever trained it; null if nobody has yet. */
  async trainedAutoencoder(config: Config, steps: number): Promise<Checkpoint | null> {
    const name = await autoencoderName(config);
    for (const shard of await this.#shards()) {
      const folder = new RunFolder(name, shard.folder(AUTOENCODERS).folder(name));
      const { found } = await folder.newest();
      if (found && found.checkpoint.about.training.step === steps) return found.checkpoint;
    }
    return null;
  }

  #shard(shard: Shard): Folder {
    return this.#root.folder(shardName(shard));
  }

  async #shards(): Promise<Folder[]> {
    const names = (await this.#root.folders()).filter((name) => SHARD_NAME.test(name)).sort();
    return names.map((name) => this.#root.folder(name));
  }
}

/** The folder that a shard writes to, and no other. */
export function shardName({ part, parts }: Shard): string {
  return `${part}-of-${parts}`;
}

/** The files of a row's pictures, by name. */
export function pictureFiles(pictures: TrialPictures | null): Map<string, Uint8Array> {
  return new Map(
    pictures ? [[RENDERINGS, pictures.renderings] as const, [INPUTS, pictures.inputs] as const] : [],
  );
}

function trialIn(shard: Folder, job: string): Folder {
  return shard.folder(TRIALS).folder(job);
}

/** The last checkpoint holds the networks; the others were there to go on from. */
async function dropOlderCheckpoints(trial: Folder): Promise<void> {
  const folder = trial.folder('checkpoint');
  const names = (await folder.files())
    .map(({ name }) => name)
    .filter((name) => name.endsWith('.safetensors'));
  for (const name of names.sort().slice(0, -1)) await folder.remove(name);
}

/** Short, and the same on every machine. */
async function autoencoderName(config: Config): Promise<string> {
  const bytes = new TextEncoder().encode(firstPhaseKey(config));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const short = Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0'));
  return `seed${config.seed}-${short.join('')}`;
}

/** A file of JSON by its schema; null if it is not there. */
async function readJson<T>(
  folder: Folder,
  name: string,
  schema: { readonly parse: (value: unknown) => T },
): Promise<T | null> {
  const bytes = await folder.read(name);
  if (!bytes) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    const why = firstIssue(error);
    throw new Error(`A “${name}” of the table is damaged or of another version (${why}): remove it.`, {
      cause: error,
    });
  }
}
