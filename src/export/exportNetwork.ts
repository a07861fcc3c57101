/** A network as files for other programs, which carries what it needs to be loaded, cited and checked. */
import { zipSync } from 'fflate';
import type { Config } from '../experiments/config';
import { readNetworks, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { describeExperiment, type Provenance } from './metadata';
import type { NetworkExport, Preprocessing } from './networkExport';
import { networkWeights } from './networkParts';
import type { Opset } from './onnx/graph';
import { networkToOnnx } from './onnx/onnx';
import { writeNpz } from './npz';
import { writeSafetensors } from './safetensors';
import { networkToTfjs } from './tfjs/tfjs';
import { computeVectors, vectorsToText } from './vectors';

/** Formats of one network each. */
export const FILE_FORMATS = ['safetensors', 'onnx', 'npz', 'tfjs'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ExportRequest<C extends Config = Config> {
  readonly network: NetworkExport<C>;
  readonly format: FileFormat;
  /** Of graphs: whether they take pictures as they are. Files of weights describe it, and have vectors for it. */
  readonly preprocessing: Preprocessing;
  readonly opset: Opset;
}

/** `discriminator.onnx`; the files of a tfjs model are in a zip, `discriminator-tfjs.zip`. */
export function fileName(network: string, format: FileFormat): string {
  return format === 'tfjs' ? `${network}-tfjs.zip` : `${network}.${format}`;
}

/** The weights as a safetensors file without vectors, which needs no backend. */
export function weightsFile<C extends Config>(
  network: NetworkExport<C>,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: C,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors(networkWeights(network, parameters, config), {
    ...{ format: 'pt', network: network.name },
    ...describeExperiment(config, {}),
    ...network.describe(config, 'NCHW'),
  });
}

/** The bytes of the one file that `fileName` names; see `networkFiles`. */
export async function exportNetwork<C extends Config>(
  networks: Networks,
  config: C,
  provenance: Provenance,
  request: ExportRequest<C>,
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
 * @param networks all of the method’s, as they are now
 * @throws Error if the experiment does not have that network
 */
export async function networkFiles<C extends Config>(
  networks: Networks,
  config: C,
  provenance: Provenance,
  { network, format, preprocessing, opset }: ExportRequest<C>,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  network.assertThere?.(config);
  const layout = format === 'tfjs' ? 'NHWC' : 'NCHW';
  const vectors = await computeVectors(network, networks, config, preprocessing);
  const parameters = await readNetworks(networks);
  const metadata = {
    network: network.name,
    preprocessingIs: preprocessing,
    ...describeExperiment(config, provenance),
    ...network.describe(config, layout),
    vectors: vectorsToText(vectors, layout),
  };
  const name = fileName(network.name, format);
  switch (format) {
    case 'onnx':
      return new Map([
        [name, networkToOnnx(network, parameters, config, metadata, { preprocessing, opset })],
      ]);
    case 'tfjs': {
      const files = networkToTfjs(network, parameters, config, metadata, preprocessing);
      return new Map([...files].map(([file, bytes]) => [`${network.name}-tfjs/${file}`, bytes]));
    }
    case 'safetensors':
      return new Map([
        [name, writeSafetensors(networkWeights(network, parameters, config), { format: 'pt', ...metadata })],
      ]);
    case 'npz':
      return new Map([[name, writeNpz(networkWeights(network, parameters, config), metadata)]]);
  }
}
