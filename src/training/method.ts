/**
 * What a method does, for a lab that does not know which it is. What it is called, has and shows is said without tensors in
 * its about (src/schema/about.ts); src/methods/README.md tells how to add one.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import type { Sliced } from '../base/slices';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import type { Provenance } from '../export/metadata';
import type { NetworkExport } from '../export/networkExport';
import type { Figure } from '../experiments/figures';
import type { MetricName } from '../experiments/metrics';
import type { PerPhase, Phase } from '../experiments/phases';
import type { Networks, NetworkSpecs } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type { Reading } from '../networks/reading';
import type { PhaseWork } from './phaseWork';
import type { StepMetrics } from './stepMetrics';

/** @typeParam C its config */
export interface Method<C extends Config = Config> {
  readonly id: C['method'];

  /** All parameters of its networks by their letters, in the order of files. */
  specs(config: C): NetworkSpecs;

  /** What a phase needs beside the networks. Throws one sentence if values do not fit, and has made nothing then. */
  begin(phase: Phase, networks: Networks, config: C, start: WorkStart): PhaseWork;

  /**
   * What a step is given in place of the augmented images, made on the processor; by default these. On a GPU it is made while the
   * step before still computes, and anew where a setting changes meanwhile.
   *
   * @param images [n, p, p, 3] in [−1, 1], its own to change
   * @param random of this batch alone, so that however much is drawn, the crops of the next stay
   */
  draw?(images: Float32Array<ArrayBuffer>, config: C, random: Random): DrawnBatch;

  /** One update of what the phase trains. What it measures are scalars still on the device. */
  step(step: Step<C>): StepMetrics;

  /**
   * The phase’s players that learn in a step where nobody says otherwise; by default all do. It follows from the step, from
   * 1, and the steps that the phase lasts, as its learning rates do, so that a run needs to remember nothing else.
   */
  whoseTurn?(config: C, step: number, steps: number): readonly string[];

  /** Throws one sentence if a step of this config cannot be the named player’s alone. */
  assertPlays?(config: C, player: string): void;

  /** What probes, nearest neighbours, retrieval, filters and pictures of attention read of its networks. */
  readonly reading: Reading<C>;

  /** What can be carried away of its networks, in the order and by the names of the about. */
  readonly exports: readonly NetworkExport<C>[];

  /**
   * What the phase’s networks are worth on images that they are not trained on: metrics that the about marks `heldOut`, of
   * those that have a value. It is asked again and again while training goes on, of the same images, and shall cost about
   * what a step on as many does. It judges the task as it is trained, changes nothing, draws from generators of its own,
   * the same each time, and frees what it makes.
   */
  judge?(judging: Judging<C>): Promise<Readonly<Partial<Record<MetricName, number>>>>;

  /**
   * Of a run that is to begin with networks that come with the program: how well they suit these images, in a sentence, and
   * the settings that suit better where they do not.
   */
  suit?(judging: Omit<Judging<C>, 'phase'>): Promise<Suit>;

  /** The figure of the scene’s images. */
  picture(scene: FigureScene<C>, networks: Networks): Promise<Figure>;

  /** Multiply-adds of one step of each phase for each source image. */
  work(config: C): PerPhase<number>;

  footprint(config: C, phase: Phase): Footprint;

  /** What can be asked, of this method only, of its networks alone, by name: how they see one image, say. */
  readonly looks?: Readonly<Record<string, Look<never, never, unknown>>>;

  /** What can be measured, of this method only, on a set of images, by name. */
  readonly measures?: Readonly<Record<string, Measure<never, never, unknown>>>;

  /**
   * The run as a PyTorch project that goes on with it: its files by name. Throws one sentence for a setting that its programs do
   * not know.
   *
   * @param programs texts of the method’s folder export/pytorch by file name: where they are depends on the platform
   */
  project?(
    standing: Standing<C>,
    provenance: Provenance,
    programs: ReadonlyMap<string, string>,
  ): Promise<Map<string, Uint8Array<ArrayBuffer>>>;
}

/** Where a run stands, as far as another program can take it over. */
export interface Standing<C extends Config = Config> {
  readonly config: C;
  readonly phase: Phase;
  /** Steps done in the phase. */
  readonly step: number;
  /** Updates that Adam has applied to each network of the phase, by its letter. */
  readonly adam: Readonly<Record<string, number>>;
  /** By the names of a checkpoint: weights, moments, past images. */
  readonly tensors: ReadonlyMap<string, PlainTensor>;
}

/** Networks that stay as they are while they are looked at. */
export interface Looked<C extends Config = Config> {
  readonly config: C;
  readonly networks: Networks;
}

/** Throws one sentence for a request that does not fit the networks. */
export type Look<C extends Config, Request, Reply> = (source: Looked<C>, request: Request) => Sliced<Reply>;

export type Measure<C extends Config, Request, Reply> = (
  source: Looked<C>,
  images: ImageSet,
  request: Request,
) => Sliced<Reply>;

/** Where a phase’s work begins. */
export interface WorkStart {
  /** Generators by the purposes that the phase draws for. */
  readonly random: Readonly<Record<string, Random>>;
  /** Values of parameters that are of no network, by name; null: their beginning. */
  readonly values: ReadonlyMap<string, PlainTensor> | null;
}

/** A batch before it is tensors. */
export interface DrawnBatch {
  /** [m, s, s, 3], any m. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Their side s in pixels; that of the images if absent. */
  readonly side?: number;
  /** What the step must know of them. */
  readonly labels: Uint8Array | Uint16Array;
}

/** All that one step is given. */
export interface Step<C extends Config = Config> {
  readonly phase: Phase;
  readonly networks: Networks;
  readonly work: PhaseWork;
  readonly config: C;
  /** [n, p, p, 3] in [−1, 1], or what the method draws. */
  readonly images: tf.Tensor4D;
  /** Of a method that draws its batches. */
  readonly labels?: DrawnBatch['labels'] | undefined;
  /** Of this step, by the config’s fields that hold the phase’s rates. */
  readonly rates: Readonly<Record<string, number>>;
  /** Of the phase’s players, those that learn. */
  readonly players: readonly string[];
}

/** What is judged, and by which images. */
export interface Judging<C extends Config = Config> {
  readonly phase: Phase;
  readonly networks: Networks;
  readonly config: C;
  readonly images: ImageSet;
  /** Of the images, those that judge: at least two. */
  readonly indices: readonly number[];
}

export interface Suit {
  readonly said: string;
  readonly changes: Readonly<Record<string, unknown>>;
}

/** What a figure is drawn from. */
export interface FigureScene<C extends Config = Config> {
  readonly config: C;
  readonly phase: Phase;
  readonly step: number;
  /** The pinned images by their index in the set, and their paths there. */
  readonly pinned: readonly number[];
  readonly paths: readonly string[];
  /** Their central views, [pinned, p, p, 3] in [−1, 1]. */
  readonly originals: Float32Array;
}

/** What a step keeps in memory of each image. */
export interface Footprint {
  /** Numbers in the map of each convolution that is differentiated. */
  readonly maps: readonly number[];
  /** How often over all of these are alive at the worst moment; measured. */
  readonly copies: number;
}
