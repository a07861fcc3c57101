/** Recognising transformations, as a lab runs it. */
import type { NetworkSpecs } from '../../networks/networks';
import { readTrunk } from '../../networks/reading';
import { Adam } from '../../training/adam';
import type { Method } from '../../training/method';
import { classesOf, hasInpainting, TRANSFORMATIONS } from './about';
import { stepFootprint, stepWork } from './cost';
import { drawBatch } from './draw';
import { network } from './exports';
import { drawTransformations, examplesOf } from './figure';
import { judgeTransformations } from './judge';
import { inpainterSpecs } from './inpainting/inpainter';
import { learnersOf } from './inpainting/learners';
import { patchDiscriminatorSpecs } from './inpainting/patchDiscriminator';
import { classifierSpecs, classify, type TransformationsConfig } from './network';
import { transformationsStep } from './step';

const { layers, judged } = TRANSFORMATIONS.features;

/** F and D join C only where something is inpainted. */
function specsOf(config: TransformationsConfig): NetworkSpecs {
  const C = classifierSpecs(config);
  return hasInpainting(config) ? { C, F: inpainterSpecs(config), D: patchDiscriminatorSpecs(config) } : { C };
}

export const transformations: Method<TransformationsConfig> = {
  id: 'transformations',
  specs: specsOf,
  begin(_, networks, config, { random }) {
    const { C, F, D } = networks;
    // None of F and D, whose weights go by their losses alone [C].
    const plain = { ...config, weightDecay: 0 };
    const others = F && D && { F: new Adam(F, plain), D: new Adam(D, plain) };
    const { inpainting, ...own } = random;
    return {
      optimisers: { C: new Adam(C!, config), ...others },
      random: { ...own, ...(others && { inpainting: inpainting! }) },
      extra: null,
      buffers: {},
    };
  },
  draw: drawBatch,
  step: transformationsStep,
  whoseTurn: learnersOf,
  assertPlays(config, player) {
    if (player !== 'C' && !hasInpainting(config))
      throw new Error(`Nothing is inpainted here, so that C learns alone and there is no ${player}.`);
  },
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
  work: (config) => ({ transformations: stepWork(config) }),
  footprint: stepFootprint,
};
