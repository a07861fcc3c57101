/** run.json: what a run is, and how far it has come, readable without opening a checkpoint. */
import { z } from 'zod';
import { firstIssue } from '../base/firstIssue';
import { storedConfigSchema } from '../experiments/storedConfig';
import { SOFTWARE } from '../export/software';

const manifestSchema = z.object({
  software: z.string(),
  version: z.string(),
  config: storedConfigSchema,
  data: z.object({ name: z.string(), count: z.number(), hash: z.string() }),
  backend: z.object({ name: z.string(), device: z.string() }),
  /** As RunStatus: running, paused, stopped, finished or failed. */
  state: z.string(),
  phase: z.enum(['autoencoder', 'repair']),
  /** Steps done in that phase. */
  step: z.number(),
  /** When it began, ISO 8601. */
  started: z.string(),
  /** Time spent in steps, and time that the program had the run open, in seconds. */
  trainingSeconds: z.number(),
  totalSeconds: z.number(),
  /** The run and checkpoint that it was forked from. */
  parent: z.object({ run: z.string(), checkpoint: z.string() }).nullable().default(null),
  /** When a person deleted it, ISO 8601; until its files are removed it can be brought back. */
  deleted: z.string().nullable().default(null),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Everything but what the program knows of itself. */
export type RunFacts = Omit<Manifest, 'software' | 'version'>;

export function manifestText(facts: RunFacts): string {
  const manifest: Manifest = { software: SOFTWARE.name, version: SOFTWARE.version, ...facts };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Reads a manifest. Throws an Error that says what is wrong with it, as the end of a sentence. */
export function parseManifest(text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(firstIssue(error), { cause: error });
  }
}
