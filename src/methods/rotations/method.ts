/** RotNet, as a lab runs it. */
import { readTrunk } from '../../networks/reading';
import { SIZES } from '../../schema/sizes';
import { Adam } from '../../training/adam';
import { forwardWork, mapSizes, TRAINED, trunkSide } from '../../training/cost';
import type { Method } from '../../training/method';
import { ROTATIONS, TURNS } from './about';
import { network } from './exports';
import { drawTurns, turnsOf } from './figure';
import { judgeTurns } from './judge';
import { classifierSpecs, classify, type RotationsConfig } from './network';
import { rotationsStep } from './step';

const { layers, judged } = ROTATIONS.features;

/** Bytes of maps that are alive at once, per byte of an image’s maps; fitted to tf.profile’s peak on wasm. */
const COPIES = 5.5;

/** Images that C sees of each source image. */
const seen = ({ turns }: RotationsConfig): number => (turns === 'all' ? TURNS.length : 1);

export const rotations: Method<RotationsConfig> = {
  id: 'rotations',
  specs: (config) => ({ C: classifierSpecs(config) }),
  begin: (_, networks, config, { random }) => ({
    optimisers: { C: new Adam(networks['C']!, config) },
    random,
    extra: null,
    buffers: {},
  }),
  step: rotationsStep,
  reading: {
    ...{ layers, judged, beside: {} },
    network: 'C',
    maps: ({ C }, config, images, asked, options) => readTrunk(C!, 'C', config, images, asked, options),
    logits: ({ C }, config, images, hook) => classify(C!, config, images, { hook }),
    decisions: {
      names: () => TURNS.map((degrees) => `${degrees}°`),
      examples: (_, config, originals) => turnsOf(config, originals),
    },
    learningRate: ({ learningRate }) => learningRate,
  },
  exports: [network],
  judge: judgeTurns,
  picture: drawTurns,
  work: (config) => ({
    rotations: TRAINED * seen(config) * forwardWork(classifierSpecs(config), trunkSide(config.size)),
  }),
  footprint(config) {
    const { size } = config;
    // What C sees is made for the step, so that it is kept, too.
    const image = 3 * SIZES[size].pixels ** 2;
    const each = [image, ...mapSizes(classifierSpecs(config), trunkSide(size))];
    return { maps: Array.from({ length: seen(config) }, () => each).flat(), copies: COPIES };
  },
};
