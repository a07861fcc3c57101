/** A table as data: rows × seeds, what is the same for all of them, and how the work is divided among machines. */
import { z } from 'zod';
import type { FeaturesAbout } from '../schema/about';
import { aboutMethod } from './abouts';
import { RUN } from '../schema/common';
import { changed, configDifference, valueOf, type Changes, type Config } from './config';
import { storedConfigSchema } from './storedConfig';
import { firstPhaseKey } from './sharedPhase';

const VERSION = 1;

/** The row that the others are compared with. */
export const BASELINE = 'baseline';

const identitySchema = z.strictObject({ name: z.string(), count: z.int(), hash: z.string() });

const plannedRowSchema = z.strictObject({
  /** Unique in its table, and the name of a folder. */
  id: z.string().regex(/^[\w.=,+-]+$/),
  /** The paper’s, as “(a)”; null for a row that its table has no letter for. */
  letter: z.string().nullable(),
  title: z.string(),
  /** With the seed 0, which each trial replaces by its own. */
  config: storedConfigSchema,
  /** The paper’s accuracy on STL-10 in percent; null where it has none. */
  paper: z.number().nullable(),
});
export type PlannedRow = z.infer<typeof plannedRowSchema>;

/** What must be the same for numbers to stand in one table. */
export const tableSettingSchema = z.strictObject({
  version: z.literal(VERSION),
  title: z.string(),
  /** What the rows change. Its seed is 0 and not used. */
  base: storedConfigSchema,
  /** Trained on, and labelled images that the probes learn from and are judged by. */
  images: identitySchema,
  labelled: identitySchema,
});
export type TableSetting = z.infer<typeof tableSettingSchema>;

/** What a table has columns and references for: the features that its method is judged by. */
export function tableFeatures({ base }: Pick<TableSetting, 'base'>): FeaturesAbout {
  return aboutMethod(base.method).features;
}

export const tablePlanSchema = z.strictObject({
  setting: tableSettingSchema,
  rows: z.array(plannedRowSchema).min(1),
  seeds: z.array(RUN.seed).min(1),
});
export type TablePlan = z.infer<typeof tablePlanSchema>;

/** One thing to train and measure; `references` measures what no training of C went into. */
export interface TableJob {
  /** Unique in its table, and the name of a folder. */
  readonly id: string;
  readonly kind: 'row' | 'references';
  readonly row: PlannedRow;
  readonly seed: number;
  /** The row’s, with the seed. */
  readonly config: Config;
}

/** A row as a person or a registry gives it. */
export interface RowWish extends Omit<PlannedRow, 'config'> {
  readonly changes: Changes;
  /** In place of the table’s base: of another method, say. */
  readonly config?: Config;
}

export interface TableWish {
  readonly title: string;
  readonly base: Config;
  readonly rows: readonly RowWish[];
  /** How many; they are counted from the base’s seed. */
  readonly seeds: number;
  readonly images: TableSetting['images'];
  readonly labelled: TableSetting['labelled'];
}

/** The plan of a table. Throws one sentence where two rows have one name. */
export function planTable({ title, base, rows, seeds, images, labelled }: TableWish): TablePlan {
  const shared = { ...base, seed: 0 };
  const twice = rows.find(({ id }, i) => rows.findIndex((other) => other.id === id) < i);
  if (twice) throw new Error(`The row “${twice.id}” was asked for twice.`);
  return {
    setting: { version: VERSION, title, base: shared, images, labelled },
    rows: rows.map(({ changes, config = shared, ...row }) => ({
      ...row,
      config: changed(config, { ...changes, seed: 0 }),
    })),
    seeds: Array.from({ length: seeds }, (_, i) => base.seed + i),
  };
}

/**
 * Everything to do, ordered so that those that share an autoencoder come together. Of the references there is one
 * a seed, with the autoencoder of the baseline, or else of the first row.
 */
export function tableJobs({ rows, seeds }: TablePlan): TableJob[] {
  const jobOf = (kind: TableJob['kind'], row: PlannedRow, seed: number): TableJob => {
    const id = `${kind === 'row' ? row.id : 'references'}-seed${seed}`;
    return { id, kind, row, seed, config: { ...row.config, seed } };
  };
  const first = rows.find(({ id }) => id === BASELINE) ?? rows[0]!;
  const jobs = seeds.flatMap((seed) => [
    ...rows.map((row) => jobOf('row', row, seed)),
    jobOf('references', first, seed),
  ]);
  const keys = jobs.map(({ config }) => firstPhaseKey(config));
  return [...new Set(keys)].flatMap((key) => jobs.filter((_, i) => keys[i] === key));
}

/** Which part of the work this machine does: `part` of `parts`, from 1. */
export interface Shard {
  readonly part: number;
  readonly parts: number;
}

/** A shard’s jobs: every job is in exactly one shard, and neighbours stay together, for their autoencoder. */
export function shardJobs(jobs: readonly TableJob[], { part, parts }: Shard): TableJob[] {
  const bound = (k: number): number => Math.round((k * jobs.length) / parts);
  return jobs.slice(bound(part - 1), bound(part));
}

/** One sentence that says in what two settings differ; null where they are the same. */
export function settingDifference(known: TableSetting, wanted: TableSetting): string | null {
  const [key] = configDifference(known.base, wanted.base);
  if (key)
    return `${key} is ${String(valueOf(known.base, key))} there and ${String(valueOf(wanted.base, key))} here`;
  for (const images of ['images', 'labelled'] as const) {
    if (known[images].hash === wanted[images].hash) continue;
    const what = images === 'images' ? 'trained' : 'judged';
    return `it was ${what} on other images (${known[images].count} of “${known[images].name}”)`;
  }
  return known.title === wanted.title ? null : `it is “${known.title}”`;
}
