/** The jigsaw puzzle, as a lab runs it. */
import * as tf from '@tensorflow/tfjs-core';
import { readTrunk } from '../../networks/reading';
import { patchSide } from '../../networks/siamese';
import { Adam } from '../../training/adam';
import { siameseMaps, siameseWork } from '../../training/cost';
import type { Method } from '../../training/method';
import { JIGSAW } from './about';
import { drawPuzzles } from './draw';
import { network } from './exports';
import { drawPuzzleFigure } from './figure';
import { judgePuzzles } from './judge';
import { jigsawSpecs, solve, type JigsawConfig } from './network';
import { permutationSet, TILES } from './permutations';
import { jigsawStep } from './step';

const { layers, judged } = JIGSAW.features;

/** Bytes of maps that are alive at once, per byte of an image’s maps; fitted to tf.profile’s peak on wasm. */
const COPIES = 5;

export const jigsaw: Method<JigsawConfig> = {
  id: 'jigsaw',
  specs: (config) => ({ C: jigsawSpecs(config) }),
  begin(_, networks, config, { random }) {
    permutationSet(config); // says so where there is none
    return { optimisers: { C: new Adam(networks['C']!, config) }, random, extra: null, buffers: {} };
  },
  draw: drawPuzzles,
  step: jigsawStep,
  reading: {
    ...{ layers, judged, beside: {} },
    network: 'C',
    maps: ({ C }, config, images, asked, options) => readTrunk(C!, 'C', config, images, asked, options),
    logits: ({ C }, config, images, hook) => solve(C!, config, inTiles(images, config), { hook }),
    learningRate: ({ learningRate }) => learningRate,
  },
  exports: [network],
  judge: judgePuzzles,
  picture: drawPuzzleFigure,
  work: (config) => ({ jigsaw: siameseWork(jigsawSpecs(config), config.size, TILES) }),
  footprint: (config) => ({ maps: siameseMaps(jigsawSpecs(config), config.size, TILES), copies: COPIES }),
};

/** Images in their own order as nine tiles that touch, [9 n, t, t, 3]. @param images [n, p, p, 3] */
function inTiles(images: tf.Tensor4D, { size }: JigsawConfig): tf.Tensor4D {
  const side = patchSide(size);
  const [n, pixels] = images.shape;
  const from = Math.floor((pixels - 3 * side) / 2);
  const middle = tf.slice(images, [0, from, from, 0], [-1, 3 * side, 3 * side, -1]);
  const rows: tf.Tensor = tf.reshape(middle, [n, 3, side, 3, 3 * side]);
  return tf.reshape(tf.transpose(rows, [0, 1, 3, 2, 4]), [TILES * n, side, side, 3]);
}
