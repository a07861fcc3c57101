/** What `npm run reproduce` writes: every number there is, as one schema. Accuracies are shares in [0, 1]. */
import { z } from 'zod';
import type { Changes } from '../../src/experiments/config';
import { storedConfigSchema } from '../../src/experiments/storedConfig';

const VERSION = 1;
export const RESULT_FILE = 'bench/results/reproduce.json';
export const FASHION_FILE = 'bench/results/featuresFashion.json';

const share = z.number().min(0).max(1);

const worthSchema = z.strictObject({ linear: share, neighbours: share });

/** conv1…conv5 of C; φ and the pixels for the references. */
const worthsSchema = z.record(z.string(), worthSchema);
export type Worths = z.infer<typeof worthsSchema>;

export const measuredSchema = z.strictObject({
  /** A row's id, `random` or `references`: φ and the pixels. */
  who: z.string(),
  seed: z.int(),
  /** Of measureProtocol.ts; missing in results of the first. */
  protocolVersion: z.int().optional(),
  layers: worthsSchema,
  /** Means of the last tenth of the steps, for a row: class loss, accuracy of C, … */
  metrics: z.record(z.string(), z.number()),
});
export type Measured = z.infer<typeof measuredSchema>;

export const reproducedSchema = z.strictObject({
  version: z.literal(VERSION),
  /** The command line of the sweep. */
  command: z.string(),
  images: z.strictObject({ name: z.string(), count: z.int(), hash: z.string() }),
  labels: z.int(),
  /** Share of the most frequent label. */
  majority: share,
  rows: z.array(z.strictObject({ id: z.string(), title: z.string(), config: storedConfigSchema })),
  seeds: z.array(z.int()),
  measured: z.array(measuredSchema),
  made: z.strictObject({
    software: z.string(),
    processes: z.int(),
    minutes: z.number(),
    finished: z.iso.datetime(),
  }),
});
export type Reproduced = z.infer<typeof reproducedSchema>;

export function resultOf(parts: Omit<Reproduced, 'version'>): Reproduced {
  return reproducedSchema.parse({ version: VERSION, ...parts });
}

export const fashionSchema = z.strictObject({
  version: z.literal(VERSION),
  config: storedConfigSchema,
  /** Test images. */
  judged: z.int(),
  rows: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      changes: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
        .transform((changes) => changes as Changes),
    }),
  ),
  seeds: z.array(z.int()),
  measured: z.array(measuredSchema),
});
export type FashionResult = z.infer<typeof fashionSchema>;

export function fashionResultOf(parts: Omit<FashionResult, 'version'>): FashionResult {
  return fashionSchema.parse({ version: VERSION, ...parts });
}
