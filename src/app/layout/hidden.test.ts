import { expect, it } from 'vitest';
import { hiddenProblem, PARTS, readHidden } from './hidden';

it('hides what the address names, and says what it does not know', () => {
  const hidden = readHidden('?sample=1&hide=settings,runs,sofa');
  expect([...hidden.parts]).toEqual(['settings', 'runs']);
  expect(hiddenProblem(hidden)).toContain('“sofa”');
  expect(hiddenProblem(readHidden('?hide=curves'))).toBeNull();
  expect(readHidden('').parts.size).toBe(0);
});

it('embeds without anything around the pictures but the bar of a run', () => {
  const { parts, isEmbedded } = readHidden('?embed=1');
  expect([...parts, 'bar']).toHaveLength(PARTS.length);
  expect([parts.has('bar'), isEmbedded]).toEqual([false, true]);
});
