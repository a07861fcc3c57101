/** Which experiments can share an autoencoder: those whose phase one is the same, bit for bit. */
import type { Config, ConfigKey } from './config';
import { PHASES } from './phases';

/** All that phase one depends on, beside its length and the images. A test changes every field there is and looks. */
const DECIDING: readonly ConfigKey[] = [
  ...(['seed', 'size', 'batchSize'] as const),
  ...(['augment', 'cropMinArea', 'cropAspect', 'flip', 'brightness', 'saturation'] as const),
  ...(['aeLearningRate', 'reconstructionWeight', 'encoderKernel', 'leakySlope', 'decoderOutput'] as const),
  ...(['learningRateFloor', 'learningRateDecayEnd', 'adamBeta1', 'adamEpsilon', 'weightDecay'] as const),
];

/** Equal for two configs exactly where they train the same autoencoder on the same images. */
export function autoencoderKey(config: Config): string {
  const keys: readonly ConfigKey[] = [...DECIDING, PHASES[0].budget[config.budget]];
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, config[key]])));
}
