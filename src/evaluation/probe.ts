/**
 * The linear probe of Tables 4 and 5: batch normalisation without affine, then multinomial logistic regression on
 * frozen features. Where the paper's protocol takes many steps of SGD towards the optimum, we go all the way.
 */
import { DesignMatrix } from './designMatrix';
import type { Features } from './features';
import { fitLinear, predict, type LinearFit } from './linearFit';
import { sigmoidLoss, softmaxLoss, type LogisticLoss } from './logisticLoss';
import { argmaxRows, averagePrecision, classification, type Classification } from './metrics';
import type { Sliced } from './slices';
import type { LabelledSplit } from './split';
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

export interface ProbeScore {
  readonly validation: Classification;
  /** Share of right answers on the training images. */
  readonly trainingAccuracy: number;
  readonly fit: FitReport;
  /** All that a reader must know to compare the number. */
  readonly protocol: string;
}

/** Learns the labels from the split's training images and is judged by the others. Rows are images of the set. */
export async function* probe(
  features: Features,
  split: LabelledSplit,
  options: ProbeOptions = PROBE_DEFAULTS,
): Sliced<ProbeScore> {
  const { labels, classes, training, validation } = split;
  const of = (rows: Uint32Array): Int16Array => Int16Array.from(rows, (i) => labels[i]!);
  const loss = softmaxLoss(of(training), classes.length);
  const { fit, trainingLogits, validationLogits } = yield* fitAndPredict(features, split, loss, options);
  const judged = (rows: Uint32Array, logits: Float32Array): Classification =>
    classification(of(rows), argmaxRows(logits, classes.length), classes.length);
  return {
    validation: judged(validation, validationLogits),
    trainingAccuracy: judged(training, trainingLogits).accuracy,
    fit: reportOf(fit),
    protocol: describe(features, split, 'multinomial logistic regression', options),
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
    /** Null without a positive validation image. */
    readonly averagePrecision: number | null;
    /** Share of positives among the validation images: what chance gives. */
    readonly prevalence: number;
  }[];
  /** Over the attributes that have one; null if none has. */
  readonly meanAveragePrecision: number | null;
  readonly fit: FitReport;
  readonly protocol: string;
}

/** One logistic regression for each attribute, judged by average precision. */
export async function* probeAttributes(
  features: Features,
  task: AttributeTask,
  split: Pick<LabelledSplit, 'training' | 'validation' | 'description'>,
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
  const loss = sigmoidLoss(targets(split.training), outputs);
  const { fit, validationLogits } = yield* fitAndPredict(features, split, loss, options);
  const truth = targets(split.validation);
  const attributes = task.names.map((name, k) => {
    const column = (values: Float32Array): Float32Array => values.filter((_, i) => i % outputs === k);
    const known = column(truth).filter((value) => !Number.isNaN(value));
    return {
      name,
      averagePrecision: averagePrecision(column(validationLogits), column(truth)),
      prevalence: known.reduce((sum, value) => sum + value, 0) / known.length,
    };
  });
  const scores = attributes.flatMap(({ averagePrecision: score }) => score ?? []);
  return {
    attributes,
    meanAveragePrecision:
      scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    fit: reportOf(fit),
    protocol: describe(features, split, 'logistic regression for each attribute', options),
  };
}

async function* fitAndPredict(
  features: Features,
  { training, validation }: Pick<LabelledSplit, 'training' | 'validation'>,
  loss: LogisticLoss,
  options: ProbeOptions,
) {
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

function describe(
  features: Features,
  { training, validation, description }: Pick<LabelledSplit, 'training' | 'validation' | 'description'>,
  head: string,
  { l2, gradientTolerance }: ProbeOptions,
): string {
  return (
    `${describeFeatures(features)}; batch normalisation without affine (training images); ${head}, ½·${l2}·‖W‖², ` +
    `L-BFGS until ‖∇‖ ≤ ${gradientTolerance}; ${training.length} training and ${validation.length} validation images, ` +
    `split ${description}; central view, no augmentation`
  );
}

/** “conv1 24×24×96 resized to 10×10×96 = 9600 values”. */
export function describeFeatures(features: Features): string {
  const { name, side, originalSide, channels } = features;
  const resized = side === originalSide ? '' : ` resized bilinearly to ${side}×${side}×${channels}`;
  return `${name} ${originalSide}×${originalSide}×${channels}${resized} = ${rowLength(features)} values`;
}
