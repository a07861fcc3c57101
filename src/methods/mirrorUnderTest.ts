/**
 * A method of one page, as README.md tells to write one: is this picture mirrored? It is not offered; mirror.test.ts puts
 * it into the two lists and takes it through all that a method gets for nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import type { PerPhase } from '../experiments/phases';
import { weightOf } from '../export/graph/draft';
import { trunkExport } from '../export/trunkExport';
import { softmaxCrossEntropy } from '../kernels/ops';
import { biasSpec, kernelSpec } from '../networks/layers';
import type { Networks } from '../networks/networks';
import { readTrunk } from '../networks/reading';
import { trunkMaps, trunkSpecs } from '../networks/trunk';
import { Adam } from '../training/adam';
import { forwardWork, mapSizes, trunkSide, TRAINED } from '../training/cost';
import type { Method } from '../training/method';
import type { StepMetrics } from '../training/stepMetrics';
import { MIRROR } from './mirrorAboutUnderTest';

const { layers: LAYERS } = MIRROR.features;

const specsOf = ({ size }: Pick<Config, 'size'>) => [
  ...trunkSpecs('C', { size }),
  kernelSpec('C/side', [trunkSide(size)('conv5') ** 2 * 32, 2], 'xavier'),
  biasSpec('C/side', 2),
];

function classify(
  { C }: Networks,
  { size }: Pick<Config, 'size'>,
  images: tf.Tensor4D,
  mode: 'training' | 'inference',
) {
  const { conv5 } = trunkMaps(C!, 'C', size, images, mode);
  const flat: tf.Tensor2D = tf.reshape(conv5, [conv5.shape[0], -1]);
  return tf.add<tf.Tensor2D>(
    tf.matMul(flat, C!.get<tf.Rank.R2>('C/side/kernel')),
    C!.get<tf.Rank.R1>('C/side/bias'),
  );
}

export const mirror: Method = {
  id: 'mirror' as Config['method'],
  specs: (config) => ({ C: specsOf(config) }),
  begin: (_, { C }, config, { random }) => ({
    ...{ optimisers: { C: new Adam(C!, config) }, random, extra: null, buffers: {} },
  }),
  step: ({ networks, work, config, images, rates }) =>
    tf.tidy(() => {
      // Which half comes first is drawn, so that a resumed run must know the generator.
      const sides = work.random['sides']!.uniform() < 0.5 ? [0, 1] : [1, 0];
      const seen = sides.map((side) => (side === 1 ? tf.reverse(images, 2) : images));
      const adam = work.optimisers['C']!;
      const { value, grads } = tf.variableGrads(() => {
        const halves = tf.split<tf.Tensor2D>(
          classify(networks, config, tf.concat(seen, 0), 'training'),
          2,
          0,
        );
        return tf.add<tf.Scalar>(
          softmaxCrossEntropy(halves[0]!, sides[0]!),
          softmaxCrossEntropy(halves[1]!, sides[1]!),
        );
      }, adam.variables);
      adam.apply(grads, rates['learningRate']!);
      return { mirrorLoss: value } as StepMetrics;
    }),
  reading: {
    ...{ layers: LAYERS, network: 'C', judged: 'conv5', beside: {} },
    maps: ({ C }, config, images, asked, options) => readTrunk(C!, 'C', config, images, asked, options),
    logits: (networks, config, images) => classify(networks, config, images, 'inference'),
    learningRate: () => 1e-3,
  },
  exports: [
    trunkExport({
      ...{ name: 'network', letters: ['C'], shapedBy: ['size'], flattened: () => 'C/side/kernel' },
      head: { pad: {}, outputs: { sideLogits: ['as it was', 'mirrored'] } },
      outputs: (networks, config, pictures) => ({
        ...trunkMaps(networks['C']!, 'C', config.size, pictures, 'inference'),
        side: classify(networks, config, pictures, 'inference'),
      }),
      drawHead(draft, _, conv5) {
        const flat = draft.flatten(conv5, weightOf(draft, 'side.weight').shape[1]!);
        draft.output('side', draft.dense(flat, 'side'), 2, 'Logits of as it was and mirrored.');
      },
    }),
  ],
  picture: ({ phase, step, pinned, paths }) =>
    Promise.resolve({
      ...{ kind: 'tiles', method: 'mirror' as 'rotations', phase, step, pixels: 1, milliseconds: 0 },
      rows: pinned.map((image, i) => ({ image, path: paths[i]!, pictures: {}, bars: {} })),
    }),
  work: (config) =>
    ({ mirrors: 2 * TRAINED * forwardWork(specsOf(config), trunkSide(config.size)) }) as PerPhase<number>,
  footprint: (config) => ({ maps: mapSizes(specsOf(config), trunkSide(config.size)), copies: 10 }),
};
