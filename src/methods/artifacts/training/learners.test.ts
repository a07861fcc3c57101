/** Who learns in a step of phase two, and that the other does not move. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { makeConfig } from '../../../experiments/presets';
import { startBackend } from '../../../kernels/backend';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import type { Parameters } from '../../../networks/parameters';
import { damageRepairState, disposeState, type DamageRepairState } from './damageRepairState';
import { damageRepairStep } from './damageRepairStep';
import { scheduledLearners, type Learners } from './learners';

beforeAll(() => startBackend({ preference: 'wasm' }));

const RATES = { C: 1e-3, R: 1e-3 };

const CONFIGS: [string, Partial<ArtifactsConfig>][] = [
  ['in turn, with past images', {}],
  ['from one forward pass', makeConfig({ preset: 'authors-code' })],
  ['against a learnt noise', { noise: 'both', noiseLearnt: true, noiseSigma: 0.3 }],
  ['with a generator', { fakes: 'generated' }],
];

function imagesFrom(seed: number): tf.Tensor4D {
  const random = new Random(seed);
  const pixels = Float32Array.from({ length: 4 * 32 * 32 * 3 }, () => random.between(-1, 1));
  return tf.tensor4d(pixels, [4, 32, 32, 3]);
}

/** Every value, averages of normalisation included. */
const bits = (network: Parameters): string =>
  network.specs
    .map(({ name }) => Buffer.from(network.get(name).dataSync<'float32'>().slice().buffer).toString('base64'))
    .join();

/** Steps of these learners from the same beginning: who moved in the last, what it measured and where it left all. */
function take(changes: Partial<ArtifactsConfig>, moves: readonly Learners[]) {
  const config = { ...makeConfig(), ...changes, size: 'tiny', historySize: 8 } as ArtifactsConfig;
  const networks = createNetworks(config);
  const state = damageRepairState(networks, config);
  const everything = () => ({ C: bits(networks.C), R: bits(networks.R), N: bits(state.noise) });
  let before = everything();
  let measured: string[] = [];
  moves.forEach((learners, i) => {
    before = everything();
    const images = imagesFrom(i);
    const metrics = damageRepairStep(networks, state, config, images, RATES, learners);
    measured = Object.keys(metrics);
    tf.dispose([images, { ...metrics }]);
  });
  const after = everything();
  const result = {
    moved: (['C', 'R', 'N'] as const).filter((letter) => before[letter] !== after[letter]).join(''),
    measured,
    after,
    updates: { C: state.optimisers.C.step, R: state.optimisers.R.step },
    past: state.history.size,
    draws: drawsOf(state),
  };
  disposeState(state);
  disposeNetworks(networks);
  return result;
}

const drawsOf = ({ random: { damage, dropout } }: DamageRepairState) => [
  [...damage.state],
  [...dropout.state],
];

describe.each(CONFIGS)('a step of one player %s', (_, changes) => {
  const sigma = changes.noiseLearnt ? 'N' : '';

  it('moves that player alone, and measures what it minimised', () => {
    const [both, C, R] = (['both', 'C', 'R'] as const).map((learners) => take(changes, [learners]));
    expect([both!.moved, C!.moved, R!.moved]).toEqual([`CR${sigma}`, `C${sigma}`, 'R']);
    expect([C!.updates, R!.updates]).toEqual([
      { C: 1, R: 0 },
      { C: 0, R: 1 },
    ]);
    expect(C!.measured).toContain('classLoss');
    expect(C!.measured).not.toContain('repairLoss');
    expect(R!.measured).toContain('repairLoss');
    expect(R!.measured).not.toContain('classLoss');
    expect(new Set([...C!.measured, ...R!.measured])).toEqual(new Set(both!.measured));
  });

  it('draws Ω and dropout as any other, and leaves C’s past images alone where R learns', () => {
    const [both, C, R] = (['both', 'C', 'R'] as const).map((learners) => take(changes, [learners]));
    expect(C!.draws).toEqual(both!.draws);
    expect(R!.draws).toEqual(both!.draws);
    expect([C!.past, R!.past]).toEqual([both!.past, 0]);
  });

  it('gives the same each time, in any mixture, and leaves no tensor behind', () => {
    const moves = ['C', 'R', 'R', 'both', 'C'] as const;
    const first = take(changes, moves);
    const { numTensors } = tf.memory();
    expect(take(changes, moves)).toEqual(first);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(first.updates).toEqual({ C: 3, R: 3 });
  });
});

it('C against fakes that nothing makes better is as ever', () => {
  expect(take({ fakes: 'damaged' }, ['both', 'both'])).toEqual(take({ fakes: 'damaged' }, ['C', 'C']));
});

it('R has its turn in every n-th step, and in each where the ratio is 1', () => {
  const turns = (updateRatio: number) =>
    [1, 2, 3, 4, 5, 6].filter((step) => scheduledLearners({ updateRatio }, step) === 'both');
  expect(turns(1)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(turns(2)).toEqual([2, 4, 6]);
  expect(turns(4)).toEqual([4]);
});
