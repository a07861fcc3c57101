/** The settings of transformations. [T] is the thesis, ch. 4; [C] its authors’ code for STL-10; what has no source is ours. */
import { z } from 'zod';
import { DATA, LENGTH, OPTIMISER, PROBE, RUN } from '../../schema/common';
import { field, rate, sourced, weight } from '../../schema/field';

/** What may be told apart beside pictures as they are, joined by a dash: the rows of Table 4.2. */
export const KIND_SETS = [
  ...['rotations', 'warp', 'rotations-warp'],
  ...['lci', 'warp-lci', 'rotations-lci', 'rotations-warp-lci'],
] as const;

const share = z.number().min(0).max(1);

export const FIELDS = {
  preset: field(z.enum(['default']), {
    group: 'run',
    title: 'Preset',
    description: 'Where the settings come from. Ours: a short run that a laptop finishes.',
  }),
  ...sourced(RUN, {
    batchSize: 'Each gives one picture, or one of every transformation. [T] 64.',
  }),
  ...sourced(LENGTH, { epochs: '[T] 200 for STL-10.' }),
  ...DATA,
  tilt: field(z.number().min(0).max(45), {
    group: 'data',
    hot: true,
    title: 'Tilt',
    description:
      'Higher: half of the images are turned further, by up to this many degrees either way, whatever is then done to them; ' +
      'all of these are resampled, so that the traces of that tell a warped one less. [C] 12.6.',
  }),
  kinds: field(z.enum(KIND_SETS), {
    group: 'kinds',
    title: 'Transformations',
    description:
      'What the classifier has to tell apart, beside images as they are: rotations by 90°, 180° and 270°, warped images, images ' +
      'with an inpainted patch (limited context inpainting, LCI), or several of these. [T] all; the features of several are worth more.',
  }),
  views: field(z.enum(['one', 'all']), {
    group: 'kinds',
    title: 'Views per image',
    description:
      'All transformations of each image in every step, so that a batch has as many of each ([T]), or one of them by chance, ' +
      'at a fraction of the cost.',
  }),
  pointsAt: field(z.enum(['grid', 'random']), {
    group: 'warp',
    title: 'Control points',
    description: 'Where they are: on a uniform grid from corner to corner ([T]), or anywhere ([C]).',
  }),
  pointsPerSide: field(z.number().int().min(2).max(8), {
    group: 'warp',
    title: 'Points per side',
    description:
      'Higher: finer waves, and folds once points that are neighbours can change places. There are as many control points as its ' +
      'square, wherever they are. [C] 4, that is 16.',
  }),
  displacement: field(z.number().min(0.01).max(0.25), {
    group: 'warp',
    symbol: 'd',
    hot: true,
    title: 'Largest move',
    description:
      'Higher: stronger warps, easier to tell. How far a control point moves at most along each axis, as a share of the ' +
      'image’s side. [T] 1/10, [C] 1/16.',
  }),
  splineOrder: field(z.union([z.literal(1), z.literal(2), z.literal(3)]), {
    group: 'warp',
    title: 'Spline order',
    description:
      'Higher: smoother between the points, wilder beyond them. Of the polyharmonic spline: 1 is r, 2 is r² log r (thin plates), ' +
      '3 is r³. [C] 2.',
  }),
  regularisation: field(z.number().min(0).max(1), {
    group: 'warp',
    title: 'Regularisation',
    description:
      'Higher: smoother, weaker warps, which go by the moves of the points and no longer through them. In units of the image’s ' +
      'side. [C] 0.',
  }),
  edge: field(z.enum(['clamp', 'mirror']), {
    group: 'warp',
    title: 'Beyond the edge',
    description:
      'What is read beyond the border: its last pixels, drawn out to streaks that tell a warped image at once ([C], which cuts ' +
      'most of them off), or the image mirrored.',
  }),
  patch: field(z.number().min(0.25).max(1), {
    group: 'lci',
    title: 'Patch',
    description:
      'Higher: more of the image is inpainted, which is harder to do and easier to tell; small patches change an image too little. ' +
      'Side of a patch as a share of the image’s, to the nearest 8 px. [T] 3/4, that is 48 of 64 px.',
  }),
  border: field(z.number().min(0.01).max(0.25), {
    group: 'lci',
    title: 'Border',
    description:
      'Higher: F is shown more of what was there, and inpaints what fits better. Width of the border that an erased patch keeps, as a ' +
      'share of its side, at least 1 px. [T] 2 or 4 px, [C] 1/16, that is 3 of 48 px.',
  }),
  noise: field(z.number().min(0).max(2), {
    group: 'lci',
    symbol: 'σ',
    title: 'Noise in its place',
    description:
      'Higher: what F makes depends more on chance. Deviation of the noise that an erased patch is filled with. [T] 1, [C] 0.1.',
  }),
  jitter: field(share, {
    group: 'lci',
    title: 'Where it lies',
    description:
      'Higher: the patch may lie further from the middle of the image. 0: always in the middle; 1: anywhere ([T]). [C] 15/16.',
  }),
  discriminatorWeight: field(weight, {
    group: 'lci',
    hot: true,
    title: 'Feedback of D',
    description:
      'Higher: F makes what the patch discriminator takes for real. Weight of −D(r), of a hinge loss. [T] 1. 0: there is no D to ' +
      'learn from (Table 4.1 (d)).',
  }),
  classifierWeight: field(weight, {
    group: 'lci',
    hot: true,
    title: 'Feedback of C',
    description:
      'Higher: F makes what the classifier does not tell. Weight of −L_SSL in the loss of F. [T] 1. 0: F learns without C (Table 4.1 (d), (e)).',
  }),
  borderWeight: field(weight, {
    group: 'lci',
    hot: true,
    symbol: 'λ_border',
    title: 'Border kept',
    description:
      'Higher: inpainted patches keep to their border, so that no seam shows. Weight of its squared error. [T] 50.',
  }),
  autoencodingWeight: field(weight, {
    group: 'lci',
    hot: true,
    symbol: 'λ_AE',
    title: 'Patches autoencoded',
    description:
      'Higher: F copies intact patches better, and inpaints less freely. Weight of the squared error of these copies. [T] 50.',
  }),
  autoencoded: field(share, {
    group: 'lci',
    title: 'Autoencoded share',
    description:
      'Higher: in more of the plain and rotated images a patch is one that F has copied, so that traces of F give nothing away. ' +
      '[T] 0.5; 0: in none, and F copies nothing (Table 4.1 (f)).',
  }),
  packing: field(z.union([z.literal(1), z.literal(2)]), {
    group: 'lci',
    title: 'Patches that D sees at once',
    description:
      'Higher: D compares them, so that F cannot make always the same. 1, or pairs as images of six channels. [T] does not say, [C] 2.',
  }),
  inpainterAlone: field(z.number().min(0).max(0.9), {
    group: 'lci',
    title: 'F first',
    description:
      'Higher: F and D learn longer before C begins to. Share of the steps, at the beginning, in which C rests. [T] 0, but in Table 4.1 (d).',
  }),
  inpainterFrozen: field(z.boolean(), {
    group: 'lci',
    title: 'F frozen',
    description:
      'On: F stays as it is once C learns. With no steps before that it is as it was drawn, which C soon tells.',
  }),
  head: field(z.enum(['linear', 'hidden']), {
    group: 'classifier',
    title: 'Head',
    description:
      'What decides from conv5: a linear layer, or one of hidden units before it ([T] two of 4,096). Linear: the features must do more of the work.',
  }),
  dropout: field(z.number().min(0).max(0.9), {
    group: 'classifier',
    title: 'Dropout',
    description:
      'Higher: the head learns less by heart, and more slowly. Share of what it reads that is dropped in training. [C] 0.',
  }),
  learningRate: field(rate, {
    group: 'optimiser',
    scale: 'log',
    hot: true,
    title: 'Learning rate',
    description:
      'Higher: the classifier learns faster, and past a point diverges. Start of its linear decay. [T] 3e-4, cosine, for full width.',
  }),
  inpainterLearningRate: field(rate, {
    group: 'optimiser',
    scale: 'log',
    hot: true,
    title: 'Learning rate of F and D',
    description:
      'Higher: F and D learn faster, and past a point lose each other. Start of its linear decay. [T] 2e-4, which does not fall, for full width.',
  }),
  ...sourced(OPTIMISER, {
    learningRateFloor: '[T] 0.001, of a cosine.',
    adamBeta1: '[T] 0.5.',
    weightDecay: '[T] 1e-4, apart from the gradient (AdamW).',
  }),
  ...PROBE,
} as const;
