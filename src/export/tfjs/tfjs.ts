/** A network as a graph model of TensorFlow.js. */
import type { Config } from '../../experiments/config';
import { cellsPerSide, SIZES } from '../../schema/sizes';
import type { PlainTensor } from '../../networks/parameters';
import type { NetworkExport, Preprocessing } from '../networkExport';
import { networkWeights } from '../networkParts';
import { TfjsDraft } from './tfjsDraft';
import { TfjsGraph } from './tfjsGraph';

/**
 * The files by name, for `tf.loadGraphModel`.
 *
 * @param parameters all parameters by our names
 * @param metadata text by name
 */
export function networkToTfjs<C extends Config>(
  network: NetworkExport<C>,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: C,
  metadata: Readonly<Record<string, string>>,
  preprocessing: Preprocessing,
): Map<string, Uint8Array<ArrayBuffer>> {
  const graph = new TfjsGraph();
  const cells = cellsPerSide(config.size);
  const { pixels } = SIZES[config.size];
  // Where it takes one size only, the sizes that the decoder resizes to are numbers of the graph.
  const sides = { height: pixels, width: pixels, rows: cells, columns: cells };
  const weights = networkWeights(network, parameters, config);
  const draft = new TfjsDraft(graph, weights, cells, network.anySize ? {} : sides);
  network.draw(draft, config, preprocessing);
  return graph.encode(metadata);
}
