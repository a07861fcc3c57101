/**
 * The linear probe of Tables 4 and 5: batch normalisation without affine, then multinomial logistic regression on
 * frozen features. Where the paper's protocol takes many steps of SGD towards the optimum, we go all the way.
 */
import { DesignMatrix } from './designMatrix';
import type { Features } from './features';
import type { DescentReport } from './labelSteps';
import { fitLinear, predict, type LinearFit } from './linearFit';
import { sigmoidLoss, softmaxLoss, type LogisticLoss } from './logisticLoss';
import {
  argmaxRows,
  averagePrecision,
  classification,
  weightedPrecision,
  type Classification,
  type Interval,
} from './metrics';
import { bootstrapSlices } from './bootstrap';
import { Random } from '../base/random';
import type { Sliced, SlicedAtOnce } from '../base/slices';
import { describeSplit, type LabelledSplit } from './split';
import { measureRows, rowLength } from './standardize';

export interface ProbeOptions {
  /** λ of ½λ‖W‖². Zhang et al. 5e-4, the authors' code 5e-5. */
  readonly l2: number;
  readonly gradientTolerance: number;
  readonly maxIterations: number;
}

export const PROBE_DEFAULTS: ProbeOptions = { l2: 5e-4, gradientTolerance: 1e-4, maxIterations: 2000 };

/** How good the fit is, as evidence. */
type FitReport = Pick<LinearFit, 'objective' | 'gradientNorm' | 'iterations' | 'converged'>;

/** Of the draws of an interval: the same for the same numbers. */
const INTERVAL_SEED = 1;

export interface ProbeScore {
  readonly validation: Classification;
  /** Share of right answers on the training images. */
  readonly trainingAccuracy: number;
  /** The proof that a convex fit reached its optimum; null for what gradient descent trained, which has none. */
  readonly fit: FitReport | null;
  readonly descent: DescentReport | null;
  /** All that a reader must know to compare the number: the parts of `about` in a row. */
  readonly protocol: string;
  readonly about: Protocol;
}

/** How a number came about. Most of it is the same for a whole table. */
export interface Protocol {
  /** The map, and what became of it. */
  readonly features: string;
  /** What was done to the networks before; null where nothing was. */
  readonly preparation: string | null;
  readonly method: string;
  /** The images, how they were divided, and their views. */
  readonly data: string;
}

/** Learns the labels from the split's training images and is judged by the others. Rows are images of the set. */
export async function* probe(
  features: Features,
  split: LabelledSplit,
  options: ProbeOptions = PROBE_DEFAULTS,
): Sliced<ProbeScore> {
  const { labels, classes, training } = split;
  const loss = softmaxLoss(
    Int16Array.from(training, (i) => labels[i]!),
    classes.length,
  );
  const { fit, ...logits } = yield* fitAndPredict(features, split, loss, options);
  const about = {
    features: describeFeatures(features),
    preparation: features.preparation ?? null,
    method: convexMethod('multinomial logistic regression', options),
    data: `${describeSplit(split)}; central view, no augmentation`,
  };
  return scoreOf(logits, split, about, { fit: reportOf(fit), descent: null });
}

/** What the logits of a split's images are worth. */
export function scoreOf(
  { trainingLogits, validationLogits }: Record<'trainingLogits' | 'validationLogits', Float32Array>,
  { labels, classes, training, validation }: LabelledSplit,
  about: Protocol,
  evidence: Pick<ProbeScore, 'fit' | 'descent'>,
): ProbeScore {
  const judged = (rows: Uint32Array, logits: Float32Array): Classification =>
    classification(
      Int16Array.from(rows, (i) => labels[i]!),
      argmaxRows(logits, classes.length),
      classes.length,
    );
  return {
    validation: judged(validation, validationLogits),
    trainingAccuracy: judged(training, trainingLogits).accuracy,
    ...evidence,
    protocol: sentence(about),
    about,
  };
}

/** Several yes-or-no attributes of each image. */
export interface AttributeTask {
  readonly names: readonly string[];
  /** [images, attributes]: 1, 0 or NaN (not known). */
  readonly values: Float32Array;
}

export interface AttributeScore {
  readonly attributes: readonly {
    readonly name: string;
    /** Null where the training or the validation images do not have both a yes and a no. */
    readonly averagePrecision: number | null;
    /** Share of positives among the validation images: what chance gives. Null where none is known. */
    readonly prevalence: number | null;
  }[];
  /** Over the attributes that have one; null if none has. */
  readonly meanAveragePrecision: number | null;
  /** Its 95 %, by the bootstrap over the images that judge. */
  readonly interval: Interval | null;
  readonly fit: FitReport;
  readonly protocol: string;
  readonly about: Protocol;
}

/** One logistic regression for each attribute, judged by average precision. */
export async function* probeAttributes(
  features: Features,
  task: AttributeTask,
  split: Pick<LabelledSplit, 'training' | 'validation' | 'judging' | 'description' | 'leftOut'>,
  options: ProbeOptions = PROBE_DEFAULTS,
): Sliced<AttributeScore> {
  const outputs = task.names.length;
  const targets = (rows: Uint32Array): Float32Array => {
    const gathered = new Float32Array(rows.length * outputs);
    rows.forEach((i, row) =>
      gathered.set(task.values.subarray(i * outputs, (i + 1) * outputs), row * outputs),
    );
    return gathered;
  };
  const known = targets(split.training);
  const loss = sigmoidLoss(known, outputs);
  const { fit, validationLogits } = yield* fitAndPredict(features, split, loss, options);
  const truth = targets(split.validation);
  const told: ((weights: ArrayLike<number>) => number)[] = [];
  const attributes = task.names.map((name, k) => {
    const column = (values: Float32Array): Float32Array => values.filter((_, i) => i % outputs === k);
    const tells = hasBoth(column(known)) && hasBoth(column(truth));
    if (tells) told.push(weightedPrecision(column(validationLogits), column(truth)));
    return {
      name,
      averagePrecision: tells ? averagePrecision(column(validationLogits), column(truth)) : null,
      prevalence: shareOfYes(column(truth)),
    };
  });
  const about = {
    features: describeFeatures(features),
    preparation: features.preparation ?? null,
    method: convexMethod('logistic regression for each attribute', options),
    data: `${describeSplit(split)}; central view, no augmentation`,
  };
  const scores = attributes.flatMap(({ averagePrecision: score }) => score ?? []);
  return {
    attributes,
    meanAveragePrecision: scores.length === 0 ? null : meanOf(scores),
    interval: yield* intervalOf(told, split.validation.length),
    fit: reportOf(fit),
    protocol: sentence(about),
    about,
  };
}

/** Of the mean average precision; an attribute that a draw has no positive of is left out of that draw’s mean. */
function* intervalOf(
  told: readonly ((weights: ArrayLike<number>) => number)[],
  images: number,
): SlicedAtOnce<Interval | null> {
  if (told.length === 0) return null;
  const mean = (weights: ArrayLike<number>): number =>
    meanOf(told.map((precision) => precision(weights)).filter((value) => !Number.isNaN(value)));
  return yield* bootstrapSlices(mean, images, Random.forPurpose(INTERVAL_SEED, 'probe/attributes'));
}

/** NaN of none. */
function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whether there is both a yes and a no: without, there is nothing to learn or to tell apart. */
export function hasBoth(values: Float32Array): boolean {
  return values.includes(0) && values.includes(1);
}

function shareOfYes(values: Float32Array): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** A fit, and the logits [rows, outputs] of what it learnt from and of what judges it. */
interface FittedLogits {
  readonly fit: LinearFit;
  readonly trainingLogits: Float32Array;
  readonly validationLogits: Float32Array;
}

/** Learns from the training rows and gives the logits of these and of the validation rows. */
export async function* fitAndPredict(
  features: Features,
  { training, validation }: Pick<LabelledSplit, 'training' | 'validation'>,
  loss: LogisticLoss,
  options: ProbeOptions,
): Sliced<FittedLogits> {
  const statistics = yield* measureRows(features, training, 'channel');
  const seen = yield* DesignMatrix.of(features, statistics, training);
  let fit: LinearFit;
  let trainingLogits: Float32Array;
  try {
    fit = yield* fitLinear(seen, loss, options);
    trainingLogits = yield* predict(seen, fit);
  } finally {
    seen.dispose();
  }
  const unseen = yield* DesignMatrix.of(features, statistics, validation);
  try {
    return { fit, trainingLogits, validationLogits: yield* predict(unseen, fit) };
  } finally {
    unseen.dispose();
  }
}

function reportOf({ objective, gradientNorm, iterations, converged }: LinearFit): FitReport {
  return { objective, gradientNorm, iterations, converged };
}

export function convexMethod(head: string, { l2, gradientTolerance }: ProbeOptions): string {
  return (
    `batch normalisation without affine (training images); ${head}, ½·${l2}·‖W‖², ` +
    `L-BFGS until ‖∇‖ ≤ ${gradientTolerance}`
  );
}

/** A protocol in a row. */
export function sentence({ features, preparation, method, data }: Protocol): string {
  return [features, ...(preparation === null ? [] : [preparation]), method, data].join('; ');
}

/** “conv1 24×24×96 resized to 10×10×96 = 9600 values”. */
export function describeFeatures(features: Features): string {
  const { name, side, originalSide, views = 1 } = features;
  const channels = features.channels / views;
  const resized = side === originalSide ? '' : ` resized bilinearly to ${side}×${side}×${channels}`;
  const crops = views === 1 ? '' : ` of ${views} crops in a row`;
  return `${name} ${originalSide}×${originalSide}×${channels}${resized}${crops} = ${rowLength(features)} values`;
}
