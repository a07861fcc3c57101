import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

/** A step of phase two is three times the work. */
const WORK = { autoencoder: 10, repair: 30 };
const left = (autoencoder: number, repair: number) => ({ autoencoder, repair });

describe('the time left', () => {
  it('is unknown until a step was measured', () => {
    expect(new Pace().timeLeft('autoencoder', left(5, 5), WORK)).toBeNull();
  });

  it('takes each phase at its own cost: at first in proportion to its work', () => {
    const pace = new Pace();
    pace.note('autoencoder', 0.5);
    expect(pace.timeLeft('autoencoder', left(100, 200), WORK)).toEqual({ phase: 50, total: 50 + 200 * 1.5 });
  });

  it('then as it was measured, whatever the work had foretold', () => {
    const pace = new Pace();
    pace.note('autoencoder', 0.5);
    pace.note('repair', 4);
    expect(pace.timeLeft('repair', left(0, 200), WORK)).toEqual({ phase: 800, total: 800 });
    // Where phase one is under way again, phase two still costs what it did.
    expect(pace.timeLeft('autoencoder', left(10, 200), WORK)).toEqual({ phase: 5, total: 805 });
  });

  it('trusts earlier measures of the run more than the work, in proportion to today’s pace', () => {
    const earlier = { autoencoder: 1, repair: 5 };
    const pace = new Pace(earlier);
    expect(pace.timeLeft('autoencoder', left(10, 10), WORK)).toEqual({ phase: 10, total: 60 });
    pace.note('autoencoder', 0.1); // a faster machine
    expect(pace.timeLeft('autoencoder', left(10, 10), WORK)).toEqual({ phase: 1, total: 6 });
    const half = new Pace({ autoencoder: 1 });
    expect(half.timeLeft('autoencoder', left(10, 10), WORK)).toEqual({ phase: 10, total: 40 });
  });

  it('forgets the first reading, which compiles, and follows the others smoothly', () => {
    const pace = new Pace();
    pace.note('repair', 60);
    expect(pace.secondsPerStep('repair', WORK)).toBe(60);
    pace.note('repair', 1);
    expect(pace.secondsPerStep('repair', WORK)).toBe(1);
    pace.note('repair', 2);
    expect(pace.secondsPerStep('repair', WORK)).toBeCloseTo(1.1, 12);
    for (let i = 0; i < 100; i++) pace.note('repair', 2);
    expect(pace.secondsPerStep('repair', WORK)).toBeCloseTo(2, 3);
  });
});
