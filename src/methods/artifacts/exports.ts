/** What can be carried away of spotting artifacts: C whole or its trunk alone, E, D, both, and D with R in it. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import type { ArtifactsConfig } from './config';
import type { ConfigKey } from '../../experiments/config';
import { addAutoencoder, addDecoder, addEncoder, addRepair } from './export/autoencoderGraph';
import { weightOf, type Draft, type Value } from '../../export/graph/draft';
import { IMAGES, madeUpPictures, normalized } from '../../export/madeUpPictures';
import { preprocessing, type HeadWords, type Layout } from '../../export/metadata';
import type { Named, NetworkExport, Preprocessing } from '../../export/networkExport';
import { trunkExport } from '../../export/trunkExport';
import type { ArtifactNetworks } from './networks/artifactNetworks';
import { damage, drawDropMask } from './networks/damage';
import { decode } from './networks/decoder';
import { discriminate } from './networks/discriminator';
import { encode } from './networks/encoder';
import type { Networks } from '../../networks/networks';
import { repairWith } from './networks/repair';
import { FEATURE_LAYERS } from '../../networks/trunk';
import { cellsPerSide } from '../../schema/sizes';
import type { ARTIFACTS } from './about';

type Name = (typeof ARTIFACTS)['exports'][number];
type Export = NetworkExport<ArtifactsConfig>;

const flattened = (): string => 'C/fc1/kernel';

const HEAD: HeadWords = {
  pad: { mask: [1, 1, 1, 1] },
  outputs: { maskLogits: 'cell kept', classLogits: ['corrupt', 'real'] },
};

function judged(networks: Networks, config: ArtifactsConfig, pictures: tf.Tensor4D) {
  const { C } = networks as ArtifactNetworks;
  const { features, maskLogits, classLogits } = discriminate(C, config, pictures, 'inference', null);
  const maps: Named = Object.fromEntries(FEATURE_LAYERS.map((layer) => [layer, features[layer]]));
  return { maps, maskLogits, classLogits };
}

/** Mask and class. fc1 fixes the picture's size. */
function drawHead(draft: Draft, config: ArtifactsConfig, conv5: Value): void {
  const cells = cellsPerSide(config.size);
  const mask = draft.convolution(conv5, 'mask');
  draft.output('mask', mask, { channels: 1, height: cells, width: cells }, 'Logits of “this cell was kept”.');
  const linear = draft.dense(draft.flatten(conv5, weightOf(draft, 'fc1.weight').shape[1]!), 'fc1');
  const own = config.discriminatorNorm === 'conv5' ? linear : draft.normalization(linear, 'fc1.bn');
  draft.output('class', draft.dense(draft.leakyRelu(own, 0), 'fc2'), 2, 'Logits of corrupt and real.');
}

/** What E, D and R have in common. */
const AUTOENCODER = {
  flattened,
  // What feeds the encoder, and what the decoder's pictures are.
  describe: (config: ArtifactsConfig, layout: Layout) => ({
    preprocessing: preprocessing(config, layout, { formula: 'x / 127.5 - 1' }),
  }),
} as const;
const ENCODER: readonly ConfigKey[] = ['size', 'encoderKernel', 'leakySlope'];
const DECODER: readonly ConfigKey[] = ['size', 'leakySlope', 'decoderOutput'];

function pictureInputs(_: Networks, config: ArtifactsConfig, preprocessing: Preprocessing): Named {
  const image = madeUpPictures(config);
  return preprocessing === 'inside' ? { image } : { normalized: normalized(image) };
}

function encoded(networks: Networks, config: ArtifactsConfig): tf.Tensor4D {
  const { E } = networks as ArtifactNetworks;
  return encode(E, config, normalized(madeUpPictures(config)), 'inference');
}

/** φ of pictures that come as they are, or as E takes them. */
function encodedInput(
  networks: Networks,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
  input: (name: string) => tf.Tensor4D,
): tf.Tensor4D {
  const pictures = preprocessing === 'inside' ? normalized(input('image')) : input('normalized');
  return encode((networks as ArtifactNetworks).E, config, pictures, 'inference');
}

function decoded(picture: tf.Tensor4D, preprocessing: Preprocessing): Named {
  return { decoded: preprocessing === 'inside' ? tf.add(tf.mul(picture, 127.5), 127.5) : picture };
}

const encoder: Export = {
  ...AUTOENCODER,
  ...{ name: 'encoder', letters: ['E'], shapedBy: ENCODER, anySize: true },
  inputs: pictureInputs,
  outputs: (...given) => ({ features: encodedInput(...given) }),
  draw: (draft, config, preprocessing) => void addEncoder(draft, config, preprocessing),
};

const decoder: Export = {
  ...AUTOENCODER,
  ...{ name: 'decoder', letters: ['D'], shapedBy: DECODER, anySize: false },
  inputs: (networks, config) => ({ features: encoded(networks, config) }),
  outputs(networks, config, preprocessing, input) {
    const { D } = networks as ArtifactNetworks;
    return decoded(decode(D, config, input('features'), 'inference'), preprocessing);
  },
  draw: addDecoder,
};

const autoencoder: Export = {
  ...AUTOENCODER,
  ...{ name: 'autoencoder', letters: ['E', 'D'], anySize: false },
  shapedBy: [...new Set([...ENCODER, ...DECODER])],
  inputs: pictureInputs,
  outputs(networks, config, preprocessing, input) {
    const { D } = networks as ArtifactNetworks;
    const features = encodedInput(networks, config, preprocessing, input);
    return { features, ...decoded(decode(D, config, features, 'inference'), preprocessing) };
  },
  draw: addAutoencoder,
};

const repair: Export = {
  ...AUTOENCODER,
  ...{ name: 'repair', letters: ['D', 'R'], anySize: false },
  shapedBy: [...DECODER, 'fakes', 'repairPlacement', 'repairPreNorm', 'repairGate'],
  assertThere({ fakes }) {
    if (fakes === 'repaired') return;
    throw new Error(`There is no repair network where corrupt images are ${fakes}: export the decoder.`);
  },
  inputs(networks, config) {
    const random = Random.forPurpose(config.seed, 'export/damage');
    const mask = drawDropMask(random, IMAGES, cellsPerSide(config.size), 0.5);
    return { features: damage(encoded(networks, config), mask, config.fill, random), mask };
  },
  outputs(networks, config, preprocessing, input) {
    const { D, R } = networks as ArtifactNetworks;
    const hook = repairWith(R, config, input('mask'), 'inference');
    return decoded(decode(D, config, input('features'), 'inference', hook), preprocessing);
  },
  draw: addRepair,
};

export const ARTIFACT_EXPORTS: Readonly<Record<Name, Export>> = {
  discriminator: trunkExport({
    ...{ name: 'discriminator', letters: ['C'], shapedBy: ['size', 'discriminatorNorm'], flattened },
    head: HEAD,
    outputs(...given) {
      const { maps, maskLogits, classLogits } = judged(...given);
      return { ...maps, mask: maskLogits, class: classLogits };
    },
    drawHead,
  }),
  convolutions: trunkExport({
    ...{ name: 'convolutions', letters: ['C'], shapedBy: ['size'], flattened },
    head: HEAD,
    outputs: (...given) => judged(...given).maps,
    drawHead: null,
  }),
  ...{ encoder, decoder, autoencoder, repair },
};
