/**
 * One step of three players: C tells what was done to each image (eq. (4.1)), F inpaints and autoencodes patches, and D scores
 * the inpainted ones. All gradients are taken at the same weights, from one forward pass, then applied [C].
 */
import * as tf from '@tensorflow/tfjs-core';
import { gradientsFromTape, keepAll } from '../../../kernels/tape';
import { classifierLoss, learnClasses, showParts, type Learnt, type Part } from '../../../training/classes';
import type { Step } from '../../../training/method';
import type { StepMetrics } from '../../../training/stepMetrics';
import type { TransformationsConfig } from '../network';
import { classifierOf, drawnByLabel, guessOf, learntMetrics, partsOf } from '../parts';
import { borderWidth } from './geometry';
import { adversarialLoss, autoencodingLoss, borderLoss, hingeLoss } from './losses';
import { findDirections, scoresOf, type Directions } from './patchDiscriminator';
import { copiesOf, drawScene, fill, withPatches, type Made, type Scene } from './scene';

interface Turn {
  readonly step: Step<TransformationsConfig>;
  readonly scene: Scene;
  /** Of D’s weights, in this step. */
  readonly directions: readonly Directions[];
  readonly learns: Readonly<Record<'C' | 'F' | 'D', boolean>>;
}

export function inpaintingStep(step: Step<TransformationsConfig>): StepMetrics {
  const { networks, work, config, images, labels, players } = step;
  return tf.tidy(() => {
    const scene = drawScene(drawnByLabel(images, labels!), config, work.random['inpainting']!);
    // Where chance gave nothing to inpaint, neither of the two learns.
    const hasPatches = scene.erased !== null;
    const [C, F, D] = [
      players.includes('C'),
      hasPatches && players.includes('F'),
      hasPatches && players.includes('D'),
    ];
    const directions = F || D ? findDirections(networks['D']!, D) : [];
    const turn = { step, scene, directions, learns: { C, F, D } };
    const metrics = F ? stepWithF(turn) : stepWithoutF(turn);
    return { ...guessOf(config), ...metrics };
  });
}

/** F learns from those of the others that its loss has a weight for. */
function stepWithF(turn: Turn): StepMetrics {
  const { step, scene, learns } = turn;
  const { networks, config, work, rates } = step;
  const { C, F, D } = work.optimisers;
  let metrics: StepMetrics = {};
  let [forC, forD]: (tf.NamedTensorMap | null)[] = [null, null];
  const { grads: forF } = tf.variableGrads(() => {
    const made = fill(networks['F']!, scene, 'training');
    const told = learns.C || config.classifierWeight > 0 ? toldOf(turn, made) : null;
    if (told && learns.C) forC = gradientsFromTape(told.loss, C!.variables);
    const judged = learns.D || config.discriminatorWeight > 0 ? judgedOf(turn, made) : null;
    if (judged && learns.D) forD = gradientsFromTape(judged.discriminatorLoss, D!.variables);
    const terms = { ...errorsOf(turn, made), ...judged };
    const inpainterLoss = inpainterObjective(terms, told?.loss ?? null, config);
    const ofC = told ? learntMetrics(told, told.parts, config) : {};
    metrics = keepAll({ ...ofC, inpainterLoss, ...terms });
    return inpainterLoss;
  }, F!.variables);
  if (forC) C!.apply(forC, rates['learningRate']!);
  F!.apply(forF, rates['inpainterLearningRate']!);
  if (forD) D!.apply(forD, rates['inpainterLearningRate']!);
  return metrics;
}

/** F stays as it is: what it makes is given as the images are. */
function stepWithoutF(turn: Turn): StepMetrics {
  const { step, scene, learns } = turn;
  const { networks, config } = step;
  const made = fill(networks['F']!, scene, 'inference');
  const metrics = { ...errorsOf(turn, made), ...(learns.D && learnScores(turn, made)) };
  if (!learns.C) return metrics;
  const parts = partsOf(withPatches(scene, made, config), config);
  const learnt = learnClasses(classifierOf(step), parts);
  return { ...metrics, ...learntMetrics(learnt, parts, config) };
}

/** D alone. */
function learnScores(turn: Turn, made: Made): StepMetrics {
  const D = turn.step.work.optimisers['D']!;
  let metrics: StepMetrics = {};
  const { grads } = tf.variableGrads(() => {
    const judged = judgedOf(turn, made);
    metrics = keepAll({ ...judged });
    return judged.discriminatorLoss;
  }, D.variables);
  D.apply(grads, turn.step.rates['inpainterLearningRate']!);
  return metrics;
}

/** What C makes of the pictures, on the tape. */
function toldOf({ step, scene, learns }: Turn, made: Made): Learnt & { readonly parts: readonly Part[] } {
  const parts = partsOf(withPatches(scene, made, step.config), step.config);
  const classifier = classifierOf(step);
  const shown = showParts(classifier, parts);
  return { ...classifierLoss(classifier, parts, shown, learns.C ? 'training' : 'batch'), parts };
}

/** What D makes of the erased patches as they were, and as F inpainted them. */
function judgedOf({ step, scene, directions }: Turn, made: Made) {
  const { networks, config } = step;
  const scores = (patches: tf.Tensor4D) => scoresOf(networks['D']!, config, directions, patches);
  const [real, inpainted] = [scores(scene.erased!.patches), scores(made.erased!)];
  return {
    discriminatorLoss: hingeLoss(real, inpainted),
    adversarialLoss: adversarialLoss(inpainted),
    scoreReal: tf.mean<tf.Scalar>(real),
    scoreInpainted: tf.mean<tf.Scalar>(inpainted),
  };
}

/** How far F’s patches are from the true ones where these are known to it. */
function errorsOf({ step: { config }, scene }: Turn, made: Made) {
  const copied = copiesOf(scene, made);
  return {
    ...(scene.erased && {
      borderError: borderLoss(made.erased!, scene.erased.patches, borderWidth(config)),
    }),
    ...(copied && { autoencodingError: autoencodingLoss(copied.copies, copied.patches) }),
  };
}

/** L_inp,AE: the terms that there are, each with its weight; L_SSL against C. */
function inpainterObjective(
  terms: Pick<StepMetrics, 'adversarialLoss' | 'borderError' | 'autoencodingError'>,
  classLoss: tf.Scalar | null,
  config: TransformationsConfig,
): tf.Scalar {
  const weighted = [
    [terms.adversarialLoss, config.discriminatorWeight],
    [terms.borderError, config.borderWeight],
    [terms.autoencodingError, config.autoencodingWeight],
    [classLoss, -config.classifierWeight],
  ] as const;
  const scaled = weighted.map(([term, weight]) => tf.mul<tf.Scalar>(term ?? 0, weight));
  return scaled.reduce((sum, term) => tf.add<tf.Scalar>(sum, term));
}
