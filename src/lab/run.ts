/**
 * One run of an experiment: networks, optimisers, generators and where it stands. `step` is the whole method: phase
 * one until its budget is used, then phase two.
 */
import type { Learners } from './events';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import { BatchSampler } from '../data/batches';
import type { ImageSet } from '../data/imageSet';
import { phaseSteps, valueOf, type Changes, type Config, type ConfigKey } from '../experiments/config';
import {
  aboutPhase,
  firstPhase,
  perPhase,
  phaseAfter,
  phaseNumber,
  type PerPhase,
  type Phase,
} from '../experiments/phases';
import { dividedImages, type DividedImages } from '../experiments/heldOut';
import { retuned } from '../experiments/retune';
import { disposeNetworks, writeGiven, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { disposeWork, workTensors } from '../training/phaseWork';
import { learningRate } from '../training/schedule';
import type { StepMetrics } from '../training/stepMetrics';
import { BatchFeed } from './batchFeed';
import { beginPhase, phaseState, restorePhase, type PhaseTraining } from './phaseTraining';
import { freshNetworks } from './shipped';
import { methodOf, networksOf } from './works';

/** A run at one instant. */
export interface RunSnapshot {
  readonly config: Config;
  readonly training: TrainingState;
  /** By the names of a checkpoint, sharing memory with the run’s own until it moves on; whoever took it disposes them. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
}

/** What a checkpoint knows of a run. */
interface RunStart {
  readonly training: TrainingState;
  readonly tensors: ReadonlyMap<string, PlainTensor>;
}

export class Run {
  readonly images: ImageSet;
  /** Those that it trains on, and those that it never does. */
  readonly parts: DividedImages;
  readonly networks: Networks;
  #config: Config;
  #step = 0;
  #learningRate = 0;
  readonly #feed: BatchFeed;
  /** What the present phase needs beside the networks; the other phase's is not in memory. */
  #training: PhaseTraining;

  /** @param start where a checkpoint was; without it the run begins anew */
  constructor(config: Config, images: ImageSet, start: RunStart | null = null) {
    this.images = images;
    this.parts = dividedImages(config, images.count);
    this.#config = config;
    if (!start) {
      const augmentation = Random.forPurpose(config.seed, 'augmentation');
      const sampler = this.#newSampler(firstPhase(config));
      this.#feed = new BatchFeed(images, this.parts.trained, sampler, augmentation);
      this.networks = freshNetworks(config);
      this.#training = beginPhase(firstPhase(config), this.networks, config);
      return;
    }
    const { training, tensors } = start;
    assertSameBatches(training, config, this.parts);
    this.#feed = BatchFeed.restore(images, this.parts.trained, training);
    this.#step = training.step;
    this.#learningRate = training.learningRate;
    this.networks = networksOf(config, tensors);
    try {
      this.#training = restorePhase(this.networks, config, training, tensors);
    } catch (error) {
      disposeNetworks(this.networks);
      throw error;
    }
  }

  /** A run that goes on exactly where a checkpoint was. Throws one sentence if that does not fit config and images. */
  static restore(
    config: Config,
    images: ImageSet,
    training: TrainingState,
    tensors: ReadonlyMap<string, PlainTensor>,
  ): Run {
    return new Run(config, images, { training, tensors });
  }

  /**
   * A run that begins with its last phase and these weights, all else fresh, networks too of which there are none. Throws,
   * naming the parameter, if one is missing from a network or does not fit.
   */
  static withWeights(config: Config, images: ImageSet, weights: ReadonlyMap<string, PlainTensor>): Run {
    const run = new Run(config, images);
    try {
      writeGiven(run.networks, weights);
    } catch (error) {
      run.dispose();
      throw error;
    }
    if (phaseAfter(run.phase) !== null) run.#enterNext();
    return run;
  }

  /** Everything that decides the future of the run, as it stands between two steps. */
  snapshot(): RunSnapshot {
    const weights = Object.values(this.networks).flatMap((network) =>
      network.specs.map(({ name }) => [name, tf.clone(network.get(name))] as const),
    );
    return {
      config: this.#config,
      training: {
        ...phaseState(this.#training),
        step: this.#step,
        learningRate: this.#learningRate,
        ...this.#feed.state,
      },
      tensors: new Map<string, tf.Tensor>([...weights, ...workTensors(this.#training.work)]),
    };
  }

  #newSampler(phase: Phase): BatchSampler {
    const { seed, batchSize } = this.#config;
    return new BatchSampler(
      this.parts.trained.length,
      batchSize,
      Random.forPurpose(seed, `batches/${phase}`),
    );
  }

  get config(): Config {
    return this.#config;
  }

  get phase(): Phase {
    return this.#training.phase;
  }

  /** Steps that each phase lasts, with the settings as they are. */
  get steps(): PerPhase<number> {
    return perPhase(this.#config, (phase) => phaseSteps(this.#config, phase, this.images.count));
  }

  /** Steps done in the present phase. */
  get step(): number {
    return this.#step;
  }

  /** How often each of the phase’s players was updated; null in a phase without. */
  get updates(): Readonly<Record<string, number>> | null {
    const { optimisers } = this.#training.work;
    const players = aboutPhase(this.phase).players.filter((letter) => optimisers[letter]);
    return players.length < 2
      ? null
      : Object.fromEntries(players.map((letter) => [letter, optimisers[letter]!.step]));
  }

  /** Throws one sentence if the next step cannot be one of these learners alone. All players learn in any phase. */
  assertPlays(learners: Learners): void {
    const { players, title } = aboutPhase(this.#nextStepsPhase);
    if (players.length === learners.length) return;
    for (const player of learners) {
      if (!players.includes(player)) throw new Error(`${player} does not learn in the phase “${title}”.`);
      methodOf(this.#config).assertPlays?.(this.#config, player);
    }
  }

  /** Passes over the images that are trained on, in the present phase. */
  get epoch(): number {
    return this.#feed.epoch;
  }

  get finished(): boolean {
    return this.isPhaseDone && phaseAfter(this.phase) === null;
  }

  /** Whether the steps of the present phase are done; a step after that is the first of the next phase, if there is one. */
  get isPhaseDone(): boolean {
    return this.#step >= this.steps[this.phase]!;
  }

  /** The phase of the next step, or the present one after the last. */
  get #nextStepsPhase(): Phase {
    return (this.isPhaseDone ? phaseAfter(this.phase) : null) ?? this.phase;
  }

  /** Steps left of each phase. */
  get stepsLeft(): PerPhase<number> {
    const { steps, phase } = this;
    const done = (id: Phase): number => {
      if (id === phase) return this.#step;
      return phaseNumber(id) < phaseNumber(phase) ? steps[id]! : 0;
    };
    return perPhase(this.#config, (id) => Math.max(0, steps[id]! - done(id)));
  }

  /** The phase’s first rate in the last step: E and D's, C's; 0 before the first. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** Time that a step waited for its batch, in milliseconds, smoothed; 0 before the first. */
  get stallMilliseconds(): number {
    return this.#feed.stallMilliseconds;
  }

  /** Takes effect with the next step. Throws one sentence, changing nothing, for what may not change in this phase. */
  tune(changes: Changes): void {
    this.#config = retuned(this.#config, changes, this, this.images.count);
    // What a method draws may go by settings that change; augmented images never do.
    if (methodOf(this.#config).draw) this.#feed.discard();
  }

  /** Makes the batch of the next step ahead of it; in the next phase, whose order is another, the step makes it. */
  prepareBatch(): void {
    if (!this.isPhaseDone) this.#feed.prepare(this.#config);
  }

  /**
   * One training step; afterwards `phase` and `step` name it. The metrics are the caller's to read or dispose.
   *
   * @param learners in phase two, as `assertPlays` allows; by default those whose turn it is
   */
  advance(learners?: Learners): StepMetrics {
    if (this.finished) throw new Error('The run is finished: both budgets are used.');
    if (this.isPhaseDone) this.#enterNext();
    const batch = this.#feed.next(this.#config);
    const rates = this.#rates();
    const metrics = methodOf(this.#config).step({
      ...this.#training,
      networks: this.networks,
      config: this.#config,
      ...batch,
      rates,
      players: this.#learning(learners),
    });
    this.#learningRate = Object.values(rates)[0] ?? 0;
    batch.images.dispose();
    this.#step++;
    // A GPU is computing now; elsewhere the step is done, and a batch made ahead would only be made earlier.
    if (tf.getBackend() === 'webgpu') this.prepareBatch();
    return metrics;
  }

  #enterNext(): void {
    const phase = phaseAfter(this.phase)!;
    disposeWork(this.#training.work);
    this.#training = beginPhase(phase, this.networks, this.#config);
    this.#feed.reorder(this.#newSampler(phase));
    this.#step = 0;
  }

  /** Those of the phase’s players that learn in the coming step: one alone if wished, else those whose turn it is. */
  #learning(learners: Learners | undefined): readonly string[] {
    const { players } = aboutPhase(this.phase);
    if (learners) return learners;
    const steps = this.steps[this.phase]!;
    return methodOf(this.#config).whoseTurn?.(this.#config, this.#step + 1, steps) ?? players;
  }

  /** Of the coming step, in the phase’s order. */
  #rates(): Record<string, number> {
    const { rates } = aboutPhase(this.phase);
    return Object.fromEntries(
      rates.map((key) => {
        const start = Number(valueOf(this.#config, key as ConfigKey));
        return [key, learningRate(start, this.#step, this.steps[this.phase]!, this.#config)];
      }),
    );
  }

  dispose(): void {
    disposeNetworks(this.networks);
    disposeWork(this.#training.work);
  }
}

function assertSameBatches({ sampler }: TrainingState, config: Config, { trained }: DividedImages): void {
  const { count, batchSize } = sampler;
  if (count === trained.length && batchSize === config.batchSize) return;
  throw new Error(`The checkpoint draws batches of ${batchSize} from ${count} images, not as this run does.`);
}
