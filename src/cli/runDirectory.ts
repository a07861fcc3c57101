/** What a run is on disk: run.json, metrics.csv, checkpoint/weights.safetensors and discriminator.safetensors. */
import { appendFileSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../base/messageOf';
import { configSchema, type Config } from '../experiments/config';
import type { MetricRow } from '../experiments/metrics';
import { discriminatorToSafetensors } from '../export/discriminator';
import { METRICS_HEADER, metricsToLines } from '../export/metricsCsv';
import { readSafetensors, writeSafetensors } from '../export/safetensors';
import { CITATION, SOFTWARE } from '../export/software';
import type { PlainTensor } from '../networks/parameters';

const RUN = 'run.json';
const METRICS = 'metrics.csv';
const WEIGHTS = 'checkpoint/weights.safetensors';
const DISCRIMINATOR = 'discriminator.safetensors';

const runSchema = z.object({
  software: z.string(),
  version: z.string(),
  config: configSchema,
  data: z.object({ name: z.string(), count: z.number(), hash: z.string() }),
  backend: z.object({ name: z.string(), device: z.string() }),
  /** As RunStatus: running, stopped, finished or failed. */
  state: z.string(),
  phase: z.enum(['autoencoder', 'repair']),
  /** Steps done in that phase. */
  step: z.number(),
  /** When it began, ISO 8601. */
  started: z.string(),
  /** Training time, and time from start to end with reading and saving, in seconds. */
  trainingSeconds: z.number(),
  totalSeconds: z.number(),
});

export type RunFile = z.infer<typeof runSchema>;

/** Everything but what the program knows of itself. */
export type RunFacts = Omit<RunFile, 'software' | 'version'>;

export class RunDirectory {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Throws if a run is already there: it would be overwritten. */
  async assertFree(): Promise<void> {
    if (await exists(this.#path(RUN))) {
      throw new Error(
        `There is already a run in “${this.folder}”: give another --out, or move that one away.`,
      );
    }
  }

  /** Makes the folder with a first run.json and the head of metrics.csv. */
  async create(facts: RunFacts): Promise<void> {
    await this.writeRun(facts);
    await writeFile(this.#path(METRICS), METRICS_HEADER);
  }

  /** Adds rows to metrics.csv before it returns, so that nothing is lost whatever happens next. */
  appendMetrics(rows: readonly MetricRow[]): void {
    appendFileSync(this.#path(METRICS), metricsToLines(rows));
  }

  async writeRun(facts: RunFacts): Promise<void> {
    const run: RunFile = { software: SOFTWARE.name, version: SOFTWARE.version, ...facts };
    await replace(this.#path(RUN), `${JSON.stringify(run, null, 2)}\n`);
  }

  /** Saves all networks, and the discriminator for PyTorch. */
  async writeWeights(parameters: ReadonlyMap<string, PlainTensor>, config: Config): Promise<void> {
    const metadata = {
      software: `${SOFTWARE.name} ${SOFTWARE.version}`,
      citation: CITATION,
      config: JSON.stringify(config),
    };
    await replace(this.#path(WEIGHTS), writeSafetensors(parameters, metadata));
    await replace(this.#path(DISCRIMINATOR), discriminatorToSafetensors(parameters, config));
  }

  /** Reads run.json. Throws one sentence if the folder holds no run, or not one of ours. */
  async readRun(): Promise<RunFile> {
    if (!(await exists(this.#path(RUN)))) {
      throw new Error(`There is no run in “${this.folder}”: give the folder that “lab train --out” wrote.`);
    }
    try {
      return runSchema.parse(JSON.parse(await readFile(this.#path(RUN), 'utf8')));
    } catch (error) {
      throw new Error(`“${this.#path(RUN)}” is damaged or of another version: ${firstIssue(error)}.`, {
        cause: error,
      });
    }
  }

  /** Reads the weights of all networks. Throws one sentence if they were not saved or are damaged. */
  async readWeights(): Promise<Map<string, PlainTensor>> {
    const file = this.#path(WEIGHTS);
    if (!(await exists(file))) throw new Error(`The run in “${this.folder}” has not saved its weights yet.`);
    return readSafetensors(await readFile(file)).tensors;
  }

  #path(name: string): string {
    return path.join(this.folder, name);
  }
}

/**
 * Writes a file, and its folder if need be. The content goes to a name of its own first, so that a file that was
 * there stays whole until the new one is.
 */
export async function replace(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.unfinished`;
  await writeFile(unfinished, content);
  await rename(unfinished, file);
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

function firstIssue(error: unknown): string {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return issue ? `${issue.path.join('.')}: ${issue.message}` : 'invalid';
  }
  return messageOf(error);
}
