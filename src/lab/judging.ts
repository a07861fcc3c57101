/**
 * A run judged by images that it is not trained on, now and then while it trains. When follows from step and settings
 * alone, so that a resumed run is judged as an unbroken one, and so is whoever else has the same seed.
 */
import type { Config } from '../experiments/config';
import { someOf } from '../experiments/heldOut';
import type { MetricName } from '../experiments/metrics';
import type { Run } from './run';
import { methodOf } from './works';

/** Images that judge, at most: of as many an area under the ROC curve is known to ± 0.1. */
const JUDGES = 64;
/** Images that are trained on for each one that judges. To judge by one costs about as much as to train on it. */
const TRAINED_FOR_EACH = 25;

/** Whether the step that was just taken is one after which the run is judged: the first and the last of a phase, and every so many. */
export function judgesNow(run: Pick<Run, 'config' | 'parts' | 'phase' | 'step' | 'steps'>): boolean {
  const { config, parts, phase, step, steps } = run;
  if (parts.heldOut.length === 0 || !methodOf(config).judge) return false;
  const judges = Math.min(JUDGES, parts.heldOut.length);
  const interval = Math.ceil((TRAINED_FOR_EACH * judges) / config.batchSize);
  return step === 1 || step % interval === 0 || step === steps[phase];
}

/**
 * What the run is worth as it stands; what has no value is left out.
 *
 * @param config the run’s, as it was in the step that was just taken
 */
export async function judged(
  { networks, images, parts: { heldOut }, phase }: Run,
  config: Config,
): Promise<Partial<Record<MetricName, number>>> {
  const indices = someOf(heldOut, JUDGES);
  const values = await methodOf(config).judge!({ phase, networks, config, images, indices });
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}
