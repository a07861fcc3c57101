/** Recognising transformations (thesis ch. 4), as data: what was done to this picture? */
import type { ColumnAbout, MethodAbout } from '../../schema/about';
import { RATE_CHART } from '../../schema/common';
import { TURNS } from '../rotations/about';
import { COMBINATIONS } from './experiments';
import { FIELDS, type KIND_SETS } from './fields';

interface Kind {
  /** In columns: `told90`. */
  readonly id: string;
  readonly title: string;
  /** The part of `kinds` that it is in; null: in all. */
  readonly of: 'rotations' | 'warp' | null;
  /** Turned to the left by so many quarters. */
  readonly quarters: number;
}

/** Everything that an image can go through, in the thesis’s order, T₀ … T₄. */
export const KINDS: readonly Kind[] = [
  ...TURNS.map((degrees, quarters): Kind => ({
    ...{ id: String(degrees), title: quarters === 0 ? 'Plain' : `${degrees}°` },
    ...{ of: quarters === 0 ? null : 'rotations', quarters },
  })),
  { id: 'Warped', title: 'Warped', of: 'warp', quarters: 0 },
];

/** What a run’s classifier tells apart, in the order of its logits. */
export function classesOf({ kinds }: { readonly kinds: (typeof KIND_SETS)[number] }): readonly Kind[] {
  const parts: readonly string[] = kinds.split('-');
  return KINDS.filter(({ of }) => of === null || parts.includes(of));
}

function told(id: string): ColumnAbout {
  return {
    id: `told${id}`,
    title: 'Predicted',
    kind: 'bars',
    help: 'The probabilities that the classifier gives the transformations; the right one is marked.',
    labels: KINDS.map(({ title }) => title),
    right: KINDS.findIndex((kind) => kind.id === id),
  };
}

export const TRANSFORMATIONS = {
  id: 'transformations',
  title: 'Transformations',
  summary: 'A classifier learns what was done to an image: nothing, a rotation, or a random warp.',
  paper: {
    title: 'Steering Self-Supervised Feature Learning Beyond Local Pixel Statistics',
    authors: 'S. Jenni, H. Jin, P. Favaro',
    year: 2020,
    url: 'https://arxiv.org/abs/2004.02331',
    citation:
      'Simon Jenni, Hailin Jin and Paolo Favaro: Steering Self-Supervised Feature Learning Beyond Local Pixel Statistics. CVPR 2020.',
    bibtex: `@inproceedings{jenni2020steering,
  title     = {Steering Self-Supervised Feature Learning Beyond Local Pixel Statistics},
  author    = {Jenni, Simon and Jin, Hailin and Favaro, Paolo},
  booktitle = {Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition (CVPR)},
  year      = {2020}
}
`,
  },
  fields: FIELDS,
  presets: {
    default: {
      preset: 'default',
      seed: 1,
      size: 'small',
      batchSize: 32,
      budget: 'steps',
      steps: 2000,
      epochs: 200,
      augment: true,
      cropMinArea: 0.333,
      cropAspect: 1.333,
      flip: true,
      brightness: 32 / 255,
      saturation: 0.5,
      heldOut: 0.1,
      tilt: 12.6,
      kinds: 'rotations-warp',
      views: 'all',
      pointsAt: 'grid',
      pointsPerSide: 4,
      displacement: 0.1,
      splineOrder: 2,
      regularisation: 0,
      edge: 'mirror',
      head: 'hidden',
      dropout: 0,
      learningRate: 3e-4,
      learningRateFloor: 0.01,
      learningRateDecayEnd: 1,
      adamBeta1: 0.5,
      adamEpsilon: 1e-8,
      weightDecay: 1e-4,
      probeNorm: 'folded',
      probeHead: 'linear',
      probeEpochs: 200,
    },
  },
  plainPreset: 'default',
  later: [],
  phases: [
    {
      id: 'transformations',
      title: 'Transformations',
      called: 'transformations',
      budget: { steps: 'steps', epochs: 'epochs' },
      trains: ['C'],
      trainsToo: [],
      draws: ['dropout'],
      later: [],
      decides: null,
      rates: ['learningRate'],
      logs: [],
      players: [],
    },
  ],
  metrics: {
    loss: { title: 'Loss' },
    guessLoss: { title: 'Loss of a guess' },
    accuracy: { title: 'Accuracy' },
    chance: { title: 'Chance' },
    toldPlain: { title: 'Plain, told right' },
    toldRotated: { title: 'Rotated, told right' },
    toldWarped: { title: 'Warped, told right' },
    learningRate: { title: 'Learning rate' },
    imagesPerSecond: { title: 'Images per second' },
    heldOutAccuracy: { title: 'Accuracy, held out', heldOut: true },
  },
  charts: [
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
      help: 'Of the rotated pictures, of the warped ones and of the plain ones, to which nothing was done, the share that is told right.',
      phase: 'transformations',
      lines: [
        { metric: 'toldRotated', title: 'rotated' },
        { metric: 'toldWarped', title: 'warped' },
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
    RATE_CHART,
  ],
  features: {
    layers: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'],
    judged: 'conv5',
    beside: {},
  },
  suits: ['upright', 'aligned'],
  trail: ['accuracy', 'loss'],
  hasDecisions: true,
  tables: [COMBINATIONS],
  lessons: [],
  figure: [
    { id: 'plain', title: 'Plain', kind: 'picture', help: 'The image as it is.' },
    told('0'),
    { id: 'turned', title: '90°', kind: 'picture', help: 'The image turned to the left by 90°.' },
    told('90'),
    { id: 'warped', title: 'Warped', kind: 'picture', help: 'The image warped at random.' },
    {
      id: 'flow',
      title: 'Flow',
      kind: 'picture',
      help: 'From where each pixel of the warped image is read: the colour is the direction, its strength how far. The lines are a grid that is warped alike.',
    },
    told('Warped'),
  ],
  beside: ['displacement', 'tilt'],
  front: [...['size', 'kinds', 'views', 'batchSize', 'budget', 'steps', 'epochs', 'learningRate'], 'seed'],
  groups: [
    { group: 'data', title: 'Augmentation' },
    { group: 'kinds', title: 'Transformations' },
    { group: 'warp', title: 'Warping' },
    { group: 'classifier', title: 'Classifier' },
    { group: 'optimiser', title: 'Optimiser' },
  ],
  places: {
    kinds: '§4.2',
    displacement: '§4.2.2',
    pointsAt: '§4.2.2',
    splineOrder: '§4.2.2',
  },
  compared: [
    { metric: 'loss', title: 'Loss', phase: 'transformations', guess: 'guessLoss' },
    { metric: 'accuracy', title: 'Accuracy', phase: 'transformations', guess: 'chance' },
    {
      ...{ metric: 'heldOutAccuracy', title: 'Held-out accuracy', phase: 'transformations' },
      guess: 'chance',
    },
  ],
  exports: ['network'],
} as const satisfies MethodAbout;
