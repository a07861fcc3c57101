/** Spotting artifacts, as data. */
import type { MethodAbout } from '../../schema/about';
import { CHARTS } from './charts';
import { ABLATIONS } from './experiments';
import { FIELDS } from './fields';
import { PLACES } from './places';
import { PRESETS } from './presets';

/** What E and D must be for the shipped ones to fit. */
const AS_SHIPPED = {
  size: ['laptop'],
  encoderKernel: [2],
  leakySlope: [0.2],
  decoderOutput: ['tanh'],
} as const;

/** In dB: copies that are poorer hide what damage and repair do to them. Ours. */
export const LEAST_PSNR = 21;

export const ARTIFACTS = {
  id: 'artifacts',
  title: 'Spotting artifacts',
  summary:
    'A discriminator learns to tell images from copies that were damaged in an autoencoder’s bottleneck and repaired, and where the damage is.',
  paper: {
    title: 'Self-Supervised Feature Learning by Learning to Spot Artifacts',
    authors: 'S. Jenni, P. Favaro',
    year: 2018,
    url: 'https://arxiv.org/abs/1806.05024',
    citation:
      'Simon Jenni and Paolo Favaro: Self-Supervised Feature Learning by Learning to Spot Artifacts. CVPR 2018.',
    bibtex: `@inproceedings{jenni2018artifacts,
  title     = {Self-Supervised Feature Learning by Learning to Spot Artifacts},
  author    = {Jenni, Simon and Favaro, Paolo},
  booktitle = {Proceedings of the IEEE Conference on Computer Vision and Pattern Recognition (CVPR)},
  pages     = {2733--2742},
  year      = {2018}
}
`,
  },
  fields: FIELDS,
  presets: PRESETS,
  plainPreset: 'paper',
  firstPreset: 'default',
  later: [
    'autoencoder',
    ...(['fakes', 'repairStart', 'repairPlacement', 'noise', 'noiseSigma', 'noiseLearnt'] as const),
    ...(['noisePenalty', 'normStatistics', 'updateRatio', 'hiddenStart'] as const),
  ],
  phases: [
    {
      id: 'autoencoder',
      title: 'Autoencoder',
      called: 'the autoencoder',
      budget: { steps: 'aeSteps', epochs: 'aeEpochs' },
      trains: ['E', 'D'],
      trainsToo: [],
      draws: [],
      later: [],
      skippedWhere: { autoencoder: ['shipped'], ...AS_SHIPPED },
      ready: {
        ...{ metric: 'heldOutPsnr', least: LEAST_PSNR, unit: 'dB' },
        hint: 'copies are so blurred that they hide damage and repair: give phase one more steps.',
      },
      decides: [
        ...(['seed', 'size', 'batchSize'] as const),
        ...(['augment', 'cropMinArea', 'cropAspect', 'flip', 'brightness', 'saturation', 'heldOut'] as const),
        ...([
          'autoencoder',
          'aeLearningRate',
          'reconstructionWeight',
          'encoderKernel',
          'leakySlope',
          'decoderOutput',
        ] as const),
        ...([
          'learningRateFloor',
          'learningRateDecayEnd',
          'adamBeta1',
          'adamEpsilon',
          'weightDecay',
        ] as const),
      ],
      rates: ['aeLearningRate'],
      logs: [],
      players: [],
    },
    {
      id: 'repair',
      title: 'Damage & repair',
      called: 'damage & repair',
      begins: 'Phase two has begun: repair and discriminator learn now, their pictures and curves are open.',
      budget: { steps: 'ganSteps', epochs: 'ganEpochs' },
      trains: ['R', 'C'],
      trainsToo: ['N'], // σ of the noise before C
      draws: ['damage', 'dropout', 'history', 'noise'],
      later: ['N', 'noise'],
      decides: null,
      rates: ['discriminatorLearningRate', 'repairLearningRate'],
      logs: ['theta'],
      players: ['C', 'R'],
    },
  ],
  shipped: {
    networks: ['E', 'D'],
    called: 'autoencoder',
    askedBy: 'autoencoder',
    givenWhere: { autoencoder: ['shipped', 'tuned'], ...AS_SHIPPED },
  },
  metrics: {
    reconstruction: { title: 'Reconstruction error' },
    classLoss: { title: 'Class loss of the discriminator', calmedBy: ['discriminatorLearningRate', 'theta'] },
    repairLoss: { title: 'Class loss of the repair network', calmedBy: ['repairLearningRate', 'theta'] },
    maskLoss: { title: 'Mask loss', calmedBy: ['discriminatorLearningRate', 'theta'] },
    accuracy: { title: 'Discriminator accuracy' },
    maskAccuracy: { title: 'Mask accuracy' },
    maskBaseline: { title: 'Mask accuracy of a constant' },
    keptPixelError: { title: 'Error on kept pixels', calmedBy: ['discriminatorLearningRate', 'theta'] },
    learningRate: { title: 'Learning rate' },
    theta: { title: 'θ' },
    imagesPerSecond: { title: 'Images per second' },
    noiseSigma: { title: 'σ of the noise, learnt' },
    heldOutPsnr: { title: 'PSNR of copies, held out', heldOut: true },
    heldOutClassAuc: { title: 'Class AUC, held out', heldOut: true },
    heldOutDamagedAuc: { title: 'Class AUC of merely damaged, held out', heldOut: true },
    heldOutPairs: { title: 'Pair accuracy, held out', heldOut: true },
    heldOutMaskAuc: { title: 'Mask AUC, held out', heldOut: true },
    heldOutMaskOracle: { title: 'Mask AUC of an oracle, held out', heldOut: true },
    heldOutClassRandom: { title: 'Class AUC of a random C, held out', heldOut: true },
    heldOutMaskRandom: { title: 'Mask AUC of a random C, held out', heldOut: true },
  },
  charts: CHARTS,
  features: {
    layers: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'],
    judged: 'conv5',
    beside: {
      autoencoder: {
        layer: 'encoder',
        title: 'autoencoder φ',
        help: 'What the encoder’s features are worth',
      },
    },
  },
  suits: ['upright', 'aligned', 'unoriented'],
  trail: ['maskLoss', 'classLoss'],
  hasPytorchProject: true,
  rendersImages: true,
  tables: [ABLATIONS],
  lessons: ['artifact', 'pixels', 'repair', 'mask', 'theta'],
  figure: [],
  beside: ['theta', 'fill'],
  front: [
    'size',
    'preset',
    'batchSize',
    'budget',
    'autoencoder',
    'aeSteps',
    'ganSteps',
    'aeEpochs',
    'ganEpochs',
    'aeLearningRate',
    'discriminatorLearningRate',
    'repairLearningRate',
    'seed',
  ],
  groups: [
    { group: 'data', title: 'Augmentation' },
    { group: 'autoencoder', title: 'Autoencoder' },
    { group: 'repair', title: 'Repair' },
    { group: 'discriminator', title: 'Discriminator' },
    { group: 'optimiser', title: 'Optimiser' },
  ],
  places: PLACES,
  compared: [
    { metric: 'reconstruction', title: 'Reconstruction', phase: 'autoencoder' },
    { metric: 'classLoss', title: 'Class loss', phase: 'repair' },
    { metric: 'maskLoss', title: 'Mask loss', phase: 'repair' },
    { metric: 'repairLoss', title: 'Repair loss', phase: 'repair' },
    { metric: 'accuracy', title: 'Accuracy', phase: 'repair' },
    { metric: 'maskAccuracy', title: 'Mask accuracy', phase: 'repair', guess: 'maskBaseline' },
    { metric: 'heldOutPsnr', title: 'Held-out PSNR of copies', phase: 'autoencoder' },
    { metric: 'heldOutClassAuc', title: 'Held-out class AUC', phase: 'repair' },
    { metric: 'heldOutMaskAuc', title: 'Held-out mask AUC', phase: 'repair' },
  ],
  reached: [
    { metric: 'reconstruction', words: 'reconstruction error' },
    { metric: 'classLoss', words: 'class loss of C' },
    { metric: 'repairLoss', words: 'of R' },
    { metric: 'maskLoss', words: 'mask loss' },
    { metric: 'accuracy', words: 'accuracy' },
    { metric: 'maskAccuracy', words: 'mask accuracy' },
    { metric: 'heldOutPsnr', words: 'held-out PSNR of copies in dB' },
    { metric: 'heldOutClassAuc', words: 'held-out class AUC' },
    { metric: 'heldOutMaskAuc', words: 'held-out mask AUC' },
  ],
  exports: ['discriminator', 'convolutions', 'encoder', 'decoder', 'autoencoder', 'repair'],
} as const satisfies MethodAbout;

export type ArtifactsPhase = (typeof ARTIFACTS)['phases'][number]['id'];
