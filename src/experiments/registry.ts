/** Every experiment there is: Table 1's rows, the authors' code, and each disagreement of paper and code by itself. */
import type { Config } from './config';
import type { Experiment, ExperimentId } from './experiment';
import { authorsCode } from './registry/authorsCode';
import { baseline } from './registry/baseline';
import { codeAdamEpsilon } from './registry/codeAdamEpsilon';
import { codeDropRate } from './registry/codeDropRate';
import { codeEpochs } from './registry/codeEpochs';
import { codeHiddenNorm } from './registry/codeHiddenNorm';
import { codeHistory } from './registry/codeHistory';
import { codeKeptPixels } from './registry/codeKeptPixels';
import { codeLeakySlope } from './registry/codeLeakySlope';
import { codeMaskLoss } from './registry/codeMaskLoss';
import { codeRepairBlock } from './registry/codeRepairBlock';
import { codeRepairLoss } from './registry/codeRepairLoss';
import { codeTransferNorm } from './registry/codeTransferNorm';
import { codeWeightDecay } from './registry/codeWeightDecay';
import { dropRate01 } from './registry/dropRate01';
import { dropRate03 } from './registry/dropRate03';
import { dropRate07 } from './registry/dropRate07';
import { dropRate09 } from './registry/dropRate09';
import { localRepair } from './registry/localRepair';
import { noGate } from './registry/noGate';
import { noHistory } from './registry/noHistory';
import { noMaskPrediction } from './registry/noMaskPrediction';
import { noRepair } from './registry/noRepair';
import { paperHead } from './registry/paperHead';
import { paperOutput } from './registry/paperOutput';
import { rawAsReal } from './registry/rawAsReal';
import { standardGan } from './registry/standardGan';
import { wideEncoder } from './registry/wideEncoder';

export type { Experiment, ExperimentId } from './experiment';

/** In the order of Table 1, then the others. */
export const EXPERIMENTS: readonly Experiment[] = [
  baseline,
  rawAsReal,
  localRepair,
  dropRate01,
  dropRate03,
  dropRate07,
  dropRate09,
  noMaskPrediction,
  wideEncoder,
  noGate,
  noHistory,
  noRepair,
  standardGan,
  authorsCode,
  codeHistory,
  codeRepairLoss,
  codeKeptPixels,
  codeMaskLoss,
  codeLeakySlope,
  codeRepairBlock,
  codeHiddenNorm,
  codeTransferNorm,
  codeAdamEpsilon,
  codeWeightDecay,
  codeEpochs,
  paperOutput,
  codeDropRate,
  paperHead,
];

/** The experiment of this name. Throws an Error for one that there is none of. */
export function experiment(id: ExperimentId): Experiment {
  const found = EXPERIMENTS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no experiment “${id}”.`);
  return found;
}

/** What an experiment changes of a base, the baseline's drop rate included: a row of a table is `{ ...base, ...changes }`. */
export function experimentChanges(id: ExperimentId): Partial<Config> {
  return { ...experiment('baseline').changes, ...experiment(id).changes };
}
