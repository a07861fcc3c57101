/** Which curves the page draws, in the words of the protocol's metrics. */
import type { MetricName, Phase } from '../../worker/protocol';
import { PHASE_TITLES } from '../run/progress';

interface ChartLine {
  readonly metric: MetricName;
  readonly title: string;
  readonly colour: string;
}

export interface ChartSpec {
  readonly testId: string;
  readonly title: string;
  readonly help: string;
  /** How it is measured, where another number of the page is measured otherwise. */
  readonly note?: string;
  /** What its values are, as the axis of a saved chart says. */
  readonly unit: string;
  /** The phase that draws it; null for both. */
  readonly phase: Phase | null;
  readonly lines: readonly ChartLine[];
  /** Where a guess lands. */
  readonly chance?: number;
  /** A share, never drawn beyond 0 and 1, on a linear axis whatever the switch says. */
  readonly share?: boolean;
}

/** What a chart’s axis of steps counts. */
export function stepsOf({ phase }: Pick<ChartSpec, 'phase'>): string {
  return phase === null ? 'step' : `step of ${PHASE_TITLES[phase].toLowerCase()}`;
}

const [first, second, third] = ['var(--curve-1)', 'var(--curve-2)', 'var(--curve-3)'];

export const CHARTS: readonly ChartSpec[] = [
  {
    testId: 'chart-reconstruction',
    title: 'Reconstruction',
    unit: 'mean squared error',
    help: 'Mean squared error of D(E(x)) against x (eq. (3)), images in [−1, 1].',
    phase: 'autoencoder',
    lines: [{ metric: 'reconstruction', title: 'error', colour: first }],
  },
  {
    testId: 'chart-class-loss',
    title: 'Class loss',
    unit: 'nats',
    help: 'Cross-entropy of real against corrupt (eq. (4)), in nats; 0.693 is a coin’s.',
    phase: 'repair',
    lines: [
      { metric: 'classLoss', title: 'discriminator', colour: first },
      { metric: 'repairLoss', title: 'repair', colour: second },
    ],
    chance: Math.LN2,
  },
  {
    testId: 'chart-mask-loss',
    title: 'Mask loss',
    unit: 'nats a cell',
    help: 'Cross-entropy of the predicted drop mask (eq. (5)), in nats a cell; 0.693 is a coin’s.',
    phase: 'repair',
    lines: [{ metric: 'maskLoss', title: 'discriminator', colour: first }],
    chance: Math.LN2,
  },
  {
    testId: 'chart-accuracy',
    title: 'Discriminator accuracy',
    unit: 'share of images',
    note: 'with dropout, before the update',
    help: 'Share of real and corrupt images of the step’s batch that the discriminator tells apart, with dropout and before its update; 0.5 is a coin’s.',
    phase: 'repair',
    lines: [{ metric: 'accuracy', title: 'discriminator', colour: first }],
    chance: 0.5,
    share: true,
  },
  {
    testId: 'chart-mask-accuracy',
    title: 'Mask accuracy',
    unit: 'share of cells',
    help: 'Share of cells whose Ω is predicted right, against always saying the commoner value.',
    phase: 'repair',
    lines: [
      { metric: 'maskAccuracy', title: 'discriminator', colour: first },
      { metric: 'maskBaseline', title: 'constant', colour: third },
    ],
    share: true,
  },
  {
    testId: 'chart-rate',
    title: 'Images per second',
    unit: 'images/s',
    help: 'Source images trained on, per second.',
    phase: null,
    lines: [{ metric: 'imagesPerSecond', title: 'images/s', colour: first }],
  },
];

/** Everything that is logged, in words. */
export const METRIC_TITLES: Readonly<Record<MetricName, string>> = {
  reconstruction: 'Reconstruction error',
  classLoss: 'Class loss of the discriminator',
  repairLoss: 'Class loss of the repair network',
  maskLoss: 'Mask loss',
  accuracy: 'Discriminator accuracy',
  maskAccuracy: 'Mask accuracy',
  maskBaseline: 'Mask accuracy of a constant',
  keptPixelError: 'Error on kept pixels',
  learningRate: 'Learning rate',
  theta: 'θ',
  imagesPerSecond: 'Images per second',
  noiseSigma: 'σ of the noise, learnt',
};
