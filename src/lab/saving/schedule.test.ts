import { describe, expect, it } from 'vitest';
import { SavingSchedule } from './schedule';

const MINUTE = 60_000;
const plan = { seconds: 60, steps: Infinity };

/** A schedule whose first save has held training for `cost`, and after which one step has ended at 0. */
function afterSave(cost: number, wish = plan): SavingSchedule {
  const schedule = new SavingSchedule(wish, 0);
  const mark = schedule.begin(10);
  schedule.spend(cost);
  schedule.succeed(mark);
  schedule.afterStep(0);
  return schedule;
}

/** When the next save is due, to the second. */
function dueAt(schedule: SavingSchedule): number {
  for (let now = 0; ; now += 1000) if (schedule.isDue(11, now)) return now;
}

describe('the next save', () => {
  it.each([
    ['after the interval', 100, MINUTE],
    ['later where saving would take too much of the time', 4000, 80_000],
    ['early enough to be written within two intervals', 10_000, 100_000],
    ['never before the interval', 50_000, MINUTE],
  ])('is due %s', (_, cost, expected) => {
    expect(dueAt(afterSave(cost))).toBe(expected);
  });

  it('is due by steps of both phases together, and when it is asked for', () => {
    const schedule = afterSave(0, { seconds: Infinity, steps: 100 });
    expect(schedule.isDue(109, 1e9)).toBe(false);
    expect(schedule.isDue(110, 1)).toBe(true);
    schedule.ask();
    expect(schedule.isDue(11, 1)).toBe(true);
  });

  it('waits for a minute after one that failed, unless it is asked for', () => {
    const schedule = afterSave(0);
    schedule.fail(schedule.begin(11), 70_000);
    expect(schedule.isDue(12, 129_999)).toBe(false);
    expect(schedule.isDue(12, 130_000)).toBe(true);
    schedule.ask();
    expect(schedule.isDue(12, 70_001)).toBe(true);
  });
});

describe('the share of a save under way', () => {
  it('grows with its lateness, up to all of the time at two intervals', () => {
    const schedule = afterSave(0);
    schedule.begin(20);
    expect([30_000, 90_000, 105_000, 120_000, 500_000].map((now) => schedule.share(20, now))).toEqual([
      0.1, 0.5, 0.75, 1, 1,
    ]);
  });

  it('grows with steps where the plan is of steps', () => {
    const schedule = afterSave(0, { seconds: Infinity, steps: 4 });
    schedule.begin(14);
    expect([14, 16, 18].map((done) => schedule.share(done, 1e9))).toEqual([0.1, 0.5, 1]);
  });

  it('is small again where a run has rested', () => {
    const schedule = new SavingSchedule(plan, 0);
    schedule.afterStep(0);
    schedule.succeed(schedule.begin(1));
    schedule.afterStep(60 * MINUTE);
    expect(schedule.share(2, 60 * MINUTE)).toBe(0.1);
    expect(schedule.isDue(2, 60 * MINUTE)).toBe(false);
  });
});
