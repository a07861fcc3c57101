/** What a run is on disk: run.json and checkpoint/ as in the page, beside metrics.csv and the weights for PyTorch. */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../checkpoints/manifest';
import { RunFolder, type ReadCheckpoint } from '../checkpoints/runFolder';
import { messageOf } from '../base/messageOf';
import type { Config } from '../experiments/config';
import type { MetricRow } from '../experiments/metrics';
import { phasesOf } from '../experiments/phases';
import { metricsToCsv, metricsToLines } from '../export/metricsCsv';
import { runWeights } from '../lab/exports';
import { valuesOf } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { NodeFolder, replace, replaceAtOnce } from './nodeFolder';
import { say } from './terminal';

const METRICS = 'metrics.csv';

export class RunDirectory {
  readonly location: string;
  /** Its manifest and checkpoints. */
  readonly folder: RunFolder;

  constructor(location: string) {
    this.location = location;
    this.folder = new RunFolder(path.basename(path.resolve(location)), new NodeFolder(location));
  }

  /** Throws if a run is already there: it would be overwritten. */
  async assertFree(): Promise<void> {
    const files = await new NodeFolder(this.location).files();
    if (files.some(({ name }) => name === 'run.json')) {
      throw new Error(
        `There is already a run in “${this.location}”: continue it with --resume, give another --out, or move that one away.`,
      );
    }
  }

  /** Makes metrics.csv these rows, before it returns: at the beginning, and where those after them have become void. */
  writeMetrics(rows: readonly MetricRow[], config: Config): void {
    replaceAtOnce(path.join(this.location, METRICS), metricsToCsv(rows, config));
  }

  /** Adds rows to metrics.csv before it returns, so that nothing is lost whatever happens next. */
  appendMetrics(rows: readonly MetricRow[], config: Config): void {
    appendFileSync(path.join(this.location, METRICS), metricsToLines(rows, config));
  }

  /** Writes the method’s first network for PyTorch. */
  async writeWeights(parameters: ReadonlyMap<string, PlainTensor>, config: Config): Promise<void> {
    const { name, bytes } = runWeights(parameters, config);
    await replace(path.join(this.location, name), bytes);
  }

  /** Reads run.json. Throws one sentence if the folder holds no run, or not one of ours. */
  async readRun(): Promise<Manifest> {
    const manifest = await this.folder.readManifest().catch((error: unknown) => {
      throw new Error(`In “${this.location}”, ${messageOf(error)}`, { cause: error });
    });
    if (manifest) return manifest;
    throw new Error(`There is no run in “${this.location}”: give the folder that “lab train --out” wrote.`);
  }

  /**
   * The newest checkpoint that is whole; damaged ones that are passed over for it are named on stderr. Throws one
   * sentence if there is none, or no run.
   */
  async readCheckpoint(): Promise<ReadCheckpoint> {
    const { found, skipped } = await this.folder.newest();
    if (found) {
      for (const { name, reason } of skipped) {
        say(`The checkpoint ${name} is damaged, so ${found.stored.name} takes its place: ${reason}`);
      }
      return found;
    }
    await this.readRun();
    if (skipped.length === 0) throw new Error(`The run in “${this.location}” has not saved its weights yet.`);
    throw new Error(`No checkpoint in “${this.location}” is whole: ${skipped[0]!.reason}`);
  }

  /** The run where its newest whole checkpoint stands, with the weights of all networks. Throws as readCheckpoint. */
  async readTrained(): Promise<{
    run: Manifest & { readonly ranks: Float64Array | null };
    weights: ReadonlyMap<string, PlainTensor>;
  }> {
    const { checkpoint } = await this.readCheckpoint();
    const { phase, step } = checkpoint.about.training;
    const letters = phasesOf(checkpoint.about.config).flatMap(({ trains }) => trains);
    const weights = valuesOf(checkpoint.tensors, letters);
    const { ranks = null } = checkpoint;
    return { run: { ...(await this.readRun()), phase, step, ranks }, weights };
  }
}
