/** The names and units of what is logged; read by training, lab, page and files alike. */

import type { Phase } from './phases';

export type { Phase } from './phases';

/** What is measured of a step. */
export type MetricName =
  | 'reconstruction' // mean squared error of D(E(x)) against x, images in [−1, 1]
  | 'classLoss' // C’s real/corrupt cross-entropy, nats; 0.693 is chance
  | 'repairLoss' // R’s class loss, nats
  | 'maskLoss' // binary cross-entropy of the predicted mask, nats
  | 'accuracy' // share of real and corrupt images that C tells apart
  | 'maskAccuracy' // share of cells of corrupt images whose Ω is predicted right
  | 'maskBaseline' // the same for the better constant prediction
  | 'keptPixelError' // mean squared error to the input on kept pixels
  | 'learningRate' // E and D’s rate in phase one, C’s in phase two
  | 'theta'
  | 'imagesPerSecond'
  | 'noiseSigma'; // σ of the noise before C, where it is learnt

/** One logged step. */
export interface MetricRow {
  readonly phase: Phase;
  /** Step within the phase, from 1. */
  readonly step: number;
  readonly epoch: number;
  /** Training time since the run began, in seconds, pauses left out. */
  readonly seconds: number;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
}
