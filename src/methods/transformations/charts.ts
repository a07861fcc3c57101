/** The curves of transformations. */
import type { ChartAbout } from '../../schema/about';
import { RATE_CHART } from '../../schema/common';
import { KIND_SETS } from './fields';

/** With F and D. */
const INPAINTING = { kinds: KIND_SETS.filter((kinds) => kinds.endsWith('lci')) };

export const CHARTS = [
  {
    id: 'loss',
    title: 'Loss',
    unit: 'nats',
    help: 'Cross-entropy of the transformations, in nats, and that of a guess.',
    phase: 'transformations',
    lines: [
      { metric: 'loss', title: 'classifier' },
      { metric: 'guessLoss', title: 'guess', isReference: true },
    ],
  },
  {
    id: 'accuracy',
    title: 'Accuracy',
    unit: 'share of images',
    note: 'before the update',
    help: 'Share of the step’s pictures whose transformation is told right, before the update, and that of a guess, one in as many as there are.',
    phase: 'transformations',
    lines: [
      { metric: 'accuracy', title: 'classifier' },
      { metric: 'chance', title: 'chance', isReference: true },
    ],
    share: true,
  },
  {
    id: 'told',
    title: 'Told right',
    unit: 'share of images',
    note: 'before the update',
    help: 'Of the rotated pictures, of the warped ones, of those with an inpainted patch and of the plain ones, to which nothing was done, the share that is told right.',
    phase: 'transformations',
    lines: [
      { metric: 'toldRotated', title: 'rotated' },
      { metric: 'toldWarped', title: 'warped' },
      { metric: 'toldInpainted', title: 'inpainted' },
      { metric: 'toldPlain', title: 'plain', isReference: true },
    ],
    share: true,
  },
  {
    id: 'held-out-accuracy',
    title: 'Accuracy, held out',
    unit: 'share of images',
    help: 'Share of the transformations told right of images that are not trained on, measured now and then, normalised by the batch as in training; a guess is right once in as many as there are.',
    phase: 'transformations',
    lines: [{ metric: 'heldOutAccuracy', title: 'classifier' }],
    share: true,
  },
  {
    id: 'inpainter',
    title: 'Inpainter',
    unit: 'squared error',
    help: 'Mean squared errors of what F makes: of inpainted patches in their border, and of intact patches that it copies, in [−1, 1].',
    phase: 'transformations',
    where: INPAINTING,
    lines: [
      { metric: 'borderError', title: 'border' },
      { metric: 'autoencodingError', title: 'copies' },
    ],
  },
  {
    id: 'inpainter-loss',
    title: 'Losses of F and D',
    unit: 'loss',
    help: 'The whole loss of F: its errors by their weights, −D of what it inpaints, and minus the loss of the classifier; and the hinge loss of the patch discriminator D, which is 2 where it cannot tell.',
    phase: 'transformations',
    where: INPAINTING,
    lines: [
      { metric: 'inpainterLoss', title: 'F' },
      { metric: 'discriminatorLoss', title: 'D' },
    ],
  },
  {
    id: 'scores',
    title: 'Scores of D',
    unit: 'score',
    help: 'What the patch discriminator gives to real patches and to inpainted ones, on average: it wants more than 1 for those and less than −1 for these.',
    phase: 'transformations',
    where: INPAINTING,
    lines: [
      { metric: 'scoreReal', title: 'real' },
      { metric: 'scoreInpainted', title: 'inpainted' },
    ],
  },
  RATE_CHART,
] as const satisfies readonly ChartAbout[];
