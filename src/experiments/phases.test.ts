import { describe, expect, it } from 'vitest';
import { isTrainedIn, perPhase, PHASE_IDS, phaseAfter, phaseNumber } from './phases';
import { BEGINNING, comparePositions, isAtBeginning, isBefore } from './position';

describe('the phases', () => {
  it('follow one another to the last', () => {
    expect(PHASE_IDS.map(phaseAfter)).toEqual(['repair', null]);
    expect(perPhase(phaseNumber)).toEqual({ autoencoder: 1, repair: 2 });
  });

  it('train networks, whose weights and moments are known by their names', () => {
    const names = ['E/1/kernel', 'adam/v/D/5/bias', 'C/conv1/kernel', 'adam/m/R/1/first/gamma', 'G/5/bias'];
    const trained = PHASE_IDS.map((phase) => names.filter((name) => isTrainedIn(phase, name)));
    expect(trained).toEqual([names.slice(0, 2), names.slice(2, 4)]);
  });
});

describe('positions', () => {
  it('are in the order in which a run comes through them, whatever the names of phases and numbers look like', () => {
    const inTime = [
      BEGINNING,
      { phase: 'autoencoder', step: 999_999 },
      { phase: 'autoencoder', step: 1_000_000 },
      { phase: 'repair', step: 0 },
      { phase: 'repair', step: 12 },
    ] as const;
    expect(inTime.toReversed().toSorted(comparePositions)).toEqual(inTime);
    inTime.forEach((a, i) => inTime.forEach((b, j) => expect(isBefore(a, b)).toBe(i < j)));
    expect(inTime.map(isAtBeginning)).toEqual([true, false, false, false, false]);
  });
});
