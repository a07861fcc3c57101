/** Two configs that are trained side by side: what they must share, and from where on they may differ. */
import { configDifference, FIELDS, isHot, type Config, type ConfigKey } from './config';
import { PHASES, type Phase } from './phases';
import { autoencoderKey } from './tableAutoencoder';

/** Between two steps: before the first of phase one, phase two, or any later one. */
export interface Switch {
  readonly phase: Phase;
  /** Steps done in that phase. */
  readonly step: number;
}

/** Without these in common there are no same batches, and no lock-step. */
const SHARED: readonly ConfigKey[] = [
  ...(['seed', 'size', 'batchSize', 'budget'] as const),
  ...PHASES.flatMap(({ budget }) => Object.values(budget)),
  ...FIELDS.filter(({ group }) => group === 'data').map(({ key }) => key),
];

/**
 * Where two configs part. Hot fields can part at any step, such as the one wished for; others when the part of the
 * method begins that they belong to: phase two, or the whole run.
 *
 * @throws Error of one sentence if they differ in what twins must share, or nowhere
 */
export function switchOf(a: Config, b: Config, wished: Switch): Switch {
  const differing = configDifference(a, b).filter((key) => key !== 'preset');
  const unshared = differing.find((key) => SHARED.includes(key));
  if (unshared) throw new Error(`Twins train on the same batches: “${unshared}” must be the same for both.`);
  if (differing.length === 0) throw new Error('The two settings are the same: change one of them.');
  if (differing.every((key) => isHot(key, wished.phase))) return wished;
  const apart = autoencoderKey(a) === autoencoderKey(b) ? 'repair' : 'autoencoder';
  return { phase: apart, step: 0 };
}
