/** One step of RotNet: each image turned by all four rotations, or by one of them, and C taught to tell which. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { learnClasses, type Part } from '../../training/classes';
import type { Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { TURNS } from './about';
import { LAST, turned, type RotationsConfig } from './network';

export function rotationsStep({ networks, work, config, images, rates }: Step<RotationsConfig>): StepMetrics {
  const classifier = {
    ...{ C: networks['C']!, adam: work.optimisers['C']!, config, last: LAST },
    ...{ random: work.random['dropout']!, rate: rates['learningRate']! },
  };
  return tf.tidy(() => {
    const { loss, accuracy } = learnClasses(classifier, partsOf(images, config, work.random['rotations']!));
    return { loss, accuracy };
  });
}

/** The images by how they are turned; no part is empty. */
export function partsOf(
  images: tf.Tensor4D,
  { turns }: Pick<RotationsConfig, 'turns'>,
  random: Random,
): Part[] {
  if (turns === 'all') return TURNS.map((_, turn) => ({ label: turn, images: turned(images, turn) }));
  const drawn = Array.from({ length: images.shape[0] }, () => random.integer(TURNS.length));
  return TURNS.flatMap((_, turn) => {
    const own = drawn.flatMap((other, i) => (other === turn ? [i] : []));
    return own.length === 0 ? [] : [{ label: turn, images: turned(tf.gather(images, own), turn) }];
  });
}
