import { expect, it } from 'vitest';
import type { ArtifactsConfig } from './config';
import { makeConfig } from '../../experiments/presets';
import { SIZE_NAMES } from '../../schema/sizes';
import { stepWork } from './cost';

it('a step of phase two is two to four times the work of one of phase one, more where C is wider', () => {
  for (const size of SIZE_NAMES) {
    const { autoencoder, repair } = stepWork(makeConfig({ size }));
    const isWider = size === 'laptop';
    expect(repair / autoencoder).toBeGreaterThan(isWider ? 4 : 2);
    expect(repair / autoencoder).toBeLessThan(isWider ? 8 : 4);
  }
});

it('counts what a network multiplies, layer by layer', () => {
  const work = (changes: Partial<ArtifactsConfig>) => stepWork(makeConfig(changes));
  expect(work({ size: 'small', encoderKernel: 3 }).autoencoder).toBeGreaterThan(
    work({ size: 'small' }).autoencoder,
  );
  expect(work({ size: 'imagenet' }).autoencoder / work({ size: 'stl10' }).autoencoder).toBeCloseTo(
    (128 / 96) ** 2,
    9,
  );
});

it('is less where there is less to do', () => {
  const whole = stepWork(makeConfig({})).repair;
  for (const changes of [{ fakes: 'damaged' }, { realInput: 'raw' }, { updateRatio: 5 }] as const) {
    expect(stepWork(makeConfig(changes)).repair).toBeLessThan(whole);
  }
  expect(stepWork(makeConfig({ noise: 'both' })).repair).toBeGreaterThan(whole);
});
