/** A network as files for other programs, which carries what it needs to be loaded, cited and checked. */
import { zipSync } from 'fflate';
import type { ArtifactsConfig } from '../experiments/config';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import { readNetworks } from '../networks/networks';
import { describe, type Provenance } from './metadata';
import { hasNetwork, networkWeights, type ExportNetwork, type Preprocessing } from './networkParts';
import type { Opset } from './onnx/graph';
import { networkToOnnx } from './onnx/onnx';
import { writeNpz } from './npz';
import { writeSafetensors } from './safetensors';
import { networkToTfjs } from './tfjs/tfjs';
import { computeVectors, vectorsToText } from './vectors';

/** Formats of one network each. */
export const FILE_FORMATS = ['safetensors', 'onnx', 'npz', 'tfjs'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ExportRequest {
  readonly network: ExportNetwork;
  readonly format: FileFormat;
  /** Of graphs: whether they take pictures as they are. Files of weights describe it, and have vectors for it. */
  readonly preprocessing: Preprocessing;
  readonly opset: Opset;
}

/** `discriminator.onnx`; the files of a tfjs model are in a zip, `discriminator-tfjs.zip`. */
export function fileName(network: ExportNetwork, format: FileFormat): string {
  return format === 'tfjs' ? `${network}-tfjs.zip` : `${network}.${format}`;
}

/** The bytes of the one file that `fileName` names; see `networkFiles`. */
export async function exportNetwork(
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  provenance: Provenance,
  request: ExportRequest,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = await networkFiles(networks, config, provenance, request);
  const [first] = files.values();
  // Weights do not compress.
  return files.size === 1 ? first! : zipSync(Object.fromEntries(files), { level: 0 });
}

/**
 * The format's files by their paths: one, or a folder with several. Runs the network once, on the present backend, for
 * the input and outputs that they carry.
 *
 * @param networks all four, as they are now
 * @throws Error if the experiment does not have that network
 */
export async function networkFiles(
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  provenance: Provenance,
  { network, format, preprocessing, opset }: ExportRequest,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  if (!hasNetwork(network, config)) {
    throw new Error(
      `There is no ${network} network where corrupt images are ${config.fakes}: export the decoder.`,
    );
  }
  const layout = format === 'tfjs' ? 'NHWC' : 'NCHW';
  const vectors = await computeVectors(network, networks, config, preprocessing);
  const parameters = await readNetworks(networks);
  const metadata = {
    network,
    preprocessingIs: preprocessing,
    ...describe(network, config, provenance, layout),
    vectors: vectorsToText(vectors, layout),
  };
  const name = fileName(network, format);
  switch (format) {
    case 'onnx':
      return new Map([
        [name, networkToOnnx(network, parameters, config, metadata, { preprocessing, opset })],
      ]);
    case 'tfjs': {
      const files = networkToTfjs(network, parameters, config, metadata, preprocessing);
      return new Map([...files].map(([file, bytes]) => [`${network}-tfjs/${file}`, bytes]));
    }
    case 'safetensors':
      return new Map([
        [name, writeSafetensors(networkWeights(network, parameters, config), { format: 'pt', ...metadata })],
      ]);
    case 'npz':
      return new Map([[name, writeNpz(networkWeights(network, parameters, config), metadata)]]);
  }
}
