import { describe, expect, it } from 'vitest';
import { makeConfig } from '../src/experiments/presets';
import { ALTERNATING, AUTOENCODER, benchConfig, SIMULTANEOUS } from './cases/steps';
import { isConvolution, layersOf, stepFlop, TWIN_SIZES } from './cost';
import flopOfTwin from './pytorch/flop.json' with { type: 'json' };

/** Millions of multiply-adds, worked out by hand from the paper's layer table at 96 and 128 px, full width. */
const BY_HAND = {
  stl10: { E: 83.46, D: 687.44, R: 854.49, C: 173.81, convolutionsOfC: 135.97, fc1: 37.75 },
  imagenet: { E: 148.37, D: 1222.12, R: 1519.09, C: 308.99, convolutionsOfC: 241.73, fc1: 67.11 },
} as const;

const sum = (layers: readonly { macs: number }[]): number =>
  layers.reduce((total, { macs }) => total + macs, 0) / 1e6;

describe.each(['stl10', 'imagenet'] as const)('cost at %s', (size) => {
  const config = makeConfig({ size, preset: 'authors-code' });
  const { E, D, R, C } = layersOf(config);
  const hand = BY_HAND[size];

  it('counts the forward pass of each network', () => {
    expect(sum(E)).toBeCloseTo(hand.E, 1);
    expect(sum(D)).toBeCloseTo(hand.D, 1);
    expect(sum(R)).toBeCloseTo(hand.R, 1);
    expect(sum(C)).toBeCloseTo(hand.C, 1);
    expect(sum(C.filter(({ name }) => name.includes('conv')))).toBeCloseTo(hand.convolutionsOfC, 1);
    expect(sum(C.filter(({ name }) => name === 'C/fc1'))).toBeCloseTo(hand.fc1, 1);
  });

  it('counts an autoencoder step: three passes but the first layer’s gradient to the image', () => {
    const expected = { stl10: 4.61, imagenet: 8.19 }[size];
    expect(stepFlop(config, 'autoencoder') / 1e9).toBeCloseTo(expected, 2);
  });

  it('counts a simultaneous step with one forward pass for both, R’s gradient reaching fc1 of real images too', () => {
    const expected = { stl10: 11.6, imagenet: 20.62 }[size] + (2 * hand.fc1) / 1000;
    expect(stepFlop(config, 'damageRepair') / 1e9).toBeCloseTo(expected, 1);
  });

  it('counts an alternating step with x̂ made once and the real images judged twice', () => {
    // 15.03 and 26.73 GFLOP if D̂ ran twice and C only saw corrupt images the second time.
    const naive = { stl10: 15.03, imagenet: 26.73 }[size];
    const expected =
      naive - (2 * (hand.D + hand.R)) / 1000 + (2 * hand.convolutionsOfC + 4 * hand.fc1) / 1000;
    const alternating = makeConfig({ size, preset: 'authors-code', updateRule: 'alternating' });
    expect(stepFlop(alternating, 'damageRepair') / 1e9).toBeCloseTo(expected, 1);
  });
});

it('has a count of the twin for every size that it knows', () => {
  expect(Object.keys(flopOfTwin)).toEqual(TWIN_SIZES);
});

it('knows groups and strides', () => {
  const { C, E } = layersOf(makeConfig({ size: 'stl10' }));
  const convolutions = C.filter(isConvolution);
  expect(convolutions.map(({ groups }) => groups)).toEqual([1, 2, 1, 2, 2, 1]);
  expect(convolutions.map(({ side }) => side)).toEqual([24, 12, 6, 6, 6, 6]);
  expect(E.map(({ stride }) => stride)).toEqual([1, 2, 2, 2, 2]);
});

it.each(Object.keys(flopOfTwin) as (keyof typeof flopOfTwin)[])(
  'gives the PyTorch twin the same count at %s',
  (size) => {
    const flop = (rule: 'alternating' | 'simultaneous', step: 'autoencoder' | 'damageRepair'): number =>
      stepFlop(benchConfig(size, 2, rule), step);
    expect(flopOfTwin[size]).toEqual({
      [AUTOENCODER]: flop('alternating', 'autoencoder'),
      [ALTERNATING]: flop('alternating', 'damageRepair'),
      [SIMULTANEOUS]: flop('simultaneous', 'damageRepair'),
    });
  },
);
