import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldSplits } from './crossValidate';

it('folds judge every labelled image once, by a probe that has not seen it, each label spread evenly', () => {
  const anyLabels = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(anyLabels, fc.integer({ min: 2, max: 6 }), fc.nat(), (given, folds, seed) => {
      const labels = Int16Array.from(given);
      const splits = foldSplits(labels, ['a', 'b', 'c', 'd'], seed, folds);
      const labelled = [...labels.keys()].filter((i) => labels[i]! >= 0);
      const judged = splits.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b);
      expect(judged).toEqual(labelled);
      for (const { training, validation } of splits) {
        expect([...training, ...validation].sort((a, b) => a - b)).toEqual(labelled);
        for (const label of [0, 1, 2, 3]) {
          const all = labelled.filter((i) => labels[i] === label).length;
          const here = [...validation].filter((i) => labels[i] === label).length;
          expect(Math.abs(here - all / folds)).toBeLessThan(1);
        }
      }
    }),
  );
});
