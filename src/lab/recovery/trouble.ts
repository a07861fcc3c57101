/**
 * Trouble while training: when it is too much, what is drawn anew after it, and how it is told. What is done about it
 * is in `guard.ts`; nobody's settings are changed.
 */
import { Random } from '../../base/random';
import type { TrainingState } from '../../checkpoints/checkpoint';
import { aboutMethod } from '../../experiments/abouts';
import { fieldOf, valueOf, type Config, type ConfigKey } from '../../experiments/config';
import type { MetricName, Phase } from '../../experiments/metrics';
import { aboutPhase } from '../../experiments/phases';
import { isAtBeginning, isBefore, type Position } from '../../experiments/position';
import type { DeviceLost } from '../../kernels/webgpuBackend';
import type { BackendInfo, Recovery } from '../events';
import { drawnFor } from '../phaseTraining';

/** A loss that is not finite, or beyond LOSS_BOUND. */
export class Explosion extends Error {
  readonly metric: MetricName;
  readonly phase: Phase;
  readonly step: number;

  constructor(metric: MetricName, value: number, phase: Phase, step: number) {
    super(`${metric} became ${value} in step ${step} of phase “${phase}”.`);
    this.metric = metric;
    this.phase = phase;
    this.step = step;
  }
}

/** Losses of working networks are below 10, and below 100 when training begins badly. */
export const LOSS_BOUND = 1e4;

/** So many losses of the device within so long a time, and the lab goes on without it. */
const LOSSES_BORNE = 3;
const LOSSES_WITHIN_MS = 10 * 60_000;
/** So many explosions, none of which the run got past, end it. */
const EXPLOSIONS_BORNE = 3;

/** Why a device is replaced: trouble of a GPU, or a WebAssembly module that is full or has stopped. */
export type Loss = DeviceLost | { readonly reason: 'module'; readonly message: string };

/** Counts losses of a device, to tell when they are too many. */
export class LossCount {
  #times: number[] = [];

  /** Notes that a device was lost; true if it is time to give the GPU up. */
  add(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < LOSSES_WITHIN_MS), now];
    return this.#times.length >= LOSSES_BORNE;
  }
}

/** Counts explosions that a run has not got past. */
export class ExplosionCount {
  #inARow = 0;
  #last: Position | null = null;

  /** Of another run. */
  begin(): void {
    this.#inARow = 0;
    this.#last = null;
  }

  /** Notes an explosion of a run that can go back to `point`; true if it is time to give the run up. */
  add(at: Position, point: Position): boolean {
    const gotPast = this.#last !== null && isBefore(this.#last, point);
    this.#inARow = gotPast ? 1 : this.#inARow + 1;
    this.#last = at;
    return this.#inARow >= EXPLOSIONS_BORNE;
  }

  get inARow(): number {
    return this.#inARow;
  }
}

/** The same state with fresh generators: another order of the images, other crops, masks and so on. */
export function redrawn(training: TrainingState, seed: number, stream: string): TrainingState {
  const fresh = (purpose: string): number[] => [...Random.forPurpose(seed, `${stream}/${purpose}`).state];
  const drawn = {
    sampler: { ...training.sampler, random: fresh('batches') },
    augmentation: fresh('augmentation'),
  };
  const random = training.random && { random: drawnFor(training.phase, fresh) };
  return { ...training, ...drawn, ...random };
}

const DEVICE_TROUBLE: Readonly<Record<Loss['reason'], string>> = {
  gone: 'The GPU was lost',
  memory: 'The GPU ran out of memory',
  error: 'The GPU reported an error, after which its numbers may be wrong',
  module: 'WebAssembly had to start anew',
};

/** What is said after a device was lost, or given up for what it reported. */
export function deviceRecovery(
  { reason, message }: Loss,
  backend: BackendInfo,
  at: Position,
  config: Config,
): Recovery {
  const words = message.split('\n')[0]!.trim().replace(/\.$/, '') || 'the driver gave no reason';
  const advice = reason === 'memory' ? ` If it comes back, take ${smaller(config.batchSize)}.` : '';
  const place = `${placeOf(config, at)}${reason === 'module' ? '' : ` on ${deviceAfterGpu(backend)}`}`;
  return {
    what: `${DEVICE_TROUBLE[reason]}: ${words}.`,
    kept: `Weights, metrics and data order were kept; training continues from ${place}.${advice}`,
    ...at,
  };
}

function deviceAfterGpu({ name }: BackendInfo): string {
  if (name === 'webgpu') return 'a new GPU device';
  return `${name === 'wasm' ? 'WebAssembly' : 'the processor'}, slower: the GPU failed too often`;
}

/** What is said after an explosion that the run goes on from. */
export function explosionRecovery(error: Explosion, at: Position, stream: string, config: Config): Recovery {
  return {
    what: error.message,
    kept:
      `That step was not kept: training continues from ${placeOf(config, at)} with other batches (“${stream}”). ` +
      explosionAdvice(error, config),
    ...at,
  };
}

/** What to change so that a loss stays finite. */
export function explosionAdvice({ metric, phase }: Explosion, config: Config): string {
  const keys = aboutMethod(config.method).metrics[metric]?.calmedBy ?? aboutPhase(phase).rates.slice(0, 1);
  const named = (keys as readonly ConfigKey[]).map(
    (key) => `${fieldOf(config, key).symbol ?? key} (now ${String(valueOf(config, key))})`,
  );
  return `If it comes back, lower ${named.join(' or ')}.`;
}

/** What to take so that a run needs less memory. */
export function smaller(batchSize: number): string {
  return batchSize > 2
    ? `a smaller batch, such as ${Math.max(2, batchSize >> 1)}, or a smaller size`
    : 'a smaller size';
}

function placeOf(config: Config, at: Position): string {
  return isAtBeginning(config, at) ? 'its beginning' : `step ${at.step} of phase “${at.phase}”`;
}
