/** Where the paper speaks of each setting that it speaks of; the others are the code’s, the thesis’s or ours, and say so. */
export const PLACES = {
  size: '§4.4, §5.2.1',
  aeEpochs: '§4.4',
  ganEpochs: '§5.1, §5.2.1',
  augment: '§5.2.1',
  cropMinArea: '§5.2.1',

  aeLearningRate: '§4.4',
  reconstructionWeight: 'eq. (3)',
  encoderKernel: 'Fig. 4, §4.4, Table 1 (h)',
  leakySlope: '§4.4',
  decoderOutput: '§4.4',

  fakes: 'Fig. 2, Table 1 (k) (l)',
  theta: '§4.1, Table 1 (c)–(f)',
  fill: '§4.1, §4.4',

  repairPlacement: 'eqs. (1) (2), Fig. 2, Table 1 (b)',
  repairPreNorm: 'Fig. 5',
  repairGate: 'eqs. (1) (2), Fig. 5, Table 1 (i)',
  repairLoss: 'eq. (4)',
  repairWeight: 'eq. (4)',

  discriminatorNorm: '§4.4',
  classWeight: 'eq. (4)',
  maskWeight: 'eq. (5), Table 1 (g)',
  maskLossOn: 'eq. (5)',
  realInput: '§4.2, Fig. 2, Table 1 (a)',
  historyShare: '§5.1, Table 1 (j)',

  updateRatio: 'eq. (4)',
  discriminatorLearningRate: '§4.4',
  repairLearningRate: '§4.4',
  learningRateFloor: '§4.4',
  learningRateDecayEnd: '§4.4',
  adamBeta1: '§4.4',
  adamEpsilon: '§4.4',

  probeNorm: '§4.4',
  probeHead: 'Table 1, Table 2',
  probeEpochs: '§5.1, §5.2.1',
} as const;
