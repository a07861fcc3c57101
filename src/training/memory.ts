/**
 * How much memory training needs at most, from the shapes of the networks. Weights, Adam's slots and gradients are
 * counted. What a step keeps of each image goes with its maps: how often over, was fitted to tf.profile's peak on wasm
 * (tiny, small and stl10, batches 2 to 16; memory.test.ts holds it against the steps themselves).
 */
import { memoryText } from '../base/memoryText';
import type { Config } from '../experiments/config';
import { aboutPhase, PHASE_IDS, type Phase } from '../experiments/phases';
import { cellsPerSide, SIZES } from '../experiments/sizes';
import { networkSpecs } from '../networks/networks';
import type { MemoryLimits } from '../kernels/backendInfo';
import type { ParameterSpec } from '../networks/parameters';
import { outputSide } from '../networks/fakes';
import { copiesSeen } from './noise';

const FLOAT = 4;
/** Bytes of maps that are alive at once, per byte of the maps that the phase's networks make of an image. */
const COPIES: Readonly<Record<Phase, number>> = { autoencoder: 6.4, repair: 8.3 };
/** Of the largest parameter, beside its weights, slots and gradient: what its product or update makes meanwhile. */
const EXTRA_OF_LARGEST = 2;

export interface MemoryNeed {
  /** Bytes of all tensors at the worst moment of a step. */
  readonly bytes: number;
  /** Bytes of the largest single tensor. */
  readonly largest: number;
}

/** What the phases of a run need at most. */
export function memoryNeed(config: Config): MemoryNeed {
  const needs = PHASE_IDS.map((phase) => phaseNeed(config, phase));
  return {
    bytes: Math.max(...needs.map(({ bytes }) => bytes)),
    largest: Math.max(...needs.map(({ largest }) => largest)),
  };
}

/** What one phase of a run needs at most, its batch included. */
export function phaseNeed(config: Config, phase: Phase): MemoryNeed {
  const { batchSize: n } = config;
  const specs = networkSpecs(config);
  const trained = aboutPhase(phase).trains.flatMap((letter) => specs[letter]);
  const weights = sizeOf(Object.values(specs).flat());
  const largestWeight = Math.max(...trained.map((spec) => sizeOf([spec])));
  const maps = mapsOf(config, phase);
  const floats =
    weights +
    3 * sizeOf(trained) + // Adam's two slots, and the gradients
    EXTRA_OF_LARGEST * largestWeight +
    n * COPIES[phase] * maps.reduce((sum, size) => sum + size, 0);
  return { bytes: FLOAT * floats, largest: FLOAT * Math.max(largestWeight, 2 * n * Math.max(...maps)) };
}

/** The largest batch whose need stays within the limits (bytes; null: unknown); 0 where even one of two does not. */
export function largestBatch(config: Config, limits: MemoryLimits): number {
  const fits = (batchSize: number): boolean => {
    const { bytes, largest } = memoryNeed({ ...config, batchSize });
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
export function assertFits(config: Config, limits: MemoryLimits | undefined): void {
  if (!limits) return;
  const largest = largestBatch(config, limits);
  if (config.batchSize <= largest) return;
  const { bytes } = memoryNeed(config);
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

/** Numbers in the output map of each convolution that the phase differentiates, per source image. */
function mapsOf(config: Config, phase: Phase): number[] {
  const { E, D, R, C } = networkSpecs(config);
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const level = (name: string): number => Number(/\/(\d)/.exec(name)![1]);
  const maps = (specs: readonly ParameterSpec[], side: (name: string) => number): number[] =>
    specs.filter(({ shape }) => shape.length === 4).map(({ name, shape }) => side(name) ** 2 * shape.at(-1)!);
  const decoded = maps(D, (name) => Math.min(pixels, cells * 2 ** level(name)));
  if (phase === 'autoencoder') return [...maps(E, (name) => pixels / 2 ** (level(name) - 1)), ...decoded];
  const made = maps(R, (name) => outputSide(config, name));
  const judged = maps(C, (name) =>
    name.includes('conv1') ? 4 * cells : name.includes('conv2') ? 2 * cells : cells,
  );
  // C sees a real and a corrupt image of each source image, or two of each. D is differentiated on the way to R only.
  const seen = Array.from({ length: 2 * copiesSeen(config) }, () => judged).flat();
  // The generator's maps are there in phases and interleaved.
  return config.fakes === 'repaired' ? [...decoded, ...made, ...seen] : [...made, ...made, ...seen];
}
