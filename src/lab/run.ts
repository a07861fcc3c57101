/**
 * One run of an experiment: networks, optimisers, generators and where it stands. `step` is the whole method: phase
 * one until its budget is used, then phase two.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { augmentBatch } from '../data/augment';
import { BatchSampler } from '../data/batches';
import type { ImageSet } from '../data/imageSet';
import { phaseSteps, type Config } from '../experiments/config';
import type { Phase } from '../experiments/metrics';
import { SIZES } from '../experiments/sizes';
import { createNetworks, disposeNetworks, type Networks } from '../networks/networks';
import { Adam } from '../training/adam';
import { autoencoderStep } from '../training/autoencoderStep';
import { damageRepairStep, type DamageRepairState } from '../training/damageRepairStep';
import { History } from '../training/history';
import { learningRate } from '../training/schedule';
import type { StepMetrics } from '../training/stepMetrics';

interface AutoencoderTraining {
  readonly phase: 'autoencoder';
  readonly optimisers: { readonly E: Adam; readonly D: Adam };
}

interface RepairTraining extends DamageRepairState {
  readonly phase: 'repair';
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
  readonly #augmentation: Random;
  /** What the present phase needs beside the networks; the other phase's is not in memory. */
  #training: AutoencoderTraining | RepairTraining;

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
    this.#training = {
      phase: 'autoencoder',
      optimisers: { E: new Adam(this.networks.E, config), D: new Adam(this.networks.D, config) },
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
    const { networks } = this;
    const config = this.#config;
    const random = (purpose: string): Random => Random.forPurpose(config.seed, purpose);
    disposeTraining(this.#training);
    this.#training = {
      phase: 'repair',
      optimisers: { C: new Adam(networks.C, config), R: new Adam(networks.R, config) },
      history: new History(config.historySize),
      random: { damage: random('damage'), dropout: random('dropout'), history: random('history') },
    };
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

function disposeTraining(training: AutoencoderTraining | RepairTraining): void {
  for (const adam of Object.values(training.optimisers)) adam.dispose();
  if (training.phase === 'repair') training.history.dispose();
}
