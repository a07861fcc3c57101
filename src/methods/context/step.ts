/** One step: a pair of patches of each image, and the network taught to tell where the second lies. */
import * as tf from '@tensorflow/tfjs-core';
import { learnLabels } from '../../training/labels';
import type { Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { placeLogits, type ContextConfig } from './network';

export function contextStep({
  networks: { C },
  work,
  config,
  images: patches,
  labels,
  rates,
}: Step<ContextConfig>): StepMetrics {
  return tf.tidy(() => ({
    ...learnLabels(
      {
        ...{ adam: work.optimisers['C']!, rate: rates['learningRate']! },
        logits: () => placeLogits(C!, config, patches, { mode: 'training' }),
      },
      labels!,
    ),
  }));
}
