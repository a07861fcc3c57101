import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METHOD_IDS } from './abouts';
import { phaseSteps } from './config';
import { dividedImages, heldOutCount } from './heldOut';
import { configToHash, hashToConfig } from './link';
import { firstConfig, makeConfig, PRESETS, presetOf } from './presets';
import { firstPhaseKey } from './sharedPhase';
import { readStoredConfig } from './storedConfig';

const share = fc.double({ min: 0, max: 0.5, noNaN: true });

describe('the part that is held out', () => {
  it('and the part that is trained on are all images, each once, in the order of the set', () => {
    fc.assert(
      fc.property(fc.nat(), share, fc.nat(400), (seed, heldOut, images) => {
        const parts = dividedImages({ seed, heldOut }, images);
        const all = [...parts.trained, ...parts.heldOut];
        expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: images }, (_, i) => i));
        for (const part of [parts.trained, parts.heldOut])
          expect([...part]).toEqual([...part].toSorted((a, b) => a - b));
        expect(parts.heldOut.length).toBe(heldOutCount({ heldOut }, images));
      }),
    );
  });

  it('is the share that was asked for, and none of a small set', () => {
    const counts = (heldOut: number) => [19, 20, 121, 302, 5000].map((n) => heldOutCount({ heldOut }, n));
    expect(counts(0.1)).toEqual([0, 2, 12, 30, 500]);
    expect(counts(0.5)).toEqual([0, 10, 61, 151, 2500]);
    // One image cannot be judged by itself.
    expect(counts(0.05)).toEqual([0, 0, 6, 15, 250]);
    expect(counts(0)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is another for another seed, and spread over the set', () => {
    const of = (seed: number) => [...dividedImages({ seed, heldOut: 0.1 }, 1000).heldOut];
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
    // Of 100 drawn evenly, each half has 50 ± 5.
    expect(Math.abs(of(1).filter((image) => image < 500).length - 50)).toBeLessThan(20);
  });

  it('is not counted where a budget is in epochs', () => {
    const config = makeConfig({ budget: 'epochs', aeEpochs: 10, batchSize: 10 });
    expect(phaseSteps(config, 'autoencoder', 100)).toBe(100);
    expect(phaseSteps({ ...config, heldOut: 0.2 }, 'autoencoder', 100)).toBe(80);
  });
});

describe('experiments from before there was such a part', () => {
  const without = (config: object) =>
    Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'heldOut'));

  it.each([...Object.values(PRESETS), presetOf('rotations', null), presetOf('transformations', null)])(
    'as files hold them, train on all images ($method, $preset)',
    (config) => {
      expect(readStoredConfig(without(config))).toEqual({ ...config, heldOut: 0 });
      expect(readStoredConfig(config)).toEqual(config);
    },
  );

  it('as links, do so where they name the paper or its code', () => {
    expect(hashToConfig('#theta=0.5').config.heldOut).toBe(0);
    expect(hashToConfig('#preset=authors-code&size=tiny').config.heldOut).toBe(0);
    expect(configToHash(makeConfig({ theta: 0.5 }))).toBe('theta=0.5');
  });

  it('share phase one under the names that their folders have', () => {
    expect(firstPhaseKey(makeConfig())).not.toContain('heldOut');
    expect(firstPhaseKey(makeConfig({ heldOut: 0.1 }))).toContain('"heldOut":0.1');
  });
});

it('holds out a tenth where a method begins by default', () => {
  const begun = METHOD_IDS.map((method) => firstConfig(method).heldOut);
  expect(begun).toEqual(METHOD_IDS.map(() => 0.1));
  expect([PRESETS.paper.heldOut, PRESETS['authors-code'].heldOut]).toEqual([0, 0]);
});
