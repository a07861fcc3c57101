/** Draws any of the networks that can be exported. */
import type { ArtifactsConfig } from '../../experiments/config';
import type { ExportNetwork, Preprocessing } from '../networkParts';
import { addAutoencoder, addDecoder, addEncoder, addRepair } from './autoencoderGraph';
import { addConvolutions, addDiscriminator } from './discriminatorGraph';
import type { Draft } from './draft';

export function drawNetwork(
  network: ExportNetwork,
  draft: Draft,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
): void {
  switch (network) {
    case 'discriminator':
      return addDiscriminator(draft, config, preprocessing);
    case 'convolutions':
      return addConvolutions(draft, config.size, preprocessing);
    case 'encoder':
      addEncoder(draft, config, preprocessing);
      return;
    case 'decoder':
      return addDecoder(draft, config, preprocessing);
    case 'autoencoder':
      return addAutoencoder(draft, config, preprocessing);
    case 'repair':
      return addRepair(draft, config, preprocessing);
  }
}
