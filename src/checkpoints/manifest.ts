/** run.json: what a run is, and how far it has come, readable without opening a checkpoint. */
import { z } from 'zod';
import { firstIssue } from '../base/firstIssue';
import { PHASE_IDS } from '../experiments/phases';
import { storedConfigSchema } from '../experiments/storedConfig';
import { EXPORT_NAMES } from '../experiments/exports';
import { SOFTWARE } from '../export/software';

const manifestSchema = z.object({
  software: z.string(),
  version: z.string(),
  config: storedConfigSchema,
  data: z.object({ name: z.string(), count: z.number(), hash: z.string(), content: z.string().optional() }),
  backend: z.object({ name: z.string(), device: z.string() }),
  /** As RunStatus: running, paused, stopped, finished or failed. */
  state: z.string(),
  phase: z.enum(PHASE_IDS),
  /** Steps done in that phase by the newest checkpoint, from which the run goes on. */
  step: z.number(),
  /** When it began, ISO 8601. */
  started: z.string(),
  /** Time spent in steps, and time that the program had the run open, in seconds. */
  trainingSeconds: z.number(),
  totalSeconds: z.number(),
  /** The run and checkpoint that it was forked from. */
  parent: z.object({ run: z.string(), checkpoint: z.string() }).nullable().default(null),
  /** The file that the run came in, and when that was, ISO 8601; null where it began here. */
  imported: z.object({ file: z.string(), at: z.string() }).nullable().default(null),
  /** The weights that it began with; null where the seed drew them. */
  beganWith: z
    .object({
      /** The name of their file. */
      file: z.string(),
      network: z.enum(EXPORT_NAMES),
      by: z.enum(['ours', 'torchvision']),
      /** Tensors of the file that had no place here. */
      ignored: z.array(z.string()),
    })
    .nullable()
    .default(null),
  /** When a person deleted it, ISO 8601; until its files are removed it can be brought back. */
  deleted: z.string().nullable().default(null),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Everything but what the program knows of itself. */
export type RunFacts = Omit<Manifest, 'software' | 'version'>;

/** The weights that a run began with, as what is exported of it names them: “convolutions of alexnet.safetensors”. */
export function weightsOrigin(beganWith: Manifest['beganWith']): string | undefined {
  return beganWith ? `${beganWith.network} of ${beganWith.file}` : undefined;
}

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
