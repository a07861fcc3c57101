/** What can be carried away of RotNet: the classifier, pictures in, conv1 … conv5 and the logits of the rotations out. */
import type * as tf from '@tensorflow/tfjs-core';
import { weightOf } from '../../export/graph/draft';
import { trunkExport } from '../../export/trunkExport';
import { trunkMaps } from '../../networks/trunk';
import { TURNS } from './about';
import { classify, type RotationsConfig } from './network';

/** The layer that reads conv5. */
const firstLayer = ({ head }: Pick<RotationsConfig, 'head'>): 'fc1' | 'turn' =>
  head === 'hidden' ? 'fc1' : 'turn';

export const network = trunkExport<RotationsConfig>({
  ...{ name: 'network', letters: ['C'], shapedBy: ['size', 'head'] },
  flattened: (config) => `C/${firstLayer(config)}/kernel`,
  head: { pad: {}, outputs: { turnLogits: TURNS.map((degrees) => `${degrees}° to the left`) } },
  outputs({ C }, config, pictures) {
    const maps: Readonly<Record<string, tf.Tensor4D>> = trunkMaps(
      C!,
      'C',
      config.size,
      pictures,
      'inference',
    );
    return { ...maps, turn: classify(C!, config, pictures, 'inference', null) };
  },
  drawHead(draft, config, conv5) {
    const first = firstLayer(config);
    const flat = draft.flatten(conv5, weightOf(draft, `${first}.weight`).shape[1]!);
    const read = first === 'fc1' ? draft.leakyRelu(draft.dense(flat, 'fc1'), 0) : flat;
    draft.output('turn', draft.dense(read, 'turn'), TURNS.length, 'Logits of turned by 0°, 90°, 180°, 270°.');
  },
});
