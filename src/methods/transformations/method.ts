/** Recognising transformations, as a lab runs it. */
import { readTrunk } from '../../networks/reading';
import { SIZES } from '../../schema/sizes';
import { Adam } from '../../training/adam';
import { forwardWork, mapSizes, TRAINED, trunkSide } from '../../training/cost';
import type { Method } from '../../training/method';
import { classesOf, TRANSFORMATIONS } from './about';
import { drawBatch } from './draw';
import { network } from './exports';
import { drawTransformations, examplesOf } from './figure';
import { judgeTransformations } from './judge';
import { classifierSpecs, classify, type TransformationsConfig } from './network';
import { transformationsStep } from './step';

const { layers, judged } = TRANSFORMATIONS.features;

/** Bytes of maps that are alive at once, per byte of an image’s maps; fitted to tf.profile’s peak on wasm. */
const COPIES = 4.8;

/** Images that C sees of each source image. */
const seen = (config: TransformationsConfig): number =>
  config.views === 'all' ? classesOf(config).length : 1;

/** Images that are drawn of each source image. */
const drawnOf = (config: TransformationsConfig): number =>
  config.views === 'all' && classesOf(config).some(({ of }) => of === 'warp') ? 2 : 1;

export const transformations: Method<TransformationsConfig> = {
  id: 'transformations',
  specs: (config) => ({ C: classifierSpecs(config) }),
  begin: (_, networks, config, { random }) => ({
    optimisers: { C: new Adam(networks['C']!, config) },
    random,
    extra: null,
    buffers: {},
  }),
  draw: drawBatch,
  step: transformationsStep,
  reading: {
    ...{ layers, judged, beside: {} },
    network: 'C',
    maps: ({ C }, config, images, asked, options) => readTrunk(C!, 'C', config, images, asked, options),
    logits: ({ C }, config, images, hook) => classify(C!, config, images, { hook }),
    decisions: { names: (config) => classesOf(config).map(({ title }) => title), examples: examplesOf },
    learningRate: ({ learningRate }) => learningRate,
  },
  exports: [network],
  judge: judgeTransformations,
  picture: drawTransformations,
  work: (config) => ({
    transformations: TRAINED * seen(config) * forwardWork(classifierSpecs(config), trunkSide(config.size)),
  }),
  footprint(config) {
    const { size } = config;
    // What is drawn, and what C sees of it, is made for the step, so that it is kept, too.
    const image = 3 * SIZES[size].pixels ** 2;
    const each = [image, ...mapSizes(classifierSpecs(config), trunkSide(size))];
    const drawn = Array<number>(drawnOf(config)).fill(image);
    return { maps: [...drawn, ...Array.from({ length: seen(config) }, () => each).flat()], copies: COPIES };
  },
};
