import { expect, it } from 'vitest';
import { runControls } from './runControls';

const STATES = ['empty', 'ready', 'running', 'paused', 'stopped', 'finished', 'failed'] as const;

it('whatever cannot be pressed says why', () => {
  for (const state of STATES) {
    for (const busy of [null, 'reading', 'continuing'] as const) {
      const { canToggle, canStep, canStop, reason, stopReason } = runControls(state, busy, 'repair');
      expect([state, reason === null, stopReason === null]).toEqual([state, canToggle && canStep, canStop]);
    }
  }
});

it('a finished run says how to train on', () => {
  const { reason, stopReason } = runControls('finished', null, 'repair');
  expect(reason).toMatch(/raise the steps of damage & repair, or press “Train 1,000 more”/);
  expect(stopReason).toBe(reason);
});
