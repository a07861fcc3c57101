/** A network as an ONNX file, with its metadata and the vectors that prove it; also what is read back from one. */
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { Config } from '../../experiments/config';
import type { PlainTensor } from '../../networks/parameters';
import { networkWeights, type ExportNetwork, type Preprocessing } from '../networkParts';
import { addAutoencoder, addDecoder, addEncoder, addRepair } from './autoencoderGraph';
import { addConvolutions, addDiscriminator } from './discriminatorGraph';
import { OnnxGraph, type Opset } from './graph';
import type { Draft } from './layers';

export interface OnnxOptions {
  readonly preprocessing: Preprocessing;
  readonly opset: Opset;
}

/**
 * The file's bytes.
 *
 * @param parameters all parameters by our names
 * @param metadata text by name
 */
export function networkToOnnx(
  network: ExportNetwork,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: Config,
  metadata: Readonly<Record<string, string>>,
  { preprocessing, opset }: OnnxOptions,
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph(network);
  const draft = { graph, weights: networkWeights(network, parameters, config) };
  draw(network, draft, config, preprocessing);
  return graph.encode(metadata, opset);
}

/** The metadata of an ONNX file. Throws one sentence if it is none. */
export function readOnnxMetadata(bytes: Uint8Array): Record<string, string> {
  try {
    const { metadataProps } = fromBinary(ModelProtoSchema, bytes);
    return Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
  } catch (error) {
    throw new Error('This is not a valid ONNX file.', { cause: error });
  }
}

function draw(network: ExportNetwork, draft: Draft, config: Config, preprocessing: Preprocessing): void {
  switch (network) {
    case 'discriminator':
      return addDiscriminator(draft, config, preprocessing);
    case 'convolutions':
      return addConvolutions(draft, preprocessing);
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
