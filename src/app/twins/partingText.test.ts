import { expect, test } from 'vitest';
import { partingText } from './partingText';

test.each([
  ['they part with the first step', 'rotations', 0, false],
  ['parted at the first step', 'rotations', 0, true],
  ['one run until Damage & repair begins', 'repair', 0, false],
  ['parted at the start of Damage & repair', 'repair', 0, true],
  ['one run until Damage & repair, step 1,200', 'repair', 1200, false],
] as const)('%s', (text, phase, step, isParted) => {
  expect(partingText({ phase, step }, isParted)).toBe(text);
});
