/** Recognising transformations (thesis ch. 4), as data: what was done to this picture? */
import type { ColumnAbout, MethodAbout } from '../../schema/about';
import { TURNS } from '../rotations/about';
import { CHARTS } from './charts';
import { ABLATIONS, COMBINATIONS } from './experiments';
import { FIELDS, type KIND_SETS } from './fields';

interface Kind {
  /** In columns: `told90`. */
  readonly id: string;
  readonly title: string;
  /** The part of `kinds` that it is in; null: in all. */
  readonly of: 'rotations' | 'warp' | 'lci' | null;
  /** Turned to the left by so many quarters. */
  readonly quarters: number;
}

/** Everything that an image can go through, in the thesis’s order, T₀ … T₅. */
export const KINDS: readonly Kind[] = [
  ...TURNS.map((degrees, quarters): Kind => ({
    ...{ id: String(degrees), title: quarters === 0 ? 'Plain' : `${degrees}°` },
    ...{ of: quarters === 0 ? null : 'rotations', quarters },
  })),
  { id: 'Warped', title: 'Warped', of: 'warp', quarters: 0 },
  { id: 'Inpainted', title: 'Inpainted', of: 'lci', quarters: 0 },
];

/** What a run’s classifier tells apart, in the order of its logits. */
export function classesOf({ kinds }: { readonly kinds: (typeof KIND_SETS)[number] }): readonly Kind[] {
  const parts: readonly string[] = kinds.split('-');
  return KINDS.filter(({ of }) => of === null || parts.includes(of));
}

/** Whether one of these is inpainting, so that F and D are there. */
export function hasInpainting(config: { readonly kinds: (typeof KIND_SETS)[number] }): boolean {
  return classesOf(config).some(({ of }) => of === 'lci');
}

/** @param right the kind that is right for the picture before it */
function told(id: string, right = id): ColumnAbout {
  return {
    id: `told${id}`,
    title: 'Predicted',
    kind: 'bars',
    help: 'The probabilities that the classifier gives the transformations; the right one is marked.',
    labels: KINDS.map(({ title }) => title),
    right: KINDS.findIndex((kind) => kind.id === right),
  };
}

/** What to lower where a loss of F or D grows beyond all measure. */
const OF_INPAINTER = ['inpainterLearningRate'];

export const TRANSFORMATIONS = {
  id: 'transformations',
  title: 'Transformations',
  summary:
    'A classifier learns what was done to an image: nothing, a rotation, a random warp, or a patch inpainted.',
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
      patch: 0.75,
      border: 0.0625,
      noise: 0.1,
      jitter: 1,
      discriminatorWeight: 1,
      classifierWeight: 1,
      borderWeight: 50,
      autoencodingWeight: 50,
      autoencoded: 0.5,
      packing: 1,
      inpainterAlone: 0,
      inpainterFrozen: false,
      head: 'hidden',
      dropout: 0,
      learningRate: 3e-4,
      inpainterLearningRate: 1e-3,
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
  later: [
    ...['patch', 'border', 'noise', 'jitter'],
    ...['discriminatorWeight', 'classifierWeight', 'borderWeight', 'autoencodingWeight', 'autoencoded'],
    ...['packing', 'inpainterAlone', 'inpainterFrozen', 'inpainterLearningRate'],
  ],
  phases: [
    {
      id: 'transformations',
      title: 'Transformations',
      called: 'transformations',
      budget: { steps: 'steps', epochs: 'epochs' },
      trains: ['C', 'F', 'D'],
      trainsToo: [],
      draws: ['dropout', 'inpainting'],
      // Where nothing is inpainted there is neither.
      later: ['F', 'D', 'inpainting'],
      decides: null,
      rates: ['learningRate', 'inpainterLearningRate'],
      logs: [],
      players: ['C', 'F', 'D'],
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
    toldInpainted: { title: 'Inpainted, told right' },
    inpainterLoss: { title: 'Loss of F', calmedBy: OF_INPAINTER },
    adversarialLoss: { title: 'Adversarial loss of F', calmedBy: OF_INPAINTER },
    borderError: { title: 'Error of F in the border', calmedBy: OF_INPAINTER },
    autoencodingError: { title: 'Error of F in copies', calmedBy: OF_INPAINTER },
    discriminatorLoss: { title: 'Loss of D', calmedBy: OF_INPAINTER },
    scoreReal: { title: 'Score of real patches', calmedBy: OF_INPAINTER },
    scoreInpainted: { title: 'Score of inpainted patches', calmedBy: OF_INPAINTER },
  },
  charts: CHARTS,
  features: {
    layers: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'],
    judged: 'conv5',
    beside: {},
  },
  suits: ['upright', 'aligned'],
  trail: ['accuracy', 'loss'],
  hasDecisions: true,
  asks: {
    patch: 'What was done to the picture that this patch is from?',
    whole: 'What was done to this picture?',
  },
  tables: [COMBINATIONS, ABLATIONS],
  lessons: [],
  figure: [
    { id: 'plain', title: 'Plain', kind: 'picture', help: 'The image as it is.' },
    told('0'),
    { id: 'turned', title: '90°', kind: 'picture', help: 'The image turned to the left by 90°.' },
    told('90'),
    {
      id: 'flow',
      title: 'Flow',
      kind: 'picture',
      help: 'From where each pixel of the warped image is read: the colour is the direction, its strength how far. The lines are a grid that is warped alike.',
    },
    { id: 'warped', title: 'Warped', kind: 'picture', help: 'The image warped at random.' },
    told('Warped'),
    {
      id: 'copied',
      title: 'Copied',
      kind: 'picture',
      help: 'The image with a patch that F has copied, with nothing erased: it counts as plain, so that traces of F tell nothing.',
    },
    told('Copied', '0'),
    {
      id: 'patch',
      title: 'Patch',
      kind: 'picture',
      help: 'The patch of the image that is taken, where it lies.',
    },
    {
      id: 'erased',
      title: 'Erased',
      kind: 'picture',
      help: 'The patch as F is given it: its border, and noise in place of all else.',
    },
    { id: 'inpainted', title: 'Inpainted', kind: 'picture', help: 'What F makes of that.' },
    {
      id: 'pasted',
      title: 'Pasted',
      kind: 'picture',
      help: 'The image with the inpainted patch in its place: near by nothing is odd, as a whole it is.',
    },
    told('Inpainted'),
  ],
  beside: ['displacement'],
  front: [...['size', 'kinds', 'views', 'batchSize', 'budget', 'steps', 'epochs', 'learningRate'], 'seed'],
  groups: [
    { group: 'data', title: 'Augmentation' },
    { group: 'kinds', title: 'Transformations' },
    { group: 'warp', title: 'Warping' },
    { group: 'lci', title: 'Inpainting' },
    { group: 'classifier', title: 'Classifier' },
    { group: 'optimiser', title: 'Optimiser' },
  ],
  places: {
    kinds: '§4.2',
    displacement: '§4.2.2',
    pointsAt: '§4.2.2',
    splineOrder: '§4.2.2',
    patch: '§4.2.1',
    border: '§4.2.1',
    borderWeight: '§4.2.1',
    autoencodingWeight: '§4.2.4',
    autoencoded: '§4.2.4',
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
