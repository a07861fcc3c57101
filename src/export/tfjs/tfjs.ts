/** A network as a graph model of TensorFlow.js. */
import type { ArtifactsConfig } from '../../experiments/config';
import { cellsPerSide, SIZES } from '../../schema/sizes';
import type { PlainTensor } from '../../networks/parameters';
import { drawNetwork } from '../graph/drawNetwork';
import { networkWeights, type ExportNetwork, type Preprocessing } from '../networkParts';
import { TfjsDraft } from './tfjsDraft';
import { TfjsGraph } from './tfjsGraph';

/** These take maps of any size; in the others the sizes that the decoder resizes to are numbers of the graph. */
const ANY_SIZE: readonly ExportNetwork[] = ['convolutions', 'encoder'];

/**
 * The files by name, for `tf.loadGraphModel`.
 *
 * @param parameters all parameters by our names
 * @param metadata text by name
 */
export function networkToTfjs(
  network: ExportNetwork,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: ArtifactsConfig,
  metadata: Readonly<Record<string, string>>,
  preprocessing: Preprocessing,
): Map<string, Uint8Array<ArrayBuffer>> {
  const graph = new TfjsGraph();
  const cells = cellsPerSide(config.size);
  const { pixels } = SIZES[config.size];
  const sides = { height: pixels, width: pixels, rows: cells, columns: cells };
  const weights = networkWeights(network, parameters, config);
  const draft = new TfjsDraft(graph, weights, cells, ANY_SIZE.includes(network) ? {} : sides);
  drawNetwork(network, draft, config, preprocessing);
  return graph.encode(metadata);
}
