import { describe, expect, it } from 'vitest';
import type { MetricRow, Phase } from '../worker/protocol';
import { MetricLog } from './metricLog';

function row(phase: Phase, step: number, values: MetricRow['values']): MetricRow {
  return { phase, step, epoch: 0, seconds: 0, values };
}

describe('MetricLog', () => {
  it('counts the steps of phase two on from those of phase one', () => {
    const log = new MetricLog();
    log.append([row('autoencoder', 50, { reconstruction: 1, imagesPerSecond: 9 })], true);
    expect([log.startOf('repair'), log.borders]).toEqual([null, []]);
    log.append([row('repair', 1, { classLoss: 0.7, imagesPerSecond: 8 })], false);
    expect([...log.series('imagesPerSecond').x]).toEqual([50, 51]);
    expect([...log.series('classLoss').x]).toEqual([51]);
    expect([log.startOf('repair'), log.borders]).toEqual([50, [50]]);
  });

  it('forgets a run when another begins', () => {
    const log = new MetricLog();
    log.append([row('autoencoder', 50, { theta: 1 }), row('repair', 1, { theta: 1 })], true);
    const { version } = log;
    log.append([row('autoencoder', 1, { theta: 0.5 })], true);
    expect([...log.series('theta').y]).toEqual([0.5]);
    expect([log.startOf('repair'), log.borders]).toEqual([null, []]);
    expect(log.version).not.toBe(version);
  });
});
