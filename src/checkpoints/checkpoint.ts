/**
 * A checkpoint: everything that decides the future of a run, and its metrics so far, as one safetensors file. The
 * numbers are its tensors and columns; the rest is JSON in its metadata, beside a digest of all of it.
 */
import { z } from 'zod';
import type { ConfigKey } from '../experiments/config';
import { comparePositions, type Position } from '../experiments/position';
import { storedConfigSchema } from '../experiments/storedConfig';
import type { MetricRow } from '../experiments/metrics';
import { aboutPhase, methodOfPhase, PHASE_IDS, type PhaseAbout } from '../experiments/phases';
import { readSafetensors, safetensorsParts } from '../export/safetensors';
import type { PlainTensor } from '../networks/parameters';
import { columnsToRows, rowsToColumns } from './metricColumns';

/**
 * Of the format. A file of a version that is not read is refused by its number. Version 1 differs only in that its
 * first writers digested large arrays as a whole.
 */
const VERSION = 2;
const READ_VERSIONS = [1, VERSION] as const;

const RANKS = 'images/rank';

/** Digested at once. */
const DIGESTED_BYTES = 1 << 24;

const count = z.int().min(0);
const randomState = z.array(z.int()).length(4).readonly();

const samplerSchema = z
  .strictObject({ count, batchSize: count, random: randomState, epochs: count, position: count })
  .refine(({ count, position }) => position <= count, 'the sampler stands beyond its images');

const everyPhase = {
  /** Steps done in the phase. */
  step: count,
  /** Of the last step; the schedule’s position follows from the step. */
  learningRate: z.number(),
  sampler: samplerSchema,
  /** State of the generator that draws crops, flips and colours. */
  augmentation: randomState,
};

/** Where a run stands, without its tensors. */
export interface TrainingState extends Position, Readonly<z.infer<z.ZodObject<typeof everyPhase>>> {
  /** Updates that Adam has applied to each network, and to what else learns, by letter. */
  readonly adam: Readonly<Record<string, number>>;
  /** States of the generators that the phase draws from, by purpose; absent if there are none. */
  readonly random?: Readonly<Record<string, readonly number[]>>;
}

/** What a phase says of itself is what its state must have, and all that it may have. */
function stateSchema({ id, trains, trainsToo, draws, later }: PhaseAbout) {
  const record = <T extends z.ZodType>(keys: readonly string[], type: T) =>
    z.strictObject(
      Object.fromEntries(keys.map((key) => [key, later.includes(key) ? type.optional() : type])),
    );
  return z.strictObject({
    phase: z.literal(id),
    ...everyPhase,
    adam: record([...trains, ...trainsToo], count),
    ...(draws.length > 0 && { random: record(draws, randomState) }),
  });
}

const [firstState, ...otherStates] = PHASE_IDS.map((phase) => stateSchema(aboutPhase(phase)));
const trainingStateSchema = z.discriminatedUnion('phase', [
  firstState!,
  ...otherStates,
]) as unknown as z.ZodType<TrainingState>;

const tuningSchema = z.strictObject({
  phase: z.enum(PHASE_IDS),
  step: count,
  changes: z
    .array(
      z.strictObject({
        key: z.string() as unknown as z.ZodType<ConfigKey>,
        from: z.string(),
        to: z.string(),
      }),
    )
    .readonly(),
});

const aboutSchema = z
  .strictObject({
    version: z.literal(READ_VERSIONS),
    /** Name and version of the program that wrote it. */
    software: z.string(),
    /** ISO 8601. */
    saved: z.string(),
    config: storedConfigSchema,
    images: z.strictObject({ name: z.string(), count, hash: z.string(), content: z.string().optional() }),
    backend: z.strictObject({ name: z.string(), device: z.string() }),
    training: trainingStateSchema,
    /** Hot changes so far. */
    tunings: z.array(tuningSchema),
    /** How often other batches were drawn after a loss that was no number; absent where that never happened. */
    redraws: z.int().min(1).optional(),
  })
  .refine(
    ({ config, training }) => methodOfPhase(training.phase) === config.method,
    'its phase is of another method than its settings',
  );

export interface Checkpoint {
  readonly about: Omit<z.infer<typeof aboutSchema>, 'version'>;
  /** E, D, R and C; Adam’s slots as `adam/m/…` and `adam/v/…`; `history/images` and `history/masks` if not empty. */
  readonly tensors: ReadonlyMap<string, PlainTensor>;
  readonly metrics: readonly MetricRow[];
  /** ImageContents.ranks of the images, by which their order is found again; older files have none. */
  readonly ranks?: Float64Array | undefined;
}

/** Oldest first. */
export function inOrder(checkpoints: readonly Checkpoint[]): Checkpoint[] {
  return checkpoints.toSorted((a, b) => comparePositions(a.about.training, b.about.training));
}

/** The file’s bytes, in parts that share memory with the tensors. */
export async function encodeCheckpoint({
  about,
  tensors,
  metrics,
  ranks,
}: Checkpoint): Promise<Uint8Array[]> {
  const checkpoint = JSON.stringify({ version: VERSION, ...about });
  const columns = rowsToColumns(metrics);
  if (ranks) columns.set(RANKS, ranks);
  const digest = await digestOf(checkpoint, tensors, columns);
  return safetensorsParts({ tensors, columns, metadata: { checkpoint, digest } });
}

/** Reads a file back. Throws an Error of one sentence if it is torn, altered, of another version or no checkpoint. */
export async function decodeCheckpoint(bytes: Uint8Array): Promise<Checkpoint> {
  const { tensors, columns, metadata } = readSafetensors(bytes);
  const { checkpoint, digest } = metadata;
  if (checkpoint === undefined || digest === undefined) throw new Error('It is not a checkpoint of a run.');
  const json = parseAbout(checkpoint);
  // First of all: what follows is the affair of each version.
  if (!READ_VERSIONS.some((version) => version === json.version)) {
    const known = READ_VERSIONS.join(' and ');
    throw new Error(`It is of version ${String(json.version)}; this program reads versions ${known}.`);
  }
  const isWhole = async (piece?: number) => digest === (await digestOf(checkpoint, tensors, columns, piece));
  if (!(await isWhole()) && !(json.version === 1 && (await isWhole(Infinity)))) {
    throw new Error('Its content is not what was written: the file was altered or damaged.');
  }
  const parsed = aboutSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`It lacks something: ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const about: Checkpoint['about'] & { version?: number } = parsed.data;
  delete about.version;
  return { about, tensors, metrics: columnsToRows(columns, about.config), ranks: columns.get(RANKS) };
}

function parseAbout(text: string): { version?: unknown } {
  try {
    return Object(JSON.parse(text)) as { version?: unknown };
  } catch (error) {
    throw new Error('Its description is damaged.', { cause: error });
  }
}

/** SHA-256 of the text and of the digest of every tensor and column with its name and shape, in order of the file. */
async function digestOf(
  text: string,
  tensors: ReadonlyMap<string, PlainTensor>,
  columns: ReadonlyMap<string, Float64Array>,
  piece = DIGESTED_BYTES,
): Promise<string> {
  const parts: unknown[] = [];
  for (const [name, { shape, data }] of tensors) parts.push([name, shape, await sha256(data, piece)]);
  for (const [name, data] of columns) parts.push([name, data.length, await sha256(data, piece)]);
  return sha256(new TextEncoder().encode(JSON.stringify({ text, parts })));
}

/** Of the bytes; where there are many, of the digests of pieces, since crypto.subtle copies what it is given. */
async function sha256(
  numbers: Uint8Array | Float32Array | Float64Array,
  piece = DIGESTED_BYTES,
): Promise<string> {
  const { buffer, byteOffset, byteLength } = numbers;
  if (byteLength > piece) {
    const digests: string[] = [];
    for (let from = 0; from < byteLength; from += piece) {
      const length = Math.min(piece, byteLength - from);
      digests.push(await sha256(new Uint8Array(buffer, byteOffset + from, length)));
    }
    return sha256(new TextEncoder().encode(digests.join()));
  }
  // Never shared memory, which tfjs’s wasm threads use but do not hand out.
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', numbers as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
