/** Spotting artifacts, as a lab runs it: phase one trains E and D, phase two R and C. */
import type { ArtifactsConfig } from './config';
import { cellsPerSide, SIZES } from '../../schema/sizes';
import { artifactSpecs, type ArtifactNetworks } from './networks/artifactNetworks';
import { assertFit } from '../../networks/parameters';
import { READING } from './reading';
import { Adam } from '../../training/adam';
import { autoencoderStep } from './training/autoencoderStep';
import { damageRepairState, type DamageRepairState } from './training/damageRepairState';
import { damageRepairStep } from './training/damageRepairStep';
import { scheduledLearners } from './training/learners';
import type { Method, Step, WorkStart } from '../../training/method';
import { noiseSpecs } from './training/noise';
import type { PhaseWork } from '../../training/phaseWork';
import type { StepMetrics } from '../../training/stepMetrics';
import { stepFootprint, stepWork } from './cost';
import { pytorchProject } from './export/pytorchProject';
import { ARTIFACT_EXPORTS } from './exports';
import { drawFigure3 } from './figure';
import { judgeGame, suitOfShipped } from './judge';
import { LOOKS } from './looks';
import { MEASURES } from './measures';

/** With what only this method can be asked, by name. */
type Own = Omit<Method<ArtifactsConfig>, 'looks' | 'measures'> & {
  readonly looks: typeof LOOKS;
  readonly measures: typeof MEASURES;
};

/** Of phase one. */
interface AutoencoderWork extends PhaseWork {
  readonly optimisers: { readonly E: Adam; readonly D: Adam };
}

/** Of phase two. */
type RepairWork = Omit<PhaseWork, 'optimisers' | 'random'> & DamageRepairState;

export const artifacts: Own = {
  id: 'artifacts',
  specs: artifactSpecs,

  begin(phase, networks, config, start) {
    const own = networks as ArtifactNetworks;
    return phase === 'autoencoder' ? autoencoderWork(own, config) : repairWork(own, config, start);
  },

  step(step) {
    return step.phase === 'autoencoder' ? stepOfPhaseOne(step) : stepOfPhaseTwo(step);
  },

  whoseTurn: (config, step) => (scheduledLearners(config, step) === 'both' ? ['C', 'R'] : ['C']),

  assertPlays({ fakes }, player) {
    if (player === 'R' && fakes === 'damaged')
      throw new Error('Nothing learns against C where corrupt images are damaged only.');
  },

  reading: READING,
  exports: Object.values(ARTIFACT_EXPORTS),
  judge: judgeGame,
  suit: suitOfShipped,
  picture: (scene, networks) => drawFigure3(scene, networks),
  work: stepWork,
  footprint: (config, phase) => stepFootprint(config, phase === 'autoencoder' ? phase : 'repair'),
  looks: LOOKS,
  measures: MEASURES,
  project: (standing, provenance, programs) =>
    pytorchProject(standing, provenance, programs, Object.values(ARTIFACT_EXPORTS)),
};

function autoencoderWork({ E, D }: ArtifactNetworks, config: ArtifactsConfig): AutoencoderWork {
  const optimisers = { E: new Adam(E, config), D: new Adam(D, config) };
  return { optimisers, random: {}, extra: null, buffers: {} };
}

function repairWork(networks: ArtifactNetworks, config: ArtifactsConfig, start: WorkStart): RepairWork {
  const { random, values } = start;
  if (values) assertFit(noiseSpecs(config), values);
  const state = damageRepairState(networks, config, random, values ?? undefined);
  const [pixels, cells] = [SIZES[config.size].pixels, cellsPerSide(config.size)];
  const shapes = { images: [pixels, pixels, 3], masks: [cells, cells, 1] };
  return { ...state, extra: state.noise, buffers: { history: { buffer: state.history, shapes } } };
}

function stepOfPhaseOne({ networks, work, config, images, rates }: Step<ArtifactsConfig>): StepMetrics {
  const { optimisers } = work as AutoencoderWork;
  return autoencoderStep(networks, optimisers, config, images, rates['aeLearningRate']!);
}

function stepOfPhaseTwo({
  networks,
  work,
  config,
  images,
  rates,
  players,
}: Step<ArtifactsConfig>): StepMetrics {
  const own = { C: rates['discriminatorLearningRate']!, R: rates['repairLearningRate']! };
  const [first, ...others] = players;
  const learners = others.length === 0 && (first === 'C' || first === 'R') ? first : 'both';
  const state = work as unknown as RepairWork;
  return damageRepairStep(networks, state, config, images, own, learners);
}
