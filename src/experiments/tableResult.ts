/** What a table is made of and what it ends as: the results on disk and the merged table, as one schema each. */
import { z } from 'zod';
import { storedConfigSchema } from './storedConfig';
import { tableSettingSchema } from './tablePlan';

const VERSION = 1;

/** Accuracies are shares in [0, 1]; the paper’s are percent, as it prints them. */
const share = z.number().min(0).max(1);

const scoreSchema = z.strictObject({
  /** `trained`: this row’s network, else a reference. `majority`: always the commonest label. */
  network: z.string(),
  /** Null for the commonest label. */
  layer: z.string().nullable(),
  accuracy: share,
  /** Validation images. */
  count: z.int(),
});
export type TrialScore = z.infer<typeof scoreSchema>;

/** One row at one seed, or the references at one seed. */
export const trialResultSchema = z.strictObject({
  version: z.literal(VERSION),
  job: z.string(),
  kind: z.enum(['row', 'references']),
  row: z.string(),
  seed: z.int(),
  config: storedConfigSchema,
  /** Hashes of both image sets. */
  images: z.string(),
  labelled: z.string(),
  /** Why there are no scores, in one sentence: a loss that is no number; null where all went well. */
  failure: z.string().nullable(),
  /** How often training went back and drew other batches after a loss that was no number; absent where it never did. */
  redraws: z.int().min(1).optional(),
  scores: z.array(scoreSchema),
  /** All that a reader must know to compare the scores; empty without any. */
  protocol: z.string(),
  /** Of measureProtocol.ts; missing in results of the first, and where nothing was measured. */
  protocolVersion: z.int().optional(),
  /** Figure 6: images of the labelled set, and the side of their pictures in `renderings.rgba`; null for references. */
  renderings: z
    .strictObject({
      images: z.array(z.int()),
      /** Their paths; older results have none. */
      paths: z.array(z.string()).optional(),
      pixels: z.int(),
    })
    .nullable(),
  made: z.strictObject({
    software: z.string(),
    backend: z.string(),
    device: z.string(),
    /** Time in steps of phase two, and in probes. */
    trainingSeconds: z.number(),
    measuringSeconds: z.number(),
  }),
});
export type TrialResult = z.infer<typeof trialResultSchema>;

/** A number of the table: over seeds. */
const cellSchema = z.strictObject({
  mean: z.number(),
  /** Sample standard deviation; null for one seed. */
  deviation: z.number().nullable(),
  /** By seed, in the order of the table’s seeds. */
  values: z.array(z.number()),
  /** 95 %, by the number of images that judge; of an accuracy at one seed only, and absent in older tables. */
  interval: z.strictObject({ low: share, high: share }).optional(),
});
export type TableCell = z.infer<typeof cellSchema>;

/** By layer. */
const cellsSchema = z.record(z.string(), cellSchema);

const tableRowSchema = z.strictObject({
  id: z.string(),
  letter: z.string().nullable(),
  title: z.string(),
  /** The fields in which it differs from the table’s base. */
  changes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Percent, on STL-10 at the paper’s scale. */
  paper: z.number().nullable(),
  /** Ours by layer; none where no seed is measured yet. */
  cells: cellsSchema,
  /** The judged layer minus the baseline’s at the same seeds; null without a baseline, and for the baseline. */
  difference: cellSchema.nullable(),
  /** Seeds measured so far. */
  seeds: z.array(z.int()),
  /** One sentence for each seed that failed. */
  failures: z.array(z.string()),
  /** One sentence for each seed that went on with other batches after a loss that was no number; absent without any. */
  redrawn: z.array(z.string()).optional(),
});
export type TableRow = z.infer<typeof tableRowSchema>;

const referenceSchema = z.strictObject({
  /** `random`, what the method compares with, `pixels`, `majority`. */
  network: z.string(),
  /** Of the random network. */
  cells: cellsSchema,
  /** Of the others, which have one number. */
  cell: cellSchema.nullable(),
});
export type TableReference = z.infer<typeof referenceSchema>;

/** A table as `lab table --format json` writes it. It holds no times, so that the same numbers are the same file. */
export const tableSchema = z.strictObject({
  version: z.literal(VERSION),
  setting: tableSettingSchema,
  /** What the numbers are and are not, in sentences. */
  caption: z.string(),
  protocol: z.string(),
  /** Of measureProtocol.ts; missing in tables of the first. */
  protocolVersion: z.int().optional(),
  seeds: z.array(z.int()),
  rows: z.array(tableRowSchema),
  references: z.array(referenceSchema),
  /** Names of what is not measured yet. */
  missing: z.array(z.string()),
});
export type Table = z.infer<typeof tableSchema>;
