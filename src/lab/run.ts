/**
 * One run of an experiment: networks, optimisers, generators and where it stands. `step` is the whole method: phase
 * one until its budget is used, then phase two.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import { augmentBatch } from '../data/augment';
import { BatchSampler } from '../data/batches';
import type { ImageSet } from '../data/imageSet';
import { phaseSteps, type Config } from '../experiments/config';
import type { Phase } from '../experiments/metrics';
import { SIZES } from '../experiments/sizes';
import { createNetworks, disposeNetworks, writeNetworks, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { autoencoderStep } from '../training/autoencoderStep';
import { damageRepairStep } from '../training/damageRepairStep';
import { learningRate } from '../training/schedule';
import type { StepMetrics } from '../training/stepMetrics';
import {
  beginAutoencoder,
  beginRepair,
  disposeTraining,
  phaseState,
  phaseTensors,
  restorePhase,
  type AutoencoderTraining,
  type PhaseTraining,
  type RepairTraining,
} from './phaseTraining';

/** A run at one instant. */
export interface RunSnapshot {
  readonly config: Config;
  readonly training: TrainingState;
  /** By the names of a checkpoint, sharing memory with the run’s own until it moves on; whoever took it disposes them. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
}

export class Run {
  readonly images: ImageSet;
  readonly networks: Networks;
  /** Steps that each phase lasts. */
  readonly steps: Readonly<Record<Phase, number>>;
  #config: Config;
  #step = 0;
  #learningRate = 0;
  #sampler: BatchSampler;
  #augmentation: Random;
  /** What the present phase needs beside the networks; the other phase's is not in memory. */
  #training: PhaseTraining;

  constructor(config: Config, images: ImageSet) {
    this.images = images;
    this.#config = config;
    this.steps = {
      autoencoder: phaseSteps(config, 'autoencoder', images.count),
      repair: phaseSteps(config, 'repair', images.count),
    };
    this.networks = createNetworks(config);
    this.#sampler = this.#newSampler('autoencoder');
    this.#augmentation = Random.forPurpose(config.seed, 'augmentation');
    this.#training = beginAutoencoder(this.networks, config);
  }

  /** A run that goes on exactly where a checkpoint was. Throws one sentence if that does not fit config and images. */
  static restore(
    config: Config,
    images: ImageSet,
    state: TrainingState,
    tensors: ReadonlyMap<string, PlainTensor>,
  ): Run {
    const run = new Run(config, images);
    try {
      run.#restore(state, tensors);
      return run;
    } catch (error) {
      run.dispose();
      throw error;
    }
  }

  #restore(state: TrainingState, tensors: ReadonlyMap<string, PlainTensor>): void {
    const { count, batchSize } = state.sampler;
    if (count !== this.images.count || batchSize !== this.#config.batchSize) {
      throw new Error(
        `The checkpoint draws batches of ${batchSize} from ${count} images, not as this run does.`,
      );
    }
    writeNetworks(this.networks, tensors);
    const training = restorePhase(this.networks, this.#config, state, tensors);
    disposeTraining(this.#training);
    this.#training = training;
    this.#augmentation = Random.fromState(state.augmentation);
    this.#sampler = BatchSampler.restore(state.sampler);
    this.#step = state.step;
    this.#learningRate = state.learningRate;
  }

  /** Everything that decides the future of the run, as it stands between two steps. */
  snapshot(): RunSnapshot {
    const { E, D, R, C } = this.networks;
    const weights = [E, D, R, C].flatMap((network) =>
      network.specs.map(({ name }) => [name, tf.clone(network.get(name))] as const),
    );
    return {
      config: this.#config,
      training: {
        ...phaseState(this.#training),
        step: this.#step,
        learningRate: this.#learningRate,
        sampler: this.#sampler.state,
        augmentation: this.#augmentation.state,
      },
      tensors: new Map<string, tf.Tensor>([...weights, ...phaseTensors(this.#training)]),
    };
  }

  #newSampler(phase: Phase): BatchSampler {
    const { seed, batchSize } = this.#config;
    return new BatchSampler(this.images.count, batchSize, Random.forPurpose(seed, `batches/${phase}`));
  }

  get config(): Config {
    return this.#config;
  }

  get phase(): Phase {
    return this.#training.phase;
  }

  /** Steps done in the present phase. */
  get step(): number {
    return this.#step;
  }

  /** Passes over the images in the present phase. */
  get epoch(): number {
    return this.#sampler.epoch;
  }

  get finished(): boolean {
    return this.phase === 'repair' && this.#step >= this.steps.repair;
  }

  /** Steps left in both phases. */
  get stepsLeft(): number {
    const here = this.steps[this.phase] - this.#step;
    return this.phase === 'autoencoder' ? here + this.steps.repair : here;
  }

  /** The rate of the last step: E and D's in phase one, C's in phase two; 0 before the first. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** Takes effect with the next step. Only hot fields may change. */
  tune(changes: Partial<Config>): void {
    this.#config = { ...this.#config, ...changes };
  }

  /** One training step; afterwards `phase` and `step` name it. The metrics are the caller's to read or dispose. */
  advance(): StepMetrics {
    if (this.finished) throw new Error('The run is finished: both budgets are used.');
    if (this.#step >= this.steps[this.phase]) this.#enterRepair();
    const images = this.#nextBatch();
    const metrics =
      this.#training.phase === 'autoencoder'
        ? this.#autoencoderStep(this.#training, images)
        : this.#repairStep(this.#training, images);
    images.dispose();
    this.#step++;
    return metrics;
  }

  #enterRepair(): void {
    disposeTraining(this.#training);
    this.#training = beginRepair(this.networks, this.#config);
    this.#sampler = this.#newSampler('repair');
    this.#step = 0;
  }

  #autoencoderStep({ optimisers }: AutoencoderTraining, images: tf.Tensor4D): StepMetrics {
    this.#learningRate = this.#rate(this.#config.aeLearningRate);
    return autoencoderStep(this.networks, optimisers, this.#config, images, this.#learningRate);
  }

  #repairStep(training: RepairTraining, images: tf.Tensor4D): StepMetrics {
    const rates = {
      C: this.#rate(this.#config.discriminatorLearningRate),
      R: this.#rate(this.#config.repairLearningRate),
    };
    this.#learningRate = rates.C;
    return damageRepairStep(this.networks, training, this.#config, images, rates);
  }

  #nextBatch(): tf.Tensor4D {
    const { pixels } = SIZES[this.#config.size];
    const indices = this.#sampler.next();
    const batch = augmentBatch(this.images, indices, this.#config, pixels, this.#augmentation);
    return tf.tensor4d(batch, [indices.length, pixels, pixels, 3]);
  }

  #rate(start: number): number {
    return learningRate(start, this.#step, this.steps[this.phase], this.#config);
  }

  dispose(): void {
    disposeNetworks(this.networks);
    disposeTraining(this.#training);
  }
}
