/** Where paper and code disagree: the authors’ code as a whole, then each disagreement by itself. The paper has no numbers for these. */
import type { Experiment } from './experiment';
import { PRESETS, type Settings } from './presets';

const code = PRESETS['authors-code'];

/** What `b` has otherwise. */
function differing(a: Settings, b: Settings): Partial<Settings> {
  return Object.fromEntries(Object.entries(b).filter(([key, value]) => a[key as keyof Settings] !== value));
}

const ROWS: readonly Omit<Experiment, 'row' | 'paper'>[] = [
  {
    id: 'authors-code',
    title: 'The authors’ code',
    changes: {
      ...differing(PRESETS.paper, code),
      theta: 0.7,
    },
    changesWhat: [
      'parameters of R',
      'parameters of C',
      'drop rate',
      'repair blocks',
      'activations',
      'normalisation of C',
      'history',
      'mask loss',
      'repair loss',
      'kept-pixel loss',
      'update rule',
      'Adam',
      'weight decay',
      'learning rate',
      'budget',
      'transfer',
    ],
    source: '[C]: every disagreement of paper and code at once, decided for the code.',
  },
  {
    id: 'code-history',
    title: 'History as in the code',
    changes: { historyShare: 0 },
    changesWhat: ['history'],
    source: '[P] half of the corrupt images from the buffer; [C] has none. The same as (j).',
  },
  {
    id: 'code-repair-loss',
    title: 'Repair loss as in the code',
    changes: { repairLoss: 'code-exact' },
    changesWhat: ['repair loss'],
    source: '[P] eq. 4; [C] swaps the labels and, by a shared collection of losses, adds those of C.',
  },
  {
    id: 'code-kept-pixels',
    title: 'Kept pixels as in the code',
    changes: { keptPixelWeight: 30 },
    changesWhat: ['kept-pixel loss'],
    source: '[P] no such loss; [C] 30 times the squared error to the input on kept pixels.',
  },
  {
    id: 'code-mask-loss',
    title: 'Mask loss as in the code',
    changes: { maskLossOn: 'both' },
    changesWhat: ['mask loss'],
    source: '[P] on corrupt images only; [C] also on real ones, where every cell is kept.',
  },
  {
    id: 'code-leaky-slope',
    title: 'Leaky slope as in the code',
    changes: { leakySlope: 0.2 },
    changesWhat: ['activations'],
    source: '[P] 0.1; [C] 0.2.',
  },
  {
    id: 'code-repair-block',
    title: 'Repair block as in the code',
    changes: { repairPreNorm: false },
    changesWhat: ['parameters of R', 'repair blocks'],
    source: '[P] Fig. 5: normalisation first, then Ω is joined; [C] no such normalisation.',
  },
  {
    id: 'code-hidden-norm',
    title: 'Normalisation of C as in the code',
    changes: { discriminatorNorm: 'conv5+fc1' },
    changesWhat: ['parameters of C', 'normalisation of C'],
    source: '[P] only after conv5; [C] also after fc1.',
  },
  {
    id: 'code-transfer-norm',
    title: 'Normalisation at transfer as in the code',
    changes: { probeNorm: 'batch' },
    changesWhat: ['transfer'],
    source: '[P] removed at transfer; [C] batch statistics, also with frozen convolutions.',
  },
  {
    id: 'code-adam-epsilon',
    title: 'Adam’s ε as in the code',
    changes: { adamEpsilon: 1e-5 },
    changesWhat: ['Adam'],
    source: '[P] the default, 1e-8; [C] 1e-5.',
  },
  {
    id: 'code-weight-decay',
    title: 'Weight decay as in the code',
    changes: { weightDecay: 5e-5 },
    changesWhat: ['weight decay'],
    source: '[P] does not mention it; [C] 5e-5 on the weights of all convolutions.',
  },
  {
    id: 'code-epochs',
    title: 'Epochs as in the code',
    changes: { ganEpochs: 500, probeEpochs: 400 },
    changesWhat: ['budget', 'transfer'],
    source: '[P] 400 and 200; [C] 500 and 400. It counts where the budget is in epochs.',
  },
  {
    id: 'paper-output',
    title: 'Leaky ReLU after the last layer',
    changes: { decoderOutput: 'leaky-relu' },
    changesWhat: ['activations'],
    source: '[P] “all convolutions” of E and D, read to the letter; [C] and our baseline end in tanh.',
  },
  {
    id: 'code-drop-rate',
    title: 'Drop rate as in the code',
    changes: { theta: 0.7 },
    changesWhat: ['drop rate'],
    source: '[P] 0.5 in Table 1; [C] 0.7. The same as (e).',
  },
  {
    id: 'paper-head',
    title: 'Table 1’s probe',
    changes: { probeHead: 'mlp' },
    changesWhat: ['transfer'],
    source:
      '[P] Table 1 trains a whole AlexNet head on frozen convolutions; Table 2, [C] and our baseline a linear one on conv5.',
  },
];

export const DISAGREEMENTS: readonly Experiment[] = ROWS.map((row) => ({ ...row, row: null, paper: null }));
