/** The discriminator for PyTorch: its weights, and in the metadata how to feed and rebuild it. Also the way back. */
import { artifactsOnly, type ArtifactsConfig, type Config } from '../experiments/config';
import type { PlainTensor } from '../networks/parameters';
import { configIn, describeDiscriminator, describeExperiment } from './metadata';
import { readSafetensors, writeSafetensors } from './safetensors';
import { fromTorch, toTorch } from './torchLayout';

/**
 * The discriminator as a safetensors file. fc1 takes the features flattened as PyTorch does, channels first.
 *
 * @param parameters all parameters by our names; those of other networks are left out
 */
export function discriminatorToSafetensors(
  parameters: ReadonlyMap<string, PlainTensor>,
  config: Config,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(toTorch('C', parameters, config), {
    format: 'pt',
    network: 'discriminator',
    ...describeExperiment(config, {}),
    ...describeDiscriminator(config),
  });
}

/**
 * Reads what discriminatorToSafetensors wrote.
 *
 * @returns the parameters by our names, and the config they were trained with
 * @throws an Error that names the tensor or the part of the metadata that is not as we write it
 */
export function safetensorsToDiscriminator(bytes: Uint8Array): {
  parameters: Map<string, PlainTensor>;
  config: ArtifactsConfig;
} {
  const { tensors, metadata } = readSafetensors(bytes);
  const config = artifactsOnly(configIn(metadata), 'A discriminator');
  return { parameters: fromTorch('C', tensors, config), config };
}
