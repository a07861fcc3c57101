/** Two configs that are trained side by side: what they must share, and from where on they may differ. */
import { configDifference, fieldsOf, isHot, type Config } from './config';
import { firstPhase, phaseAfter, phasesOf, type Phase } from './phases';
import { firstPhaseKey } from './sharedPhase';

/** Between two steps: before the first of phase one, phase two, or any later one. */
export interface Switch {
  readonly phase: Phase;
  /** Steps done in that phase. */
  readonly step: number;
}

/** Without these in common there are no same batches, and no lock-step. */
function sharedBy(config: Config): readonly string[] {
  return [
    ...['method', 'seed', 'size', 'batchSize', 'budget'],
    ...phasesOf(config).flatMap(({ budget }) => Object.values(budget)),
    ...fieldsOf(config)
      .filter(({ group }) => group === 'data')
      .map(({ key }) => key),
  ];
}

/**
 * Where two configs part. Hot fields can part at any step, such as the one wished for; others when the part of the
 * method begins that they belong to: phase two, or the whole run.
 *
 * @throws Error of one sentence if they differ in what twins must share, or nowhere
 */
export function switchOf(a: Config, b: Config, wished: Switch): Switch {
  if (a.method !== b.method) throw new Error('Twins are of one method: choose two settings of the same.');
  const differing = configDifference(a, b).filter((key) => key !== 'preset');
  const unshared = differing.find((key) => sharedBy(a).includes(key));
  if (unshared) throw new Error(`Twins train on the same batches: “${unshared}” must be the same for both.`);
  if (differing.length === 0) throw new Error('The two settings are the same: change one of them.');
  if (differing.every((key) => isHot(a, key, wished.phase))) return wished;
  const first = firstPhase(a);
  if (firstPhase(b) !== first)
    throw new Error('Twins train side by side: both must begin with the same phase.');
  const apart = firstPhaseKey(a) === firstPhaseKey(b) ? phaseAfter(first) : null;
  return { phase: apart ?? first, step: 0 };
}
