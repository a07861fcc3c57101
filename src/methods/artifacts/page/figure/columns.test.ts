import { expect, it } from 'vitest';
import { shownColumns } from './columns';

const LEARNT = { phase: 'repair', fakes: 'repaired' } as const;
const ALL = { allColumns: true, repairOff: false };

it('says of C’s judgement what holds for the pictures that stand under “Repaired”', () => {
  for (const allColumns of [false, true])
    for (const repairOff of [false, true]) {
      const { afterMask, judged } = shownColumns({ allColumns, repairOff }, LEARNT);
      const repaired = afterMask.find(({ column }) => column === 'repaired')!;
      expect(repaired.tiles ?? repaired.column).toBe(judged);
      expect(judged).toBe(repairOff ? 'damaged' : 'repaired');
      expect(repaired.title).toBe(repairOff ? 'Repair off' : 'Repaired');
    }
});

it('shows what is seldom looked at on demand only', () => {
  const columns = (allColumns: boolean) =>
    shownColumns({ allColumns, repairOff: false }, LEARNT).afterMask.map(({ column }) => column);
  expect(columns(false)).toEqual(['damaged', 'repaired']);
  expect(columns(true)).toEqual(['damaged', 'repaired', 'ungated', 'twice']);
});

it('shows no noise: in phase one, nothing of what R and C make, unless their weights were brought', () => {
  const later = (...given: Parameters<typeof shownColumns>) => {
    const { afterMask, judgesLater } = shownColumns(...given);
    return [
      ...afterMask.filter((each) => each.later).map(({ column }) => column),
      ...(judgesLater ? ['C'] : []),
    ];
  };
  const one = { ...LEARNT, phase: 'autoencoder' } as const;
  expect(later(ALL, LEARNT)).toEqual([]);
  expect(later(ALL, one)).toEqual(['repaired', 'ungated', 'twice', 'C']);
  expect(later(ALL, one, 'repair')).toEqual(['C']);
  expect(later(ALL, one, 'discriminator')).toEqual(['repaired', 'ungated', 'twice']);
  // Its two heads are not among its convolutions.
  expect(later(ALL, one, 'convolutions')).toContain('C');
  // There is nothing yet to switch off.
  const off = { allColumns: false, repairOff: true };
  expect(later(off, one)).toEqual(['repaired', 'C']);
  expect(shownColumns(off, one).afterMask.map(({ title }) => title)).toEqual(['Damaged', 'Repaired']);
  expect(later(ALL, { ...one, fakes: 'damaged' })).toEqual(['C']);
  expect(later(ALL, { ...one, fakes: 'generated' })).toEqual([
    'damaged',
    'repaired',
    'ungated',
    'twice',
    'C',
  ]);
});
