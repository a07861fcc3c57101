import { describe, expect, it } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import { MetricLog } from '../../store/metricLog';
import { initialState, type PageState } from '../../store/state';
import { reached } from './reached';
import type { MetricRow } from '../../worker/protocol';
import { waitingText } from './waitingText';

const config = makeConfig();
const start = initialState(config);

describe('what a run has reached', () => {
  it('is the mean of the last tenth of each measure, in words', () => {
    const log = new MetricLog();
    const at = { epoch: 0, seconds: 1 };
    log.append(
      [
        { phase: 'autoencoder', step: 1, ...at, values: { reconstruction: 0.5 } },
        { phase: 'autoencoder', step: 2, ...at, values: { reconstruction: 0.0312 } },
        ...Array.from({ length: 20 }, (_, i) => ({
          ...{ phase: 'repair' as const, step: i + 1, ...at },
          values: { classLoss: 0.61, accuracy: i % 2 === 0 ? 0.6 : 0.826 },
        })),
      ],
      true,
    );
    expect(reached(log, config)).toBe(
      'Mean of the last tenth of the steps: reconstruction error 0.0312 · class loss of C 0.61 · accuracy 71.3 %',
    );
    expect(reached(new MetricLog(), config)).toBe('');
  });

  it('is of another method what its runs are compared by', () => {
    const log = new MetricLog();
    const values = { loss: 1.25, accuracy: 0.4, learningRate: 3e-4 };
    log.append([{ phase: 'rotations', step: 1, epoch: 0, seconds: 1, values }], true);
    const rotations = makeConfig({ method: 'rotations' });
    expect(reached(log, rotations)).toBe('Mean of the last tenth of the steps: loss 1.25 · accuracy 40.0 %');
  });

  it('is what was measured last on held-out images, where there are such', () => {
    const log = new MetricLog();
    const at = { epoch: 0, seconds: 1 };
    const row = (step: number, values: MetricRow['values']): MetricRow => ({
      ...{ phase: 'rotations', step, ...at },
      values,
    });
    log.append([row(50, { accuracy: 0.7, heldOutAccuracy: 0.6 })], true);
    log.append([row(100, { accuracy: 0.586, heldOutAccuracy: 0.734 }), row(101, { accuracy: 0.4 })], false);
    expect(reached(log, makeConfig({ method: 'rotations' }))).toBe('Held-out accuracy 73.4 %');
  });
});

describe('what is waited for', () => {
  const backend = { name: 'webgpu' } as unknown as PageState['backend'];
  const waiting = (waiting: PageState['status']['waiting']) => ({ ...start.status, waiting });
  const reading = { done: 300, total: 1214 } as unknown as PageState['reading'];
  it.each([
    ['Loading the backend…', {}],
    ['Decoding images: 300 of 1,214…', { reading }],
    ['Looking for images: 7 files so far…', { backend, collecting: 7 }],
    ['Making the first batch…', { backend, status: waiting('batch') }],
    ['Compiling the GPU’s programs for the first step…', { backend, status: waiting('programs') }],
    ['Taking the first step…', { backend, status: waiting('step') }],
    [null, { backend }],
  ])('%s', (text, change) => expect(waitingText({ ...start, ...change })).toBe(text));
});
