/**
 * Fair timings on a busy machine: cases take turns, round after round; within a case ours and stock take turns at
 * going first; each is judged by its median.
 */
import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../src/base/messageOf';
import type { Measured, Row, Timing } from './schema';
import { enterStock } from './stock/registry';

/** Does one run's work on the device and returns what it made last; called within a tidy. */
type Work = () => tf.Tensor;

/** What a case runs, once its tensors are there. */
interface Prepared {
  readonly ours: Work;
  readonly stock: Work;
  readonly dispose: () => void;
}

export interface Case extends Omit<Row, 'ours' | 'stock' | 'forwardRate'> {
  /** Makes the tensors; each visit prepares anew, so that only one case at a time takes memory. */
  readonly prepare: () => Prepared;
  /** A control: both sides run this one's kernels, so that only noise and unfairness can tell them apart. */
  readonly control?: Side;
}

type Side = 'ours' | 'stock';

interface Record {
  readonly seconds: number[];
  /** Runs between two waits for the device, so that waiting weighs little. */
  repeats: number;
  cannot: string | null;
}

/** A timing should last this long, so that the wait for the device and the clock's grain weigh little. */
const LEAST_SECONDS = 0.02;
const MOST_REPEATS = 64;

/** How long to go on: so many rounds, but none is begun after so many seconds, save the first. */
export interface Limit {
  readonly rounds: number;
  readonly seconds?: number;
}

/** Times all cases: one warm-up visit each, then visits in turn. */
export async function timeCases(
  cases: readonly Case[],
  { rounds, seconds = Infinity }: Limit,
  progress: (line: string) => void,
): Promise<Map<string, { ours: Measured; stock: Measured }>> {
  const newRecord = (): Record => ({ seconds: [], repeats: 1, cannot: null });
  const records = new Map(cases.map(({ name }) => [name, { ours: newRecord(), stock: newRecord() }]));
  const begun = performance.now();
  for (let round = 0; round <= rounds; round++) {
    const elapsed = (performance.now() - begun) / 1000;
    if (round > 1 && elapsed > seconds) break;
    const of = seconds < Infinity ? `after ${Math.round(elapsed)} of ${seconds} s` : `of ${rounds}`;
    progress(round === 0 ? `warm-up of ${cases.length} cases` : `round ${round} ${of}`);
    for (const one of cases) {
      const prepared = one.prepare();
      const sides: Side[] = round % 2 ? ['ours', 'stock'] : ['stock', 'ours'];
      // New tensors are touched by both before either is timed: tfjs-wasm packs a weight when it first meets it, ten
      // times the cost of a product with few rows, and would charge it to whoever goes first.
      const visits: Visit[] =
        round === 0 ? ['calibrate'] : one.kind === 'step' ? ['time'] : ['touch', 'time'];
      for (const purpose of visits) {
        for (const side of sides) {
          const leave = (one.control ?? side) === 'stock' ? enterStock() : () => undefined;
          await visit(prepared[side], records.get(one.name)![side], purpose);
          leave();
        }
      }
      prepared.dispose();
    }
  }
  return new Map(
    [...records].map(([name, { ours, stock }]) => [name, { ours: judge(ours), stock: judge(stock) }]),
  );
}

type Visit = 'calibrate' | 'touch' | 'time';

async function visit(work: Work, record: Record, purpose: Visit): Promise<void> {
  if (record.cannot !== null) return;
  try {
    if (purpose === 'time') record.seconds.push((await run(work, record.repeats)) / record.repeats);
    else await run(work, 1);
    if (purpose === 'calibrate') {
      const once = Math.min(await run(work, 1), await run(work, 1));
      record.repeats = Math.min(MOST_REPEATS, Math.max(1, Math.ceil(LEAST_SECONDS / once)));
    }
  } catch (error) {
    record.cannot = messageOf(error);
    dropTape();
  }
}

/** A backward pass that fails leaves behind what its forward pass saved: hundreds of megabytes for a step. */
function dropTape(): void {
  const { state } = tf.engine();
  for (const { saved } of state.activeTape ?? []) tf.dispose(saved);
  state.activeTape = [];
}

/** Seconds of `repeats` runs, from the first call until the device has made the last result. */
async function run(work: Work, repeats: number): Promise<number> {
  const start = performance.now();
  for (let i = 1; i < repeats; i++) tf.dispose(tf.tidy(work));
  const last = tf.tidy(() => oneNumber(work()));
  await last.data();
  const seconds = (performance.now() - start) / 1000;
  last.dispose();
  return seconds;
}

/** When a number of the last tensor can be read, all before it is done, as queues keep their order. */
function oneNumber(last: tf.Tensor): tf.Tensor {
  return tf.slice(tf.reshape(last, [last.size]), 0, 1);
}

function judge({ seconds, cannot }: Record): Measured {
  return cannot === null ? timingOf(seconds) : { cannot };
}

/** Median and quartiles, by linear interpolation. */
function timingOf(seconds: readonly number[]): Timing {
  const sorted = seconds.toSorted((a, b) => a - b);
  const quantile = (share: number): number => {
    const at = share * (sorted.length - 1);
    const below = sorted[Math.floor(at)]!;
    return below + (at % 1) * (sorted[Math.ceil(at)]! - below);
  };
  return {
    median: quantile(0.5),
    lowerQuartile: quantile(0.25),
    upperQuartile: quantile(0.75),
    rounds: seconds.length,
  };
}
