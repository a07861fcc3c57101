/**
 * How much memory training needs at most, from the shapes of the networks. Weights, Adam's slots and gradients are
 * counted; what a step keeps of each image goes with its maps, as the method says.
 */
import { memoryText } from '../base/memoryText';
import type { Config } from '../experiments/config';
import { aboutPhase, phasesOf, type Phase } from '../experiments/phases';
import type { MemoryLimits } from '../kernels/backendInfo';
import type { ParameterSpec } from '../networks/parameters';
import type { Method } from './method';

const FLOAT = 4;
/** Of the largest parameter, beside its weights, slots and gradient: what its product or update makes meanwhile. */
const EXTRA_OF_LARGEST = 2;

export interface MemoryNeed {
  /** Bytes of all tensors at the worst moment of a step. */
  readonly bytes: number;
  /** Bytes of the largest single tensor. */
  readonly largest: number;
}

/** What the phases of a run need at most. */
export function memoryNeed(method: Method, config: Config): MemoryNeed {
  const needs = phasesOf(config).map(({ id }) => phaseNeed(method, config, id));
  return {
    bytes: Math.max(...needs.map(({ bytes }) => bytes)),
    largest: Math.max(...needs.map(({ largest }) => largest)),
  };
}

/** What one phase of a run needs at most, its batch included. */
export function phaseNeed(method: Method, config: Config, phase: Phase): MemoryNeed {
  const { batchSize: n } = config;
  const specs = method.specs(config);
  const trained = aboutPhase(phase).trains.flatMap((letter) => specs[letter] ?? []);
  const weights = sizeOf(Object.values(specs).flat());
  const largestWeight = Math.max(...trained.map((spec) => sizeOf([spec])));
  const { maps, copies } = method.footprint(config, phase);
  const floats =
    weights +
    3 * sizeOf(trained) + // Adam's two slots, and the gradients
    EXTRA_OF_LARGEST * largestWeight +
    n * copies * maps.reduce((sum, size) => sum + size, 0);
  return { bytes: FLOAT * floats, largest: FLOAT * Math.max(largestWeight, 2 * n * Math.max(...maps)) };
}

/** The largest batch whose need stays within the limits (bytes; null: unknown); 0 where even one of two does not. */
export function largestBatch(method: Method, config: Config, limits: MemoryLimits): number {
  const fits = (batchSize: number): boolean => {
    const { bytes, largest } = memoryNeed(method, { ...config, batchSize });
    return bytes <= (limits.memory ?? Infinity) && largest <= (limits.tensor ?? Infinity);
  };
  let [low, high] = [0, MAX_BATCH];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low < 2 ? 0 : low;
}

/** Throws one sentence, naming the largest batch that can, if training with this config cannot fit into memory. */
export function assertFits(method: Method, config: Config, limits: MemoryLimits | undefined): void {
  if (!limits) return;
  const largest = largestBatch(method, config, limits);
  if (config.batchSize <= largest) return;
  const { bytes } = memoryNeed(method, config);
  const batch = `A batch of ${config.batchSize} at size “${config.size}” needs about ${memoryText(bytes)}`;
  const limit =
    limits.memory === null || bytes <= limits.memory
      ? 'one tensor of it is larger than the GPU takes'
      : `${limits.isCap ? 'you allow' : 'there are'} ${memoryText(limits.memory)}`;
  const advice = largest > 0 ? `the largest that fits is ${largest}` : 'take a smaller size';
  throw new Error(`${batch}, and ${limit}: ${advice}.`);
}

/** The same limits, but no more memory than a person allows; null: all there is. */
export function withCap(limits: MemoryLimits | undefined, cap: number | null): MemoryLimits {
  const { memory = null, tensor = null } = limits ?? {};
  return cap === null || cap >= (memory ?? Infinity)
    ? { memory, tensor }
    : { memory: cap, tensor, isCap: true };
}

/** That a config may have. */
const MAX_BATCH = 512;

const sizeOf = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
