/** The method’s curves. */
import type { ChartAbout } from '../../schema/about';
import { RATE_CHART } from '../../schema/common';

export const CHARTS = [
  {
    id: 'reconstruction',
    title: 'Reconstruction',
    unit: 'mean squared error',
    help: 'Mean squared error of D(E(x)) against x (eq. (3)), images in [−1, 1].',
    phase: 'autoencoder',
    lines: [{ metric: 'reconstruction', title: 'error' }],
  },
  {
    id: 'class-loss',
    title: 'Class loss',
    unit: 'nats',
    help: 'Cross-entropy of real against corrupt (eq. (4)), in nats; 0.693 is a coin’s.',
    phase: 'repair',
    lines: [
      { metric: 'classLoss', title: 'discriminator' },
      { metric: 'repairLoss', title: 'repair' },
    ],
    chance: Math.LN2,
  },
  {
    id: 'mask-loss',
    title: 'Mask loss',
    unit: 'nats a cell',
    help: 'Cross-entropy of the predicted drop mask (eq. (5)), in nats a cell; 0.693 is a coin’s.',
    phase: 'repair',
    lines: [{ metric: 'maskLoss', title: 'discriminator' }],
    chance: Math.LN2,
  },
  {
    id: 'accuracy',
    title: 'Discriminator accuracy',
    unit: 'share of images',
    note: 'with dropout, before the update',
    help: 'Share of real and corrupt images of the step’s batch that the discriminator tells apart, with dropout and before its update; 0.5 is a coin’s.',
    phase: 'repair',
    lines: [{ metric: 'accuracy', title: 'discriminator' }],
    chance: 0.5,
    share: true,
  },
  {
    id: 'mask-accuracy',
    title: 'Mask accuracy',
    unit: 'share of cells',
    help: 'Share of cells whose Ω is predicted right, against always saying the commoner value.',
    phase: 'repair',
    lines: [
      { metric: 'maskAccuracy', title: 'discriminator' },
      { metric: 'maskBaseline', title: 'constant', isReference: true },
    ],
    share: true,
  },
  RATE_CHART,
] as const satisfies readonly ChartAbout[];
