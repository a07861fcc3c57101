/** A trunk with or without a head, as it is exported: pictures in, conv1 … conv5 and what the head makes of them out. */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { FEATURE_LAYERS, MEAN_COLOUR, trunkMaps } from '../networks/trunk';
import type { Networks } from '../networks/networks';
import { SIZES } from '../schema/sizes';
import type { Draft, Value } from './graph/draft';
import { addTrunk } from './graph/trunkGraph';
import { madeUpPictures, normalized } from './madeUpPictures';
import { describeTrunk, type HeadWords } from './metadata';
import type { Named, NetworkExport } from './networkExport';

interface TrunkWithHead<C extends Config> extends Pick<
  NetworkExport<C>,
  'name' | 'letters' | 'shapedBy' | 'flattened'
> {
  /** What the metadata say of the head, by itself or of a config. */
  readonly head: HeadWords | ((config: C) => HeadWords);
  /** All outputs of pictures in −1 … 1, conv1 … conv5 first. */
  readonly outputs: (networks: Networks, config: C, pictures: tf.Tensor4D) => Named;
  /** Draws the head on conv5 and names its outputs; null for a trunk alone. */
  readonly drawHead: ((draft: Draft, config: C, conv5: Value) => void) | null;
}

export function trunkExport<C extends Config>({
  head,
  outputs,
  drawHead,
  ...about
}: TrunkWithHead<C>): NetworkExport<C> {
  return {
    ...about,
    trunk: drawHead ? 'under a head' : 'alone',
    anySize: drawHead === null,
    describe: (config, layout) =>
      describeTrunk(config, layout, typeof head === 'function' ? head(config) : head),
    inputs(_, config, preprocessing) {
      const image = madeUpPictures(config);
      return preprocessing === 'inside' ? { image } : { centred: tf.sub(image, tf.tensor1d(MEAN_COLOUR)) };
    },
    outputs(networks, config, preprocessing, input) {
      const image =
        preprocessing === 'inside'
          ? input('image')
          : tf.add<tf.Tensor4D>(input('centred'), tf.tensor1d(MEAN_COLOUR));
      return outputs(networks, config, normalized(image));
    },
    draw(draft, config, preprocessing) {
      const { pixels } = SIZES[config.size];
      if (drawHead) drawHead(draft, config, addTrunk(draft, config.size, preprocessing, [pixels, pixels]));
      else addTrunk(draft, config.size, preprocessing, ['height', 'width']);
    },
  };
}

/** The trunk of network C by itself, of methods whose heads see no whole picture. @param flattened the kernel that reads conv5 */
export function trunkAlone<C extends Config>(flattened: string): NetworkExport<C> {
  return trunkExport<C>({
    ...{ name: 'network', letters: ['C'], shapedBy: ['size'], flattened: () => flattened },
    head: { pad: {}, outputs: {} },
    outputs({ C }, { size }, pictures) {
      const maps: Readonly<Record<string, tf.Tensor4D>> = trunkMaps(C!, 'C', size, pictures, 'inference');
      return maps;
    },
    drawHead: null,
  });
}

/** Whether a weight, by PyTorch’s name, is of the trunk. */
export function isOfTrunk(name: string): boolean {
  return FEATURE_LAYERS.some((layer) => name.startsWith(`${layer}.`));
}
