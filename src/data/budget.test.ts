import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Budget } from './budget';

it('never spends more than the limit, keeps the order, and outlives work that fails', async () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), amounts, async (scheduler, wanted) => {
      const budget = new Budget(100);
      const begun: number[] = [];
      let used = 0;
      const all = wanted.map((amount, i) =>
        budget.spend(amount, async () => {
          begun.push(i);
          used += Math.min(amount, 100);
          expect(used).toBeLessThanOrEqual(100);
          await scheduler.schedule(Promise.resolve());
          used -= Math.min(amount, 100);
          if (i % 3 === 0) throw new Error('work that fails');
        }),
      );
      const settled = Promise.allSettled(all);
      await scheduler.waitFor(settled);
      expect(begun).toEqual(wanted.map((_, i) => i));
    }),
  );
});
