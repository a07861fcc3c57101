import { expect, it } from 'vitest';
import type { StoredRun } from '../../worker/protocol';
import { dateTime } from '../../parts/format';
import { makeConfig } from '../../experiments/presets';
import { needsMethod, runOrigin, runTitle } from './runText';

const STARTED = '2026-11-20T09:15:00.000Z';
const FORKED = '2026-11-21T10:30:00.000Z';
const base = { imported: null, beganWith: null, parent: null };
const parent = { ...base, id: 'a', started: STARTED } as StoredRun;
const fork = {
  ...{ ...base, id: 'b', started: FORKED },
  parent: { run: 'a', checkpoint: 'repair-001024' },
} as StoredRun;

it('a fork says of which run it is and from which step on, also when that run is gone', () => {
  const at = 'at Damage & repair, step 1,024';
  expect(runOrigin(fork, [fork, parent])).toBe(
    `begun ${dateTime(FORKED)} · forked from the run begun ${dateTime(STARTED)}, ${at}`,
  );
  expect(runOrigin(fork, [fork])).toContain(`forked from a run that is no longer kept, ${at}`);
  expect(runOrigin(parent, [])).toBe(`begun ${dateTime(STARTED)}`);
});

it('a run’s title names its method where it is not the first', () => {
  const of = (config: StoredRun['config']) => ({ images: { name: 'pets' }, config }) as StoredRun;
  expect(runTitle(of(makeConfig()))).toBe('“pets”, small, seed 1');
  const rotations = makeConfig({ method: 'rotations', head: 'linear' });
  expect(runTitle(of(rotations))).toBe('“pets”, Rotations (RotNet), small, seed 1: Head: linear');
});

it('a list of runs of several methods names each', () => {
  const of = (config: StoredRun['config']) => ({ images: { name: 'pets' }, config }) as StoredRun;
  const [first, other] = [of(makeConfig()), of(makeConfig({ method: 'rotations' }))];
  expect(runTitle(first, needsMethod([first, other]))).toBe('“pets”, Spotting artifacts, small, seed 1');
  expect(runTitle(first, needsMethod([first, first]))).toBe('“pets”, small, seed 1');
  expect(runTitle(other, needsMethod([other]))).toBe('“pets”, Rotations (RotNet), small, seed 1');
});
