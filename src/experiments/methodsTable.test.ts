import { expect, test } from 'vitest';
import { METHOD_IDS, type MethodId } from './abouts';
import { DATA, PROBE, RUN } from '../schema/common';
import { changed, phaseSteps, valueOf, type Config, type ConfigKey } from './config';
import { methodRows, rowCourse } from './methodsTable';
import { phasesOf, trainedPhases } from './phases';
import { firstConfig, makeConfig } from './presets';

const IMAGES = 1214;
const COMMON = [...Object.keys(RUN), ...Object.keys(DATA), ...Object.keys(PROBE)] as ConfigKey[];
const ALIKE = Object.fromEntries(COMMON.map((key) => [key, valueOf(makeConfig({ size: 'small' }), key)]));

/** What a page opens a method with, at the same size and on the same number of batches. */
function opened(method: MethodId, total: number): Config {
  const config = changed(firstConfig(method), ALIKE);
  const phases = trainedPhases(config);
  const steps = phases.map(({ budget }) => [budget.steps, total / phases.length]);
  return changed(config, Object.fromEntries(steps) as Record<string, number>);
}

const rowOf = (method: MethodId, base: Config) =>
  methodRows(base, IMAGES).find(({ id }) => id === method)!.config!;

test.each(METHOD_IDS)('a row of %s is the same whichever other method is selected', (method) => {
  const others = METHOD_IDS.filter((other) => other !== method);
  const [one, two] = others.map((other) => rowOf(method, opened(other, 240)));
  expect(two).toEqual(one);
  const lengths = Object.fromEntries(phasesOf(one!).map(({ budget }) => [budget.steps, 0]));
  expect(changed(one!, lengths)).toEqual(changed(changed(firstConfig(method), ALIKE), lengths));
});

test('a row has as many steps as the selected method, in the proportions of its own phases', () => {
  const base = makeConfig({ method: 'rotations', size: 'small', steps: 900 });
  const row = rowOf('artifacts', base);
  const steps = phasesOf(row).map(({ id }) => phaseSteps(row, id, IMAGES));
  const own = phasesOf(row).map(({ id }) => phaseSteps(firstConfig('artifacts'), id, IMAGES));
  expect(steps[0]! + steps[1]!).toBe(900);
  expect(steps[0]! / steps[1]!).toBeCloseTo(own[0]! / own[1]!, 2);
});

test('steps belong to the phases that are trained, and a row says which are not', () => {
  const row = rowOf('artifacts', makeConfig({ method: 'rotations', size: 'laptop', steps: 500, heldOut: 0 }));
  expect(valueOf(row, 'ganSteps')).toBe(500);
  expect(rowCourse(row, 1600)).toBe(
    'preset default, the autoencoder as it comes with the program, 500 steps (10 epochs) of damage & repair',
  );
  const back = rowOf('rotations', row);
  expect(valueOf(back, 'steps')).toBe(500);
});

test('a row says what it changes of its preset', () => {
  const base = makeConfig({ method: 'rotations', steps: 100, heldOut: 0, learningRate: 2e-3 });
  expect(rowCourse(base, 1000)).toBe(
    'preset default, Learning rate 0.002, 100 steps (3.2 epochs) of rotations',
  );
});
