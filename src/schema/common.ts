/**
 * The fields that every method has, by what they are for, and the chart of a run's speed. A method's own shape spreads the
 * fields where they belong in its order, and adds whose word its values are (`sourced`).
 */
import { z } from 'zod';
import type { ChartAbout } from './about';
import { epochs, field, steps } from './field';
import { SIZE_NAMES } from '../schema/sizes';

const share = z.number().min(0).max(1);

/** What a run is, whatever it learns. */
export const RUN = {
  seed: field(z.number().int().min(0).max(0x7fffffff), {
    group: 'run',
    title: 'Seed',
    description:
      'Higher or lower, another number is another run: every random draw (init, batches, augmentation, …) ' +
      'descends from it.',
  }),
  size: field(z.enum(SIZE_NAMES), {
    group: 'run',
    title: 'Size',
    description: 'Image side and network width. Full width is AlexNet’s.',
  }),
  batchSize: field(z.number().int().min(2).max(512), {
    group: 'run',
    title: 'Batch',
    description: 'Higher: steadier gradients, but more memory and time a step. Source images per step.',
  }),
  budget: field(z.enum(['steps', 'epochs']), {
    group: 'run',
    title: 'Budget in',
    description: 'Whether a run lasts a number of steps or a number of passes over the images.',
  }),
} as const;

/** How long a run of one phase is, by the unit of its budget. */
export const LENGTH = {
  steps: field(steps, {
    group: 'run',
    hot: true,
    title: 'Steps',
    description: 'Higher: a longer run. Counts when the budget is in steps.',
  }),
  epochs: field(epochs, {
    group: 'run',
    hot: true,
    title: 'Epochs',
    description: 'Higher: a longer run. Counts when the budget is in epochs.',
  }),
} as const;

/** How a batch is made of the images. */
export const DATA = {
  augment: field(z.boolean(), {
    group: 'data',
    title: 'Augmentation',
    description:
      'On: each image is seen otherwise each time, by a random-area crop, flip and colour jitter, which holds ' +
      'back overfitting. Off: always its central view.',
  }),
  cropMinArea: field(z.number().min(0.05).max(1), {
    group: 'data',
    title: 'Smallest crop',
    description:
      'Higher: crops stay closer to the whole image. Smallest share of its area that a random crop keeps.',
  }),
  cropAspect: field(z.number().min(1).max(3), {
    group: 'data',
    title: 'Crop aspect',
    description: 'Higher: crops are stretched more. Their aspect ratios lie between 1/a and a.',
  }),
  flip: field(z.boolean(), {
    group: 'data',
    title: 'Mirror',
    description: 'On: half of the images are mirrored left to right, so that sides count for nothing.',
  }),
  brightness: field(share, {
    group: 'data',
    title: 'Brightness jitter',
    description: 'Higher: brightness varies more between views. Its largest shift, in the [0, 1] range.',
  }),
  saturation: field(share, {
    group: 'data',
    title: 'Saturation jitter',
    description: 'Higher: colourfulness varies more between views. Saturation is scaled by 1 ± this.',
  }),
  heldOut: field(z.number().min(0).max(0.5), {
    group: 'data',
    title: 'Held out',
    description:
      'Higher: fewer images are learnt from, and what is told of the others is surer. Share of the images, drawn by the ' +
      'seed, that are never trained on, so that they judge a run while it lasts. Of fewer than 20 images none is held out.',
  }),
} as const;

/** Fields of every method that came after the first files, with what a file means that lacks them. */
export const LATER = { heldOut: 0 } as const satisfies Readonly<Record<string, unknown>>;

/** Schedule and Adam. */
export const OPTIMISER = {
  learningRateFloor: field(z.number().min(0).max(1), {
    group: 'optimiser',
    title: 'Last rate',
    description:
      'Higher: rates fall less, and the end of a phase stays livelier. End of the linear decay, as a share of ' +
      'its start.',
  }),
  learningRateDecayEnd: field(z.number().min(0.1).max(1), {
    group: 'optimiser',
    title: 'Decay ends at',
    description:
      'Higher: rates fall more slowly and reach their floor later. Share of the steps after which they stay ' +
      'there.',
  }),
  adamBeta1: field(z.number().min(0).max(0.999), {
    group: 'optimiser',
    title: 'Adam β₁',
    description: 'Higher: updates average over more past gradients, smoother but slower to turn.',
  }),
  adamEpsilon: field(z.number().min(1e-12).max(1e-2), {
    group: 'optimiser',
    scale: 'log',
    title: 'Adam ε',
    description: 'Higher: weights with small gradients move less.',
  }),
  weightDecay: field(z.number().min(0).max(0.1), {
    group: 'optimiser',
    title: 'Weight decay',
    description:
      'Higher: weights are pulled harder towards zero. λ of λ·½‖w‖² on convolution and fully connected weights.',
  }),
} as const;

/** How features are measured. */
export const PROBE = {
  probeNorm: field(z.enum(['folded', 'batch']), {
    group: 'probe',
    title: 'BN at transfer',
    description:
      'Which images give the frozen network, trained or random, its statistics: all but those that folders put aside to ' +
      'judge, so a split’s training and validation images together, without their labels, as when it is folded away; ' +
      'or each split’s training images alone, as batch statistics come to.',
  }),
  probeHead: field(z.enum(['linear', 'mlp']), {
    group: 'probe',
    title: 'Probe head',
    description:
      'What “lab probe” reads features with: a linear classifier, or two hidden layers as wide as fc1 before it.',
  }),
  probeEpochs: field(z.number().int().min(1).max(10_000), {
    group: 'probe',
    title: 'Probe epochs',
    description:
      'Higher: heads that descend are fitted longer. Passes of hidden layers and fine-tuning; a frozen linear ' +
      'probe is convex and solved instead.',
  }),
} as const;

/** How fast a run is, whatever it learns. */
export const RATE_CHART = {
  id: 'rate',
  title: 'Images per second',
  unit: 'images/s',
  help: 'Source images trained on, per second.',
  phase: null,
  lines: [{ metric: 'imagesPerSecond', title: 'images/s' }],
} as const satisfies ChartAbout;
