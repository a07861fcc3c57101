/** One step: the drawn images turned where that is their class, and C taught to tell what was done to each (eq. (4.1)). */
import * as tf from '@tensorflow/tfjs-core';
import { learnClasses } from '../../training/classes';
import type { Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { inpaintingStep } from './inpainting/step';
import type { TransformationsConfig } from './network';
import { classifierOf, drawnByLabel, guessOf, learntMetrics, partsOf } from './parts';
import { hasInpainting } from './about';

export function transformationsStep(step: Step<TransformationsConfig>): StepMetrics {
  const { config, images, labels } = step;
  if (hasInpainting(config)) return inpaintingStep(step);
  return tf.tidy(() => {
    const parts = partsOf(drawnByLabel(images, labels!), config);
    const learnt = learnClasses(classifierOf(step), parts);
    return { ...guessOf(config), ...learntMetrics(learnt, parts, config) };
  });
}
