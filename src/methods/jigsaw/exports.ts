/** What can be carried away of the puzzle’s network: its trunk, which takes pictures of any size. */
import type * as tf from '@tensorflow/tfjs-core';
import { trunkExport } from '../../export/trunkExport';
import { trunkMaps } from '../../networks/trunk';
import type { JigsawConfig } from './network';

export const network = trunkExport<JigsawConfig>({
  ...{ name: 'network', letters: ['C'], shapedBy: ['size'], flattened: () => 'C/patch/kernel' },
  head: { pad: {}, outputs: {} },
  outputs({ C }, { size }, pictures) {
    const maps: Readonly<Record<string, tf.Tensor4D>> = trunkMaps(C!, 'C', size, pictures, 'inference');
    return maps;
  },
  drawHead: null,
});
