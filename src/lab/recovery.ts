/**
 * What a lab does about trouble, and how it says so. Losing a device is nobody's fault: the run goes on from its last
 * recovery point, and the numbers are as if nothing had happened. A loss that is no number would come again from the
 * same draws, so those are drawn anew; nobody's settings are changed.
 */
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import type { Config } from '../experiments/config';
import type { MetricName, Phase } from '../experiments/metrics';
import { isAtBeginning, isBefore, type Position } from '../experiments/position';
import type { DeviceLost } from '../kernels/webgpuBackend';
import type { BackendInfo, Recovery } from './events';
import { drawnFor } from './phaseTraining';

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

/** Counts trouble, to tell what repeats. */
export class TroubleCount {
  #losses: number[] = [];
  #explosions = 0;
  #exploded: Position | null = null;

  /** Explosions are the run’s; devices are lost to all runs alike. */
  beginRun(): void {
    this.#explosions = 0;
    this.#exploded = null;
  }

  /** Notes that a device was lost; true if it is time to give the GPU up. */
  loseDevice(now: number): boolean {
    this.#losses = [...this.#losses.filter((time) => now - time < LOSSES_WITHIN_MS), now];
    return this.#losses.length >= LOSSES_BORNE;
  }

  /** Notes an explosion of a run that can go back to `point`; true if it is time to give the run up. */
  explode(at: Position, point: Position): boolean {
    const gotPast = this.#exploded !== null && isBefore(this.#exploded, point);
    this.#explosions = gotPast ? 1 : this.#explosions + 1;
    this.#exploded = at;
    return this.#explosions >= EXPLOSIONS_BORNE;
  }

  /** Explosions that the run has not got past. */
  get explosions(): number {
    return this.#explosions;
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

const DEVICE_TROUBLE: Readonly<Record<DeviceLost['reason'], string>> = {
  gone: 'The GPU was lost',
  memory: 'The GPU ran out of memory',
  error: 'The GPU reported an error, after which its numbers may be wrong',
};

/** What is said after a device was lost, or given up for what it reported. */
export function deviceRecovery(
  { reason, message }: DeviceLost,
  backend: BackendInfo,
  at: Position,
  batchSize: number,
): Recovery {
  const words = message.split('\n')[0]!.trim().replace(/\.$/, '') || 'the driver gave no reason';
  const device =
    backend.name === 'webgpu'
      ? 'a new GPU device'
      : `${backend.name === 'wasm' ? 'WebAssembly' : 'the processor'}, slower: the GPU failed too often`;
  const advice = reason === 'memory' ? ` If it comes back, take ${smaller(batchSize)}.` : '';
  return {
    what: `${DEVICE_TROUBLE[reason]}: ${words}.`,
    kept: `Weights, metrics and data order were kept; the run continues from ${placeOf(at)} on ${device}.${advice}`,
    ...at,
  };
}

/** What is said after an explosion that the run goes on from. */
export function explosionRecovery(error: Explosion, at: Position, stream: string, config: Config): Recovery {
  return {
    what: error.message,
    kept:
      `That step was not kept: the run continues from ${placeOf(at)} with other batches (“${stream}”). ` +
      explosionAdvice(error, config),
    ...at,
  };
}

/** What to change so that a loss stays finite. */
export function explosionAdvice({ metric, phase }: Explosion, config: Config): string {
  const lower = (key: 'aeLearningRate' | 'repairLearningRate' | 'discriminatorLearningRate'): string =>
    `lower ${key} (now ${config[key]})`;
  if (phase === 'autoencoder') return `If it comes back, ${lower('aeLearningRate')}.`;
  const rate = metric === 'repairLoss' ? 'repairLearningRate' : 'discriminatorLearningRate';
  return `If it comes back, ${lower(rate)} or θ (now ${config.theta}).`;
}

/** What to take so that a run needs less memory. */
export function smaller(batchSize: number): string {
  return batchSize > 2
    ? `a smaller batch, such as ${Math.max(2, batchSize >> 1)}, or a smaller size`
    : 'a smaller size';
}

function placeOf(at: Position): string {
  return isAtBeginning(at) ? 'its beginning' : `step ${at.step} of phase “${at.phase}”`;
}
