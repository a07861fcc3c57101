/**
 * The settings of the method. Every field carries its title, what raising it does, what it is and where its value comes
 * from ([P] paper, [T] thesis ch. 3, [C] the authors' code).
 */
import { z } from 'zod';
import { DATA, OPTIMISER, PROBE, RUN } from '../../schema/common';
import { epochs, field, rate, sourced, steps, weight } from '../../schema/field';

export const FIELDS = {
  preset: field(z.enum(['paper', 'authors-code', 'default']), {
    group: 'run',
    title: 'Preset',
    description:
      'Whose word counts where the paper and its code disagree; or default: ours, from which a laptop learns in minutes ' +
      '(docs/REPRODUCTION.md lists what differs). Keeps seed, size, batch, budgets, θ and fill.',
  }),
  ...sourced(RUN, {
    batchSize: 'Each gives one real and one corrupt image. [C] 2 × 128; [P] silent.',
  }),
  aeSteps: field(steps, {
    group: 'run',
    hot: 'autoencoder',
    title: 'Autoencoder steps',
    description:
      'Higher: a longer phase one and a sharper autoencoder. Counts when the budget is in steps. [C] 195,250 at ' +
      'batch 256.',
  }),
  ganSteps: field(steps, {
    group: 'run',
    hot: true,
    title: 'Damage & repair steps',
    description:
      'Higher: a longer phase two, in which the features are learnt. Counts when the budget is in steps. [C] ' +
      '195,250 at batch 256.',
  }),
  aeEpochs: field(epochs, {
    group: 'run',
    hot: 'autoencoder',
    title: 'Autoencoder epochs',
    description:
      'Higher: a longer phase one and a sharper autoencoder. Counts when the budget is in epochs. [P] unstated ' +
      'for STL-10; [C] 500.',
  }),
  ganEpochs: field(epochs, {
    group: 'run',
    hot: true,
    title: 'Damage & repair epochs',
    description:
      'Higher: a longer phase two, in which the features are learnt. Counts when the budget is in epochs. ' +
      'STL-10: [P] 400; [C] 500.',
  }),
  ...sourced(DATA, {
    cropMinArea: '[C] 0.333; [P] “randomly resize”.',
    cropAspect: '[C] 0.75–1.33.',
    flip: '[C]',
    brightness: '[C] 32/255.',
    saturation: '[C] 0.5.',
  }),
  autoencoder: field(z.enum(['fresh', 'shipped', 'tuned']), {
    group: 'autoencoder',
    title: 'Autoencoder',
    description:
      'What E and D begin as. Fresh: drawn by the seed, and phase one trains them. Shipped: those that come with this ' +
      'program, trained on 20,000 pictures of many kinds, and there is no phase one. Tuned: the shipped ones, which phase ' +
      'one trains on. Of size laptop only, with the slope, kernel and output of [C]; elsewhere they are fresh. Ours.',
  }),
  aeLearningRate: field(rate, {
    group: 'autoencoder',
    scale: 'log',
    hot: 'autoencoder',
    title: 'Autoencoder learning rate',
    description:
      'Higher: phase one learns faster, and past a point diverges. Start of its linear decay. [P]=[C] 3e-4.',
  }),
  reconstructionWeight: field(weight, {
    group: 'autoencoder',
    title: 'Reconstruction weight',
    description:
      'Higher: larger gradients in phase one; Adam takes most of the difference out again. Multiplies its mean ' +
      'squared error (eq. 3). [C] 30; [P] plain sum of squares.',
  }),
  encoderKernel: field(z.union([z.literal(2), z.literal(3)]), {
    group: 'autoencoder',
    title: 'Encoder kernel',
    description:
      'Higher: cells of φ overlap more in the image, so that a dropped one can be guessed from its neighbours. ' +
      'Kernel of the stride-2 convolutions E2–E5. [P]=[C] 2, so that cells hardly overlap; 3 is ablation (h).',
  }),
  leakySlope: field(z.number().min(0).max(0.5), {
    group: 'autoencoder',
    title: 'Leaky slope',
    description:
      'Higher: negative values pass more freely, and the networks come closer to linear. Slope of leaky ReLU ' +
      'below zero in E, D and R. [P] 0.1; [C] 0.2.',
  }),
  decoderOutput: field(z.enum(['tanh', 'leaky-relu']), {
    group: 'autoencoder',
    title: 'Decoder output',
    description:
      'Last activation of D. [C] tanh, images in [−1, 1]. [P] says leaky ReLU after all convolutions, which cannot reach −1; both presets use tanh.',
  }),
  fakes: field(z.enum(['repaired', 'damaged', 'generated']), {
    group: 'damage',
    title: 'Corrupt images are',
    description:
      'Damaged and repaired ([P]=[C]); damaged only, so that nothing learns against C, ablation (k); or made from ' +
      'noise by a standard GAN’s generator, ablation (l), which [P] does not describe: ours is the DCGAN of [T] Table 7.2.',
  }),
  theta: field(z.number().min(0).max(0.95), {
    group: 'damage',
    hot: true,
    title: 'Drop rate θ',
    symbol: 'θ',
    description:
      'Higher: more cells of φ are dropped, so that repair has less to go by and artifacts are easier to spot. ' +
      'Probability that a cell is dropped (Ω = 0). [P] 0.5 in the ablations, 0.7 for transfer; [C] 0.7.',
  }),
  fill: field(z.enum(['average', 'noise']), {
    group: 'damage',
    hot: true,
    title: 'Fill',
    description:
      'What a dropped cell is filled with: the 3×3 average of undamaged neighbours u∗φ ([P]=[C]), or noise ([P], one sentence).',
  }),
  repairPlacement: field(z.enum(['distributed', 'local']), {
    group: 'repair',
    title: 'Repair blocks',
    description:
      'One before each layer of D ([P]=[C]), or all five in sequence on φ̂ before the first, ablation (b).',
  }),
  repairPreNorm: field(z.boolean(), {
    group: 'repair',
    title: 'Normalise before repair',
    description: 'On: a repair block normalises its input before Ω is joined. [P] Fig. 5: yes; [C]: no.',
  }),
  repairStart: field(z.enum(['random', 'identity']), {
    group: 'repair',
    title: 'R begins as',
    description:
      'With residuals of chance ([C]; [P] silent), or with none: the last kernel of each block is 0, so that C first ' +
      'meets damage and not the noise of an untrained R. Ours; see docs/REPRODUCTION.md.',
  }),
  repairGate: field(z.boolean(), {
    group: 'repair',
    title: 'Gate',
    description:
      'On: repair may change dropped cells only, as a block’s residual is multiplied by (1 − Ω). [P]=[C] yes; ' +
      'off is ablation (i).',
  }),
  repairLoss: field(z.enum(['non-saturating', 'minimax', 'code-exact']), {
    group: 'repair',
    title: 'Repair loss',
    description:
      'non-saturating: −log C(x̂). minimax: log(1 − C(x̂)), eq. 4 as printed, whose gradient dies once C wins. ' +
      'code-exact: what [C] minimises because its repair loss also collects C’s class and mask losses.',
  }),
  repairWeight: field(weight, {
    group: 'repair',
    hot: true,
    title: 'Adversarial weight',
    description: 'Higher: R tries harder to fool C. Multiplies R’s class loss. [P]=[C] 1.',
  }),
  keptPixelWeight: field(weight, {
    group: 'repair',
    hot: true,
    title: 'Kept-pixel weight',
    description:
      'Higher: repair leaves kept pixels (Ω = 1) closer to the input. Weight of their squared error to it. [P] ' +
      'none; [C] 30.',
  }),
  discriminatorNorm: field(z.enum(['conv5', 'conv5+fc1']), {
    group: 'discriminator',
    title: 'Normalised layers of C',
    description: 'Where C has batch normalisation (β only). [P] conv5; [C] conv5 and fc1.',
  }),
  hiddenStart: field(z.enum(['matrix', 'convolution']), {
    group: 'discriminator',
    title: 'fc1 begins as',
    description:
      'Both uniform within √(6 / (fan-in + fan-out)). matrix: the fan-out is fc1’s units. convolution: its units times the ' +
      'cells of conv5, as in [C], whose fc1 is a convolution over the whole map: about 3 times smaller. [P] silent.',
  }),
  classWeight: field(weight, {
    group: 'discriminator',
    hot: true,
    title: 'Class weight',
    description:
      'Higher: telling real from corrupt counts for more with C than finding Ω. Multiplies C’s real/corrupt ' +
      'loss. [P]=[C] 1.',
  }),
  maskWeight: field(weight, {
    group: 'discriminator',
    hot: true,
    title: 'Mask weight',
    description:
      'Higher: C looks harder for which cells were dropped. Multiplies its mask loss (eq. 5). [C] 0.1; [P] ' +
      'unstated. 0 is ablation (g).',
  }),
  maskLossOn: field(z.enum(['corrupt', 'both']), {
    group: 'discriminator',
    title: 'Mask loss on',
    description: 'Corrupt images only ([P]), or also real ones with an all-ones target ([C]).',
  }),
  realInput: field(z.enum(['autoencoded', 'raw']), {
    group: 'discriminator',
    title: 'Real images are',
    description: 'What C sees as real: D(E(x)) ([P]=[C]), or the raw image x, ablation (a).',
  }),
  dropout: field(z.number().min(0).max(0.9), {
    group: 'discriminator',
    title: 'Dropout',
    description:
      'Higher: C learns less by heart, and more slowly. Share of fc1’s units dropped in training. [C] 0.5; [P] ' +
      'unstated.',
  }),
  historyShare: field(z.number().min(0).max(0.9), {
    group: 'discriminator',
    title: 'History share',
    description:
      'Higher: C sees more of R’s earlier work and forgets less of it. Share of the corrupt images in C’s batch ' +
      'that come from the buffer of past ones. [P] 0.5; [C] 0, ablation (j).',
  }),
  historySize: field(z.number().int().min(1).max(65_536), {
    group: 'discriminator',
    title: 'History size',
    description:
      'Higher: C’s memory of past repairs reaches further back, and takes more memory. Corrupt images kept in ' +
      'the buffer. Unstated in [P]; ours.',
  }),
  noise: field(z.enum(['none', 'all', 'both', 'half']), {
    group: 'discriminator',
    title: 'Noise before C',
    description:
      'Gaussian noise on what C sees, real and corrupt alike. all: every image; both: C sees each image clean and noisy; ' +
      'half: half of the batch. Ours, after [T] ch. 7; neither [P] nor [C] has it.',
  }),
  noiseSigma: field(z.number().min(0).max(2), {
    group: 'discriminator',
    title: 'Noise σ',
    description:
      'Higher: C sees less detail, and the game is slower to tip. Standard deviation of the noise, for images in ' +
      '[−1, 1]; where it is learnt, its beginning. [T] ch. 7: 1.',
  }),
  noiseLearnt: field(z.boolean(), {
    group: 'discriminator',
    title: 'Learn σ',
    description: 'On: σ is trained against C, at C’s rate. Ours, after [T] ch. 7.',
  }),
  noisePenalty: field(weight, {
    group: 'discriminator',
    hot: true,
    title: 'Noise penalty λ',
    description: 'Higher: a learnt σ stays smaller, held back by λσ². [T] ch. 7: 0.1 to 10.',
  }),
  normStatistics: field(z.enum(['joint', 'separate']), {
    group: 'discriminator',
    title: 'Statistics of C',
    description:
      'Whether C normalises real and corrupt images together ([C]; [P] silent) or each by themselves. Separate: ours, ' +
      'after [T] ch. 7.',
  }),
  updateRule: field(z.enum(['alternating', 'simultaneous']), {
    group: 'optimiser',
    hot: true,
    title: 'Update rule',
    description: 'C first and R against the new C, or both at the same parameters ([C]). [P] silent.',
  }),
  updateRatio: field(z.number().int().min(1).max(20), {
    group: 'optimiser',
    hot: true,
    title: 'C : R ratio',
    description:
      'Higher: C gets further ahead of R. Updates of C for each of R: C learns in every step, R in every n-th of ' +
      'the phase. 1: both in every step, [P]=[C]; more: ours.',
  }),
  discriminatorLearningRate: field(rate, {
    group: 'optimiser',
    scale: 'log',
    hot: true,
    title: 'Discriminator learning rate',
    description:
      'Higher: C learns faster, and past a point diverges or leaves R behind. Start of its linear decay in phase ' +
      'two. [P]=[C] 3e-4.',
  }),
  repairLearningRate: field(rate, {
    group: 'optimiser',
    scale: 'log',
    hot: true,
    title: 'Repair learning rate',
    description:
      'Higher: R learns faster, and past a point diverges. Start of its linear decay in phase two. [P]=[C] 3e-4.',
  }),
  ...sourced(OPTIMISER, {
    learningRateFloor: '[P]=[C] 0.01 (3e-4 → 3e-6).',
    learningRateDecayEnd: '[P] 1; [C] 0.9.',
    adamBeta1: '[P]=[C] 0.5.',
    adamEpsilon: '[P] “default”, 1e-8; [C] 1e-5.',
    weightDecay: '[P] none; [C] 5e-5.',
  }),
  ...sourced(PROBE, {
    probeNorm: 'All: [P] “removed”; each split’s: [C].',
    probeHead: 'Linear: [P] Table 2, [C]; hidden layers: [P] Table 1.',
    probeEpochs: 'STL-10: [P] 200; [C] 400.',
  }),
} as const;
