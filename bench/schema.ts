/** What a benchmark writes: bench/results/<machine>.json, by our program and by its PyTorch twin alike. */
import { z } from 'zod';
import { SIZE_NAMES } from '../src/schema/sizes';

/** Seconds of one run. The spread is that of the middle half of the rounds. */
const timingSchema = z.object({
  median: z.number(),
  lowerQuartile: z.number(),
  upperQuartile: z.number(),
  rounds: z.number().int(),
});

const cannotSchema = z.object({ cannot: z.string() });

const rowSchema = z.object({
  name: z.string(),
  kind: z.enum([
    'forward convolution',
    'convolution gradient',
    'matrix product',
    'operation',
    'step',
    'control',
  ]),
  /** Shapes, or for a step what it does. */
  detail: z.string(),
  /** Work of one run over the whole batch, as bench/cost.ts counts it; null where bytes are what counts. */
  flop: z.number().nullable(),
  /** Least traffic of one run: every tensor read and written as often as the operation cannot do without. */
  bytes: z.number().nullable(),
  ours: z.union([timingSchema, cannotSchema]),
  /** Stock tfjs on the same backend in the same run; null in a result of another program. */
  stock: z.union([timingSchema, cannotSchema]).nullable(),
  /** Steps only: FLOP-weighted rate of the forward convolutions that the step runs, each measured by itself. */
  forwardRate: z.number().nullable(),
});

const sizeResultSchema = z.object({
  size: z.enum(SIZE_NAMES),
  batch: z.number().int(),
  /** Best FLOP rate of any matrix product or forward convolution in this run, ours or stock: the local roofline. */
  peak: z.object({ name: z.string(), flopPerSecond: z.number() }).nullable(),
  /** Best rate of traffic of any operation in this run, ours or stock. */
  bandwidth: z.object({ name: z.string(), bytesPerSecond: z.number() }).nullable(),
  rows: z.array(rowSchema),
});

export const benchResultSchema = z.object({
  schema: z.literal(1),
  /** Name and version of what was measured. */
  program: z.string(),
  backend: z.string(),
  /** Adapter, or instruction set and threads. */
  device: z.string(),
  processor: z.string(),
  /** Fewer rounds than a figure to quote should have. */
  quick: z.boolean(),
  results: z.array(sizeResultSchema),
});

export type Timing = z.infer<typeof timingSchema>;
export type Measured = Timing | z.infer<typeof cannotSchema>;
export type Row = z.infer<typeof rowSchema>;
export type SizeResult = z.infer<typeof sizeResultSchema>;
export type BenchResult = z.infer<typeof benchResultSchema>;
