/** Where a machine stands among those whose results are kept: by whole training steps of the same size. */
import { isTiming } from './isTiming';
import type { BenchResult, SizeResult } from './schema';

export interface Place {
  /** “wasm, SIMD, 1 thread, AMD EPYC” */
  readonly machine: string;
  /** Of the step that training spends its time in, C's and R's. */
  readonly imagesPerSecond: number;
  /** Whether it is the one that was measured now. */
  readonly isThis: boolean;
}

/** Of the damage & repair step as the paper has it. */
const STEP = 'GAN step, alternating';

/** Fastest first; empty where this result has no such step. */
export function placesOf(result: BenchResult, kept: readonly BenchResult[]): Place[] {
  const [measured] = result.results;
  const rate = measured && rateOf(measured);
  if (!measured || rate === null || rate === undefined) return [];
  const others = kept.flatMap((one) =>
    one.results
      .filter(({ size }) => size === measured.size)
      .flatMap((size) => placeOf(one, rateOf(size), false)),
  );
  return [...placeOf(result, rate, true), ...others].sort((a, b) => b.imagesPerSecond - a.imagesPerSecond);
}

function placeOf({ backend, device, processor }: BenchResult, rate: number | null, isThis: boolean): Place[] {
  const machine = [backend, device, processor].join(', ');
  return rate === null ? [] : [{ machine, imagesPerSecond: rate, isThis }];
}

function rateOf({ batch, rows }: SizeResult): number | null {
  const ours = rows.find(({ name }) => name === STEP)?.ours ?? null;
  return isTiming(ours) ? batch / ours.median : null;
}
