import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { ImageSet } from '../../../data/imageSet';
import { makeConfig } from '../../../experiments/presets';
import { SIZES } from '../../../schema/sizes';
import { startBackend } from '../../../kernels/backend';
import { damage, drawDropMask } from '../networks/damage';
import { decode } from '../networks/decoder';
import { discriminate } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import type { Parameters } from '../../../networks/parameters';
import { repairWith } from '../networks/repair';
import { classLoss, keptPixelLoss, maskLoss, repairClassLoss } from '../training/losses';
import { areaUnderCurve } from '../../../evaluation/bootstrap';
import { finish } from '../../../base/slices';
import { calibration } from './calibration';
import { decoderTraces, TRACE_NAMES } from './decoderTraces';
import { gradientNorms } from './gradientNorms';
import { measureHealth, summary } from './health';
import type { Judged } from './judged';
import { shortcutTest, verdictOf } from './shortcut';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

describe('calibration', () => {
  it('of a hand-worked case', () => {
    const { bins, error } = calibration([0.1, 0.2, 0.9, 0.7, 1], [0, 1, 1, 0, 1], 2);
    expect(bins[0]).toEqual({ count: 2, predicted: expect.closeTo(0.15, 12) as number, observed: 0.5 });
    expect(bins[1]).toEqual({ count: 3, predicted: expect.closeTo(2.6 / 3, 12) as number, observed: 2 / 3 });
    expect(error).toBeCloseTo((0.7 + 0.6) / 5, 12);
  });

  it('has empty bins, and no error without predictions', () => {
    const { bins, error } = calibration([], []);
    expect(bins).toHaveLength(10);
    expect(bins[3]).toEqual({ count: 0, predicted: null, observed: null });
    expect(error).toBe(0);
  });
});

describe('who wins', () => {
  const scores = (...values: number[]) => values.map((score) => ({ score }));

  it('is told from both accuracies', () => {
    expect(summary(scores(0.9, 0.8, 0.2, 0.995), scores(0.1, 0.005, 0.3, 0.4))).toEqual({
      accuracy: { real: 0.75, corrupt: 1 },
      ahead: 'C',
      saturation: { real: 0.25, corrupt: 0.25 },
      meanScore: {
        real: expect.closeTo(0.72375, 12) as number,
        corrupt: expect.closeTo(0.20125, 12) as number,
      },
    });
    expect(summary(scores(0.9, 0.1), scores(0.9, 0.1)).ahead).toBe('R');
    expect(summary(scores(0.9, 0.1), scores(0.1, 0.1)).ahead).toBe('even');
  });

  it('the area under the curve counts pairs, equal ones half', () => {
    expect(areaUnderCurve([3, 2], [1, 2])).toBe(3.5 / 4);
    expect(areaUnderCurve([1], [1])).toBe(0.5);
  });
});

describe('the shortcut', () => {
  it('is told from the area under the curve, either side of one half', () => {
    expect([0.5, 0.41, 0.59].map(verdictOf)).toEqual(['none', 'none', 'none']);
    expect(verdictOf(0.96)).toBe('raw looks corrupt');
    expect(verdictOf(0.1)).toBe('raw looks real');
  });

  it('of a C that scores by sharpness: raw images, the sharp ones, look corrupt, and traces explain the score', () => {
    const random = new Random(5);
    const judged = (sharpness: number): Judged[] =>
      Array.from({ length: 40 }, () => {
        const rgb = Float32Array.from({ length: 16 * 16 * 3 }, () => random.between(-sharpness, sharpness));
        const [, deviation] = decoderTraces(rgb);
        const margin = 3 - 10 * deviation!;
        return { rgb, margin, score: 1 / (1 + Math.exp(-margin)) };
      });
    const kinds = { raw: judged(0.9), autoencoded: judged(0.3), corrupt: judged(0.8) };
    const test = shortcutTest(kinds, new Random(1));
    expect(test.verdict).toBe('raw looks corrupt');
    expect(test.rawFromAutoencodedAuc).toBe(1);
    expect(test.traces.explained).toBeGreaterThan(0.95);
  });
});

describe('decoder traces', () => {
  const trace = (rgb: Float32Array, name: string): number => decoderTraces(rgb)[TRACE_NAMES.indexOf(name)]!;
  const grey = (side: number, value: (y: number, x: number) => number): Float32Array =>
    Float32Array.from({ length: side * side * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return value(Math.floor(pixel / side), pixel % side);
    });

  it('have a name each', () => {
    expect(decoderTraces(new Float32Array(8 * 8 * 3))).toHaveLength(TRACE_NAMES.length);
  });

  it('of a ramp: its slope along rows, nothing along columns, no Laplacian', () => {
    const ramp = grey(16, (_, x) => 0.1 * x - 0.75);
    expect(trace(ramp, 'mean of green')).toBeCloseTo(0, 6);
    expect(trace(ramp, 'deviation of green')).toBeCloseTo(0.1 * Math.sqrt((16 ** 2 - 1) / 12), 6);
    expect(trace(ramp, 'rows’ detail at 1 px')).toBeCloseTo(Math.log(0.01), 4);
    expect(trace(ramp, 'rows’ detail at 4 px')).toBeCloseTo(Math.log(0.16), 4);
    expect(trace(ramp, 'columns’ detail at 2 px')).toBeCloseTo(Math.log(1e-8), 4);
    expect(trace(ramp, 'Laplacian at 1 px')).toBeCloseTo(Math.log(1e-8), 3);
  });

  it('see that odd rows and columns of an upsampled picture are averages', () => {
    const random = new Random(4);
    const small = grey(8, () => random.normal());
    const big = tf.tidy(() =>
      tf.image.resizeBilinear(tf.tensor3d(small, [8, 8, 3]), [16, 16]).dataSync<'float32'>(),
    );
    const noise = grey(16, () => random.normal());
    for (const name of ['odd against even rows', 'odd against even columns']) {
      expect(trace(big, name)).toBeLessThan(-0.5);
      expect(Math.abs(trace(noise, name))).toBeLessThan(0.5);
    }
  });
});

describe.each(['paper', 'authors-code'] as const)('gradient norms (%s)', (preset) => {
  it('are those of the training’s own losses', async () => {
    const config = makeConfig({
      ...{ preset, size: 'tiny', classWeight: 0.7, repairWeight: 1.3 },
      repairLoss: preset === 'paper' ? 'minimax' : 'code-exact',
    });
    const networks = createNetworks(config);
    const { E, D, R, C } = networks;
    const random = new Random(2);
    const images = tf.tensor4d(
      Float32Array.from({ length: 3 * 3072 }, () => random.between(-1, 1)),
      [3, 32, 32, 3],
    );
    const features = encode(E, config, images, 'inference');
    const mask = drawDropMask(random, 3, 2, 0.5);
    const damaged = damage(features, mask, 'average', random);
    const found = await gradientNorms({ config, networks }, { images, real: images, start: damaged, mask });

    const play = () => {
      const corrupt = decode(D, config, damaged, 'inference', repairWith(R, config, mask, 'batch'));
      const { classLogits, maskLogits } = discriminate(
        C,
        config,
        tf.concat([images, corrupt], 0),
        'batch',
        null,
      );
      const half = <T extends tf.Tensor>(x: T, i: number): T => tf.split(x, 2, 0)[i] as T;
      return {
        shown: corrupt,
        real: half(classLogits, 0),
        corrupt: half(classLogits, 1),
        kept: half(maskLogits, 1),
        seen: half(maskLogits, 0),
      };
    };
    const half = (a: tf.Scalar, b: tf.Scalar): tf.Scalar => tf.mul(tf.add(a, b), 0.5);
    const objectiveOfC = ({ real, corrupt, kept, seen }: ReturnType<typeof play>): tf.Scalar => {
      const classes = half(classLoss(real, 1), classLoss(corrupt, 0));
      const onBoth = () => half(maskLoss(kept, mask), maskLoss(seen, tf.onesLike(mask)));
      const masks = config.maskLossOn === 'both' ? onBoth() : maskLoss(kept, mask);
      return tf.add(tf.mul(classes, 0.7), tf.mul(masks, config.maskWeight));
    };
    const lossOfC = (): tf.Scalar => objectiveOfC(play());
    // The authors' program: the labels swapped on both halves, C's own losses on top, and the kept pixels.
    const lossOfR = (): tf.Scalar => {
      const played = play();
      if (preset === 'paper') return tf.mul(repairClassLoss(played.corrupt, 'minimax'), 1.3);
      const swapped = half(classLoss(played.real, 0), classLoss(played.corrupt, 1));
      const adversarial = tf.mul(tf.add(swapped, objectiveOfC(played)), 1.3);
      return tf.add(adversarial, tf.mul(keptPixelLoss(played.shown, images, mask), config.keptPixelWeight));
    };
    const compare = (parameters: Parameters, loss: () => tf.Scalar, norms: typeof found.C): void => {
      const { grads } = tf.variableGrads(
        loss,
        parameters.trainable.map(({ variable }) => variable),
      );
      const norm = (names: string[]): number =>
        Math.hypot(...names.map((name) => tf.norm(grads[name]!).dataSync<'float32'>()[0]!));
      const names = (layer: string): string[] =>
        parameters.trainable
          .filter(({ spec }) => spec.name.split('/')[1] === layer)
          .map(({ variable }) => variable.name);
      expect(norms.total).toBeGreaterThan(0);
      expect(Math.abs(norms.total / norm(Object.keys(grads)) - 1)).toBeLessThan(1e-4);
      for (const { layer, norm: own } of norms.layers)
        expect(Math.abs(own / norm(names(layer)) - 1)).toBeLessThan(1e-4);
    };
    compare(C, lossOfC, found.C);
    compare(R, lossOfR, found.R);
    expect(found.C.layers.map(({ layer }) => layer)).toEqual([
      'conv1',
      'conv2',
      'conv3',
      'conv4',
      'conv5',
      'mask',
      'fc1',
      'fc2',
    ]);
    disposeNetworks(networks);
  });
});

describe('health', () => {
  const config = makeConfig({ size: 'tiny' });
  const { storedPixels } = SIZES.tiny;
  const random = new Random(9);
  const images = new ImageSet({
    name: 'noise',
    pixels: storedPixels,
    data: Uint8Array.from({ length: 40 * storedPixels ** 2 * 3 }, () => random.integer(256)),
    labels: new Int16Array(40).fill(-1),
    labelNames: [],
    paths: Array.from({ length: 40 }, (_, i) => `${i}.png`),
  });

  it('of a C that always says “real” with certainty, while traces tell noise from its reconstruction', async () => {
    const networks = createNetworks(config);
    networks.C.get('C/fc2/kernel').assign(tf.zeros([512, 2]));
    networks.C.get('C/fc2/bias').assign(tf.tensor1d([-3, 3]));
    const means = networks.D.get('D/4/mean').dataSync<'float32'>();
    const tensors = tf.memory().numTensors;
    const health = await finish(measureHealth({ config, networks }, images));
    expect(tf.memory().numTensors).toBe(tensors);
    expect(networks.D.get('D/4/mean').dataSync()).toEqual(means);
    expect(health).toMatchObject({
      images: 40,
      accuracy: { real: 1, corrupt: 0 },
      ahead: 'R',
      saturation: { real: 1, corrupt: 1 },
      shortcut: { rawFromAutoencoded: { share: 0.5 }, rawFromAutoencodedAuc: 0.5, traces: { explained: 0 } },
    });
    expect(health.shortcut.traces.rawFromAutoencoded.share).toBeGreaterThan(0.9);
    expect(health.meanScore.real).toBeCloseTo(1 / (1 + Math.exp(-6)), 5);
    // Constant logits: nothing reaches R.
    expect(health.gradients.R.total).toBe(0);
    expect(health.mask!.calibration.bins.reduce((sum, { count }) => sum + count, 0)).toBe(40 * 4);
    disposeNetworks(networks);
  });

  it('judges as in training: moving averages that lag change nothing but the shortcut test', async () => {
    const networks = createNetworks(config);
    const before = await finish(measureHealth({ config, networks }, images));
    networks.C.get('C/conv5/mean').assign(tf.fill([networks.C.get('C/conv5/mean').shape[0]], 1e3));
    const variance = networks.R.get('R/5/first/variance');
    variance.assign(tf.fill(variance.shape, 1e6));
    const after = await finish(measureHealth({ config, networks }, images));
    const { accuracy, meanScore, saturation, ahead, mask, shortcut } = before;
    expect(after).toMatchObject({ accuracy, meanScore, saturation, ahead, mask });
    expect(after.shortcut).not.toEqual(shortcut);
    disposeNetworks(networks);
  });

  it('measures the images that it is given, two at least', async () => {
    const networks = createNetworks({ ...config, theta: 0.5 });
    const health = await finish(measureHealth({ config, networks }, images, { indices: [0, 1, 2, 3, 4, 5] }));
    expect(health.images).toBe(6);
    expect(health.gradients.R.total).toBeGreaterThan(0);
    expect(health.gradients.C.total).toBeGreaterThan(0);
    await expect(finish(measureHealth({ config, networks }, images, { indices: [0] }))).rejects.toThrow(
      /two images/,
    );
    disposeNetworks(networks);
  });
});
