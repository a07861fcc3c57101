/** The table “What the features are worth”: every method on the same images, measured alike. */
import { DATA, PROBE, RUN } from '../schema/common';
import { aboutMethod, METHOD_IDS, type MethodId } from './abouts';
import { changed, phaseSteps, valueOf, type Config, type ConfigKey } from './config';
import { phasesOf } from './phases';
import { presetOf } from './presets';
import type { RowWish } from './tablePlan';

/** What methods must have in common to be compared: size, batch, views, probes. Each learns at its own rates. */
const COMMON = [...Object.keys(RUN), ...Object.keys(DATA), ...Object.keys(PROBE)] as ConfigKey[];

/** A row for each method, as long as `base` is. */
export function methodRows(base: Config, imageCount: number): RowWish[] {
  return METHOD_IDS.map((method) => ({
    id: method,
    letter: null,
    title: aboutMethod(method).title,
    paper: null,
    changes: {},
    config: like(method, base, imageCount),
  }));
}

/** The method’s plain preset at the size and on the batches of `base`; its phases share as many steps. */
function like(method: MethodId, base: Config, imageCount: number): Config {
  if (method === base.method) return base;
  const common = Object.fromEntries(COMMON.map((key) => [key, valueOf(base, key)]));
  const phases = phasesOf({ method });
  const total = phasesOf(base).reduce((sum, { id }) => sum + phaseSteps(base, id, imageCount), 0);
  const steps = phases.map(({ budget }) => [budget.steps, Math.max(1, Math.round(total / phases.length))]);
  return changed(presetOf(method, null), {
    ...common,
    ...(Object.fromEntries(steps) as Record<string, number>),
    budget: 'steps',
  });
}
