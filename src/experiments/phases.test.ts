import { describe, expect, it } from 'vitest';
import {
  firstPhase,
  isTrainedIn,
  perPhase,
  PHASE_IDS,
  phaseAfter,
  phaseNumber,
  phasesOf,
  trainedPhases,
} from './phases';
import { makeConfig } from './presets';

const OWN = phasesOf({ method: 'artifacts' }).map(({ id }) => id);
import { beginningOf, comparePositions, isAtBeginning, isBefore } from './position';

describe('the phases', () => {
  it('follow one another to the last', () => {
    expect(OWN.map(phaseAfter)).toEqual(['repair', null]);
    expect(perPhase({ method: 'artifacts' }, phaseNumber)).toEqual({ autoencoder: 1, repair: 2 });
  });

  it('have ids of their own, so that a file that names one need not name its method', () => {
    expect(new Set(PHASE_IDS).size).toBe(PHASE_IDS.length);
  });

  it('are skipped where what they train comes with the program, so that a run begins after them', () => {
    const begins = (changes: object) => firstPhase(makeConfig({ preset: 'default', ...changes }));
    expect(begins({})).toBe('repair');
    expect(begins({ autoencoder: 'tuned' })).toBe('autoencoder');
    expect(begins({ autoencoder: 'fresh' })).toBe('autoencoder');
    // The shipped ones are of one shape.
    expect(begins({ size: 'small' })).toBe('autoencoder');
    expect(begins({ leakySlope: 0.1 })).toBe('autoencoder');
    expect(trainedPhases(makeConfig({ preset: 'default' })).map(({ id }) => id)).toEqual(['repair']);
    expect(firstPhase(makeConfig())).toBe('autoencoder');
  });

  it('train networks, whose weights and moments are known by their names', () => {
    const names = ['E/1/kernel', 'adam/v/D/5/bias', 'C/conv1/kernel', 'adam/m/R/1/first/gamma', 'G/5/bias'];
    const trained = OWN.map((phase) => names.filter((name) => isTrainedIn(phase, name)));
    expect(trained).toEqual([names.slice(0, 2), names.slice(2, 4)]);
  });
});

describe('positions', () => {
  it('are in the order in which a run comes through them, whatever the names of phases and numbers look like', () => {
    const inTime = [
      beginningOf({ method: 'artifacts' }),
      { phase: 'autoencoder', step: 999_999 },
      { phase: 'autoencoder', step: 1_000_000 },
      { phase: 'repair', step: 0 },
      { phase: 'repair', step: 12 },
    ] as const;
    expect(inTime.toReversed().toSorted(comparePositions)).toEqual(inTime);
    inTime.forEach((a, i) => inTime.forEach((b, j) => expect(isBefore(a, b)).toBe(i < j)));
    const own = { method: 'artifacts' } as const;
    expect(inTime.map((at) => isAtBeginning(own, at))).toEqual([true, false, false, false, false]);
  });
});
