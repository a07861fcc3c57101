import { expect, it } from 'vitest';
import { shownColumns } from './columns';

it('says of C’s judgement what holds for the pictures that stand under “Repaired”', () => {
  for (const allColumns of [false, true])
    for (const repairOff of [false, true]) {
      const { afterMask, judged } = shownColumns(allColumns, repairOff);
      const repaired = afterMask.find(({ column }) => column === 'repaired')!;
      expect(repaired.tiles ?? repaired.column).toBe(judged);
      expect(judged).toBe(repairOff ? 'damaged' : 'repaired');
      expect(repaired.title).toBe(repairOff ? 'Repair off' : 'Repaired');
    }
});

it('shows what is seldom looked at on demand only', () => {
  const columns = (all: boolean) => shownColumns(all, false).afterMask.map(({ column }) => column);
  expect(columns(false)).toEqual(['damaged', 'repaired']);
  expect(columns(true)).toEqual(['damaged', 'repaired', 'ungated', 'twice']);
});
