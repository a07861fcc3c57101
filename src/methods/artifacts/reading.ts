/** What evaluation reads of E and C, said here and nowhere else. */
import type { ArtifactsConfig } from './config';
import { readTrunk, type Reading } from '../../networks/reading';
import { ARTIFACTS } from './about';
import type { ArtifactNetworks } from './networks/artifactNetworks';
import { discriminate } from './networks/discriminator';
import { encode } from './networks/encoder';

const { layers, judged, beside } = ARTIFACTS.features;
/** φ, the encoder's map. */
const ENCODER = beside.autoencoder.layer;

/** C's convolutions and its class head, with φ beside them. */
export const READING: Reading<ArtifactsConfig> = {
  ...{ layers, network: 'C', judged, beside: { autoencoder: ENCODER } },
  maps({ E, C }: Pick<ArtifactNetworks, 'E' | 'C'>, config, images, layers, options = {}) {
    const asked = layers.filter((layer) => layer !== ENCODER);
    return {
      ...(asked.length > 0 && readTrunk(C, 'C', config, images, asked, options)),
      ...(asked.length < layers.length && {
        [ENCODER]: encode(E, config, images, options.mode ?? 'inference'),
      }),
    };
  },
  logits({ C }: Pick<ArtifactNetworks, 'C'>, config, images, hook) {
    return discriminate(C, config, images, 'inference', null, hook).classLogits;
  },
  learningRate: ({ discriminatorLearningRate }) => discriminatorLearningRate,
};
