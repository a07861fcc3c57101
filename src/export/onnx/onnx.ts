/** A network as an ONNX file, with its metadata and the vectors that prove it; also what is read back from one. */
import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { Config } from '../../experiments/config';
import type { PlainTensor } from '../../networks/parameters';
import type { NetworkExport, Preprocessing } from '../networkExport';
import { networkWeights } from '../networkParts';
import { OnnxGraph, type Opset } from './graph';
import { OnnxDraft } from './onnxDraft';

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
export function networkToOnnx<C extends Config>(
  network: NetworkExport<C>,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: C,
  metadata: Readonly<Record<string, string>>,
  { preprocessing, opset }: OnnxOptions,
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxGraph(network.name);
  const draft = new OnnxDraft(graph, networkWeights(network, parameters, config));
  network.draw(draft, config, preprocessing);
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
