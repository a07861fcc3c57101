/** The table “What the features are worth”: every method on the same images, measured alike. */
import { DATA, PROBE, RUN } from '../schema/common';
import { aboutMethod, METHOD_IDS, type MethodId } from './abouts';
import {
  changed,
  configDifference,
  fieldOf,
  phaseSteps,
  picked,
  valueOf,
  type Config,
  type ConfigKey,
} from './config';
import { trainedCount } from './heldOut';
import { isSkipped, phasesOf, trainedPhases } from './phases';
import { firstConfig, presetOf } from './presets';
import type { RowWish } from './tablePlan';

/** What methods must have in common to be compared: size, batch, views, probes. Each learns at its own rates. */
const COMMON = [...Object.keys(RUN), ...Object.keys(DATA), ...Object.keys(PROBE)] as ConfigKey[];

/** A row for each method, which sees as many images as `base` does. */
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

/**
 * What a page opens the method with, at the size and on the batches of `base`: the method of `base` itself has its
 * settings as they are.
 */
function like(method: MethodId, base: Config, imageCount: number): Config {
  if (method === base.method) return base;
  const common = picked(base, COMMON);
  const config = changed(firstConfig(method), { ...common, budget: 'steps' });
  return changed(config, sharedOut(config, totalSteps(base, imageCount)));
}

function totalSteps(config: Config, imageCount: number): number {
  return trainedPhases(config).reduce((sum, { id }) => sum + phaseSteps(config, id, imageCount), 0);
}

/** So many steps in all, among the phases that are trained in proportion to their own. */
function sharedOut(config: Config, total: number): Readonly<Record<string, number>> {
  const own = trainedPhases(config).map(
    ({ id, budget }) => [budget.steps, phaseSteps(config, id, 0)] as const,
  );
  const all = own.reduce((sum, [, steps]) => sum + steps, 0);
  return Object.fromEntries(own.map(([key, steps]) => [key, Math.max(1, Math.round((total * steps) / all))]));
}

/** What a row got, as its settings say: “preset default, Learning rate changed; 200 steps (5.9 epochs) of rotations”. */
export function rowCourse(config: Config, imageCount: number): string {
  const skipped = phasesOf(config).filter((phase) => isSkipped(config, phase));
  return [
    ...[`preset ${String(valueOf(config, 'preset'))}`, ...changedSettings(config)],
    ...skipped.map(({ called }) => `${called} as it comes with the program`),
    courseText(config, imageCount),
  ].join(', ');
}

/** “300 steps (4.4 epochs) of the autoencoder and 300 steps (4.4 epochs) of damage & repair” */
export function courseText(config: Config, imageCount: number): string {
  const trained = trainedCount(config, imageCount);
  const lengths = trainedPhases(config).map(({ id, called }) => {
    const steps = phaseSteps(config, id, imageCount);
    const epochs = (steps * config.batchSize) / trained;
    return `${steps} steps (${epochs < 10 ? epochs.toFixed(1) : epochs.toFixed(0)} epochs) of ${called}`;
  });
  return lengths.join(' and ');
}

/** Of the settings that are the method’s own, those that are not as its preset has them. */
function changedSettings(config: Config): string[] {
  const lengths = phasesOf(config).flatMap(({ budget }) => Object.values(budget));
  const aside: readonly string[] = [...COMMON, ...lengths, 'preset'];
  const keys = configDifference(presetOf(config.method, config.preset), config).filter(
    (key) => !aside.includes(key),
  );
  return keys.map((key) => `${fieldOf(config, key).title} ${String(valueOf(config, key))}`);
}
