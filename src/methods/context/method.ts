/** Context prediction, as a lab runs it. */
import * as tf from '@tensorflow/tfjs-core';
import { middleOfCell } from '../../data/patch';
import { readTrunk } from '../../networks/reading';
import { patchSide } from '../../networks/siamese';
import { Adam } from '../../training/adam';
import { siameseMaps, siameseWork } from '../../training/cost';
import type { Method } from '../../training/method';
import { CONTEXT } from './about';
import { drawPairs } from './draw';
import { network } from './exports';
import { drawPairFigure } from './figure';
import { judgePairs } from './judge';
import { contextSpecs, placeLogits, type ContextConfig } from './network';
import { MIDDLE } from './pairs';
import { contextStep } from './step';

const { layers, judged } = CONTEXT.features;

const PATCHES = 2;
/** Bytes of maps that are alive at once, per byte of an image’s maps; fitted to tf.profile’s peak on wasm. */
const COPIES = 5;

export const context: Method<ContextConfig> = {
  id: 'context',
  specs: (config) => ({ C: contextSpecs(config) }),
  begin: (_, networks, config, { random }) => ({
    optimisers: { C: new Adam(networks['C']!, config) },
    random,
    extra: null,
    buffers: {},
  }),
  draw: drawPairs,
  step: contextStep,
  reading: {
    ...{ layers, judged, beside: {} },
    network: 'C',
    maps: ({ C }, config, images, asked, options) => readTrunk(C!, 'C', config, images, asked, options),
    logits: ({ C }, config, images, hook) =>
      placeLogits(C!, config, withTheOneAbove(images, config), { hook }),
    learningRate: ({ learningRate }) => learningRate,
  },
  exports: [network],
  judge: judgePairs,
  picture: drawPairFigure,
  work: (config) => ({ context: siameseWork(contextSpecs(config), config.size, PATCHES) }),
  footprint: (config) => ({ maps: siameseMaps(contextSpecs(config), config.size, PATCHES), copies: COPIES }),
};

/** Of images [n, p, p, 3] the patch in the middle and the one above it, [2 n, t, t, 3]. */
function withTheOneAbove(images: tf.Tensor4D, { size }: ContextConfig): tf.Tensor4D {
  const side = patchSide(size);
  const [n, pixels] = images.shape;
  const two = [MIDDLE, 1].map((cell) => {
    const { top, left } = middleOfCell(cell, pixels, side);
    return tf.slice(images, [0, top, left, 0], [-1, side, side, -1]);
  });
  return tf.reshape(tf.stack(two, 1), [PATCHES * n, side, side, 3]);
}
