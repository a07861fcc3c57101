/**
 * What features are worth, with standard errors small enough for small sets: every labelled image is judged once, by
 * a linear probe that has not seen it (k folds) and by its nearest neighbours among the others (leave-one-out).
 */
import { Random } from '../../src/base/random';
import type { ImageSet } from '../../src/data/imageSet';
import type { Features } from '../../src/evaluation/features';
import { leaveOneOut } from '../../src/evaluation/neighbours';
import { probe, type ProbeOptions } from '../../src/evaluation/probe';
import { finish } from '../../src/base/slices';
import type { LabelledSplit } from '../../src/evaluation/split';
import { DEFAULT_NEIGHBOURS } from '../../src/experiments/neighbours';

/** Shares of right answers, in [0, 1]. */
export interface Worth {
  readonly linear: number;
  readonly neighbours: number;
}

export const FOLDS = 5;

/** Stopped a little before the optimum: within a tenth of a point of it, at a third of the time. */
const FIT: ProbeOptions = { l2: 5e-4, gradientTolerance: 1e-3, maxIterations: 500 };

/** The same folds for every contestant: they depend on the labels and the seed alone. */
export async function crossValidate(
  features: Features,
  images: ImageSet,
  seed: number,
  folds = FOLDS,
): Promise<Worth> {
  const { labels, labelNames } = images;
  let right = 0;
  let judged = 0;
  for (const split of foldSplits(labels, labelNames, seed, folds)) {
    const { validation } = await finish(probe(features, split, FIT));
    right += Math.round(validation.accuracy * validation.count);
    judged += validation.count;
  }
  const { accuracy } = await finish(leaveOneOut(features, labels, labelNames, DEFAULT_NEIGHBOURS));
  return { linear: right / judged, neighbours: accuracy };
}

/** Stratified: each labelled image is for validation in exactly one fold, each label spread evenly over the folds. */
export function foldSplits(
  labels: Int16Array,
  classes: readonly string[],
  seed: number,
  folds: number,
): LabelledSplit[] {
  const order = Random.forPurpose(seed, 'reproduce/folds').permutation(labels.length);
  const dealt = new Map<number, number>();
  const foldOf = new Map<number, number>();
  for (const i of order) {
    const label = labels[i]!;
    if (label < 0) continue;
    const before = dealt.get(label) ?? 0;
    foldOf.set(i, before % folds);
    dealt.set(label, before + 1);
  }
  return Array.from({ length: folds }, (_, fold) => {
    const of = (wanted: (own: number) => boolean): Uint32Array =>
      Uint32Array.from([...foldOf].filter(([, own]) => wanted(own)).map(([i]) => i)).sort();
    return {
      ...{ labels, classes, training: of((own) => own !== fold), validation: of((own) => own === fold) },
      learn: of(() => true),
      description: `${folds} folds by seed ${seed}`,
      judging: 'validation' as const,
      leftOut: [],
    };
  });
}
