/** RotNet, as data: which way up is this picture? */
import type { ColumnAbout, MethodAbout } from '../../schema/about';
import { RATE_CHART } from '../../schema/common';
import { FIELDS } from './fields';

/** Degrees, counted to the left; their places in this list are the classes. */
export const TURNS = [0, 90, 180, 270] as const;

function columnsOf(turn: (typeof TURNS)[number], right: number): ColumnAbout[] {
  return [
    {
      id: `turn${turn}`,
      title: `${turn}°`,
      kind: 'picture',
      help: `The image turned to the left by ${turn}°.`,
    },
    {
      id: `told${turn}`,
      title: 'Predicted',
      kind: 'bars',
      help: 'The probabilities that the classifier gives the four rotations; the right one is marked.',
      labels: TURNS.map((degrees) => `${degrees}°`),
      right,
    },
  ];
}

export const ROTATIONS = {
  id: 'rotations',
  title: 'Rotations (RotNet)',
  summary: 'A classifier learns which way an image was turned, by 0°, 90°, 180° or 270°.',
  paper: {
    title: 'Unsupervised Representation Learning by Predicting Image Rotations',
    authors: 'S. Gidaris, P. Singh, N. Komodakis',
    year: 2018,
    url: 'https://arxiv.org/abs/1803.07728',
    citation:
      'Spyros Gidaris, Praveer Singh and Nikos Komodakis: Unsupervised Representation Learning by Predicting Image Rotations. ICLR 2018.',
    bibtex: `@inproceedings{gidaris2018rotations,
  title     = {Unsupervised Representation Learning by Predicting Image Rotations},
  author    = {Gidaris, Spyros and Singh, Praveer and Komodakis, Nikos},
  booktitle = {International Conference on Learning Representations (ICLR)},
  year      = {2018}
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
      turns: 'all',
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
      id: 'rotations',
      title: 'Rotations',
      called: 'rotations',
      budget: { steps: 'steps', epochs: 'epochs' },
      trains: ['C'],
      trainsToo: [],
      draws: ['rotations', 'dropout'],
      later: [],
      decides: null,
      rates: ['learningRate'],
      logs: [],
      players: [],
    },
  ],
  metrics: {
    loss: { title: 'Loss' },
    accuracy: { title: 'Accuracy' },
    learningRate: { title: 'Learning rate' },
    imagesPerSecond: { title: 'Images per second' },
    heldOutAccuracy: { title: 'Accuracy, held out', heldOut: true },
  },
  charts: [
    {
      id: 'loss',
      title: 'Loss',
      unit: 'nats',
      help: 'Cross-entropy of the four rotations, in nats; chance level is 1.386.',
      phase: 'rotations',
      lines: [{ metric: 'loss', title: 'classifier' }],
      chance: Math.log(4),
    },
    {
      id: 'accuracy',
      title: 'Accuracy',
      unit: 'share of images',
      note: 'before the update',
      help: 'Share of the turned images of the step’s batch whose rotation is recognised, before the update; chance level is 0.25.',
      phase: 'rotations',
      lines: [{ metric: 'accuracy', title: 'classifier' }],
      chance: 0.25,
      share: true,
    },
    {
      id: 'held-out-accuracy',
      title: 'Accuracy, held out',
      unit: 'share of images',
      help: 'Share of the four rotations recognised in images that are not trained on, measured now and then, normalised by the batch as in training; chance level is 0.25.',
      phase: 'rotations',
      lines: [{ metric: 'heldOutAccuracy', title: 'classifier' }],
      chance: 0.25,
      share: true,
    },
    RATE_CHART,
  ],
  features: {
    layers: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'],
    judged: 'conv5',
    beside: {},
  },
  suits: ['upright'],
  trail: ['accuracy', 'loss'],
  hasDecisions: true,
  asks: {
    patch: 'What was done to the picture that this patch is from?',
    whole: 'What was done to this picture?',
  },
  tables: [],
  lessons: [],
  figure: TURNS.flatMap(columnsOf),
  beside: [],
  front: ['size', 'turns', 'head', 'batchSize', 'budget', 'steps', 'epochs', 'learningRate', 'seed'],
  groups: [
    { group: 'data', title: 'Augmentation' },
    { group: 'classifier', title: 'Classifier' },
    { group: 'optimiser', title: 'Optimiser' },
  ],
  places: {},
  compared: [
    { metric: 'loss', title: 'Loss', phase: 'rotations' },
    { metric: 'accuracy', title: 'Accuracy', phase: 'rotations' },
    { metric: 'heldOutAccuracy', title: 'Held-out accuracy', phase: 'rotations' },
  ],
  exports: ['network'],
} as const satisfies MethodAbout;
