/** A network as a file for other programs, which carries what it needs to be loaded, cited and checked. */
import type { Config } from '../experiments/config';
import { readNetworks, type Networks } from '../networks/networks';
import { describeAutoencoder, describeDiscriminator, describeExperiment, type Provenance } from './metadata';
import { networkWeights, type ExportNetwork, type Preprocessing } from './networkParts';
import type { Opset } from './onnx/graph';
import { networkToOnnx } from './onnx/onnx';
import { writeNpz } from './npz';
import { writeSafetensors } from './safetensors';
import { computeVectors, vectorsToText } from './vectors';

/** Formats of one file each. */
export const FILE_FORMATS = ['safetensors', 'onnx', 'npz'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ExportRequest {
  readonly network: ExportNetwork;
  readonly format: FileFormat;
  /** Of ONNX: whether the graph takes pictures as they are. Files of weights describe it, and have vectors for it. */
  readonly preprocessing: Preprocessing;
  readonly opset: Opset;
}

/**
 * The file's bytes. Runs the network once, on the present backend, for the input and outputs that the file carries.
 *
 * @param networks all four, as they are now
 */
export async function exportNetwork(
  networks: Networks,
  config: Config,
  provenance: Provenance,
  { network, format, preprocessing, opset }: ExportRequest,
): Promise<Uint8Array<ArrayBuffer>> {
  const vectors = await computeVectors(network, networks, config, preprocessing);
  const parameters = await readNetworks(networks);
  const judges = network === 'discriminator' || network === 'convolutions';
  const metadata = {
    network,
    preprocessingIs: preprocessing,
    ...describeExperiment(config, provenance),
    ...(judges ? describeDiscriminator(config) : describeAutoencoder(config)),
    vectors: vectorsToText(vectors),
  };
  switch (format) {
    case 'onnx':
      return networkToOnnx(network, parameters, config, metadata, { preprocessing, opset });
    case 'safetensors':
      return writeSafetensors(networkWeights(network, parameters, config), { format: 'pt', ...metadata });
    case 'npz':
      return writeNpz(networkWeights(network, parameters, config), metadata);
  }
}
