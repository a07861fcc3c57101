import { expect, it } from 'vitest';
import type { Phase } from '../experiments/phases';
import { isMilestone, milestones, superfluous } from './keepRule';

const of = (phase: Phase, ...steps: number[]) => steps.map((step) => ({ phase, step }));
const steps = (positions: Iterable<{ step: number }>) =>
  [...positions].map(({ step }) => step).sort((a, b) => a - b);

it('milestones are exactly of their steps, in each phase', () => {
  expect([0, 1, 64, 255, 256, 257, 512, 1024, 4096, 5000, 16_384].filter(isMilestone)).toEqual([
    256, 1024, 4096, 16_384,
  ]);
  const all = [...of('autoencoder', 256, 300, 1100), ...of('repair', 200, 256, 1024, 1030)];
  // 1100 is the end of phase one.
  expect(steps(milestones(all))).toEqual([256, 256, 1024, 1100]);
});

it('keeps milestones, the last three, and what stood in for milestones in older runs', () => {
  const exact = of('autoencoder', 100, 256, 300, 1024, 1100, 1200, 1300, 1400);
  expect(steps(superfluous(exact))).toEqual([100, 300, 1100]);
  const older = of('autoencoder', 107, 290, 400, 1500, 2000, 5000, 5100, 5200, 5300);
  expect(steps(superfluous(older))).toEqual([107, 400, 2000]);
});
