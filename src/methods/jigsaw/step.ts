/** One step: a puzzle of each image, and the network taught to tell in which order its tiles lie. */
import * as tf from '@tensorflow/tfjs-core';
import { learnLabels } from '../../training/labels';
import type { Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { solve, type JigsawConfig } from './network';

export function jigsawStep({
  networks: { C },
  work,
  config,
  images: tiles,
  labels,
  rates,
}: Step<JigsawConfig>): StepMetrics {
  const { permutations } = config;
  return tf.tidy(() => ({
    ...learnLabels(
      {
        ...{ adam: work.optimisers['C']!, rate: rates['learningRate']! },
        logits: () => solve(C!, config, tiles, { mode: 'training' }),
      },
      labels!,
    ),
    guessLoss: tf.scalar(Math.log(permutations)),
    chance: tf.scalar(1 / permutations),
  }));
}
