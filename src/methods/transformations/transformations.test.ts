import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { configSchema } from '../../experiments/config';
import { makeConfig } from '../../experiments/presets';
import { tableRows } from '../../experiments/tables';
import { startBackend } from '../../kernels/backend';
import { noiseSet } from '../../lab/labUnderTest';
import { Run } from '../../lab/run';
import { disposeNetworks, makeNetworks } from '../../networks/networks';
import { SIZES } from '../../schema/sizes';
import { memoryNeed, phaseNeed } from '../../training/memory';
import { disposeWork } from '../../training/phaseWork';
import { rotations } from '../rotations/method';
import { turned } from '../rotations/network';
import { classesOf } from './about';
import { drawBatch } from './draw';
import { ABLATIONS, COMBINATIONS } from './experiments';
import { KIND_SETS } from './fields';
import { patchSide } from './inpainting/geometry';
import { transformations } from './method';
import { classify, type TransformationsConfig } from './network';
import { drawnByLabel, partsOf } from './parts';
import { begin, configOf, noise, PIXELS } from './transformationsUnderTest';

beforeAll(() => startBackend({ preference: 'wasm' }));

const LENGTH = 3 * PIXELS ** 2;

it('tells apart what it is asked to, plain ones first', () => {
  const titles = KIND_SETS.slice(0, 4).map((kinds) => classesOf({ kinds }).map(({ title }) => title));
  expect(titles).toEqual([
    ['Plain', '90°', '180°', '270°'],
    ['Plain', 'Warped'],
    ['Plain', '90°', '180°', '270°', 'Warped'],
    ['Plain', 'Inpainted'],
  ]);
  for (const kinds of KIND_SETS) {
    const config = configOf({ kinds });
    const bias = transformations.specs(config)['C']!.find(({ name }) => name === 'C/kind/bias')!;
    expect(bias.shape).toEqual([classesOf(config).length]);
  }
});

it('has the rows of Table 4.2, each with its own classes', () => {
  const rows = tableRows(COMBINATIONS);
  expect(rows.map(({ id, paper }) => [id, paper])).toEqual([
    ['rotations-warp-lci', 73.7],
    ['rotations-lci', 72.3],
    ['rotations-warp', 70.6],
    ['warp-lci', 67.2],
    ['rotations', 70.1],
    ['lci', 68],
    ['warp', 55.3],
  ]);
  const wide = rows.map(
    ({ changes }) => classesOf(configOf(changes as Partial<TransformationsConfig>)).length,
  );
  expect(wide).toEqual([6, 5, 5, 3, 4, 2, 2]);
});

it('has the rows of Table 4.1, which are of LCI alone', () => {
  const rows = tableRows(ABLATIONS);
  expect(rows.map(({ letter, paper }) => [letter, paper])).toEqual([
    [null, 76.2],
    ['(a)', 61.2],
    ['(b)', 70.6],
    ['(c)', 75.1],
    ['(d)', 63.7],
    ['(e)', 68],
    ['(f)', 69.5],
  ]);
  const configs = rows.map(({ changes }) => configOf({ ...changes, size: 'small' } as object));
  expect(configs.map(({ kinds }) => kinds)).toEqual(Array<string>(7).fill('lci'));
  expect(configs.map(patchSide)).toEqual([48, 32, 40, 56, 48, 48, 48]);
});

it.each([COMBINATIONS, ABLATIONS])('has quick settings for table $id that are settings', ({ quick }) => {
  const config = { ...makeConfig({ method: 'transformations' }), ...quick };
  expect(configSchema.parse(config)).toEqual(config);
});

describe('what is drawn', () => {
  const still = { tilt: 0 } as const;

  it('is each image as it is and once more warped, where all views of each are taken', () => {
    const images = noise(3, 1);
    const drawn = drawBatch(images, configOf(still), new Random(1));
    expect([...drawn.labels]).toEqual([0, 0, 0, 4, 4, 4]);
    expect(drawn.images.subarray(0, images.length)).toEqual(images);
    for (let i = 0; i < 3; i++) {
      const own = images.subarray(i * LENGTH, (i + 1) * LENGTH);
      const warped = drawn.images.subarray((3 + i) * LENGTH, (4 + i) * LENGTH);
      expect(warped).not.toEqual(own);
      expect(Math.max(...warped)).toBeLessThanOrEqual(Math.max(...own));
    }
  });

  it('is every image once, in the order of the classes, where one view of each is taken', () => {
    const images = noise(40, 2);
    const config = configOf({ ...still, views: 'one' });
    const { images: drawn, labels } = drawBatch(images, config, new Random(3));
    expect(labels).toHaveLength(40);
    expect(new Set(labels)).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(labels).toEqual(labels.toSorted());
    const sums = (all: Float32Array, keep: (i: number) => boolean): number[] =>
      Array.from({ length: 40 }, (_, i) => i)
        .filter(keep)
        .map((i) => all.subarray(i * LENGTH, (i + 1) * LENGTH).reduce((sum, value) => sum + value, 0));
    const unmoved = sums(drawn, (i) => labels[i]! < 4);
    expect(sums(images, () => true)).toEqual(expect.arrayContaining(unmoved));
    expect(new Set(unmoved).size).toBe(unmoved.length);
  });

  it('is the same from the same generator, and other from another', () => {
    for (const changes of [{}, { views: 'one' }, { pointsAt: 'random' }, { kinds: 'warp' }] as const) {
      const draw = (seed: number) => drawBatch(noise(4, 4), configOf(changes), new Random(seed));
      expect(draw(5)).toEqual(draw(5));
      expect(draw(5).images).not.toEqual(draw(6).images);
    }
  });

  it('follows from no setting that may change between two steps', () => {
    const drawn = drawBatch(noise(2, 8), configOf(), new Random(1));
    for (const changes of [{ learningRate: 1e-5 }, { steps: 7 }, { epochs: 3 }])
      expect(drawBatch(noise(2, 8), configOf(changes), new Random(1))).toEqual(drawn);
  });

  it('is tilted in one half, as it is and warped alike', () => {
    const images = noise(200, 9);
    const { images: drawn, labels } = drawBatch(images, configOf({ kinds: 'rotations' }), new Random(2));
    expect(new Set(labels)).toEqual(new Set([0]));
    const isSame = (i: number): boolean =>
      images.subarray(i * LENGTH, (i + 1) * LENGTH).every((value, j) => value === drawn[i * LENGTH + j]);
    const same = Array.from({ length: 200 }, (_, i) => i).filter(isSame).length;
    expect(same).toBeGreaterThan(70);
    expect(same).toBeLessThan(130);
  });
});

describe('the parts of a step', () => {
  it('are the turned, the warped and those that are as they were, each of its class', () => {
    for (const views of ['all', 'one'] as const) {
      const config = configOf({ views, tilt: 0 });
      const drawn = drawBatch(noise(30, 3), config, new Random(4));
      const images = tf.tensor4d(drawn.images, [drawn.labels.length, PIXELS, PIXELS, 3]);
      const parts = partsOf(drawnByLabel(images, drawn.labels), config);
      expect(parts.map(({ label }) => label)).toEqual([0, 1, 2, 3, 4]);
      parts.forEach(({ label, images: own }) => {
        const from = views === 'all' && label < 4 ? 0 : label;
        const places = [...drawn.labels].flatMap((one, i) => (one === from ? [i] : []));
        const back = turned(own, label < 4 ? 4 - label : 0);
        expect(back.dataSync()).toEqual(tf.gather(images, places).dataSync());
      });
    }
  });

  it('leave out a class that chance gave to no image', () => {
    const images: tf.Tensor4D = tf.zeros([3, PIXELS, PIXELS, 3]);
    const parts = partsOf(drawnByLabel(images, Uint8Array.from([1, 1, 4])), configOf({ views: 'one' }));
    expect(parts.map(({ label, images: own }) => [label, own.shape[0]])).toEqual([
      [1, 2],
      [4, 1],
    ]);
  });

  it('without warps are a step of RotNet, bit for bit', () => {
    const config = configOf({ kinds: 'rotations', tilt: 0 });
    const { networks, step, dispose } = begin(config);
    const twin = makeConfig({ method: 'rotations', size: 'tiny', batchSize: 8 });
    const others = makeNetworks(rotations.specs(twin), twin.seed);
    const random = { rotations: new Random(1), dropout: new Random(2) };
    const work = rotations.begin('rotations', others, twin, { random, values: null });
    const images = noise(8, 6);
    for (let i = 0; i < 3; i++) {
      const { loss, accuracy } = step(images, 1e-3);
      const theirs = rotations.step({
        ...{ phase: 'rotations', networks: others, work, config: twin, players: [] },
        ...{ images: tf.tensor4d(images, [8, PIXELS, PIXELS, 3]), rates: { learningRate: 1e-3 } },
      });
      expect(loss!.dataSync()).toEqual(theirs.loss!.dataSync());
      expect(accuracy!.dataSync()).toEqual(theirs.accuracy!.dataSync());
    }
    expect(networks['C']!.get('C/kind/kernel').dataSync()).toEqual(
      others['C']!.get('C/turn/kernel').dataSync(),
    );
    dispose();
    disposeNetworks(others);
    disposeWork(work);
  });
});

describe('the gradient of the loss', () => {
  it.each([
    ['all', 'linear', 'rotations-warp'],
    ['one', 'hidden', 'rotations-warp'],
    ['all', 'hidden', 'warp'],
  ] as const)(
    'moves the weights down the slope of central differences (%s, %s, %s)',
    (views, head, kinds) => {
      const config = configOf({ views, head, kinds, weightDecay: 0 });
      const { networks, step, dispose } = begin(config);
      const C = networks['C']!;
      const images = noise(8, 7);
      const drawn = drawBatch(images, config, new Random(1));
      const parts = partsOf(
        drawnByLabel(tf.tensor4d(drawn.images, [drawn.labels.length, PIXELS, PIXELS, 3]), drawn.labels),
        config,
      );
      const classes = classesOf(config).length;
      const bias = C.get<tf.Rank.R1>('C/kind/bias');
      const lossAt = (shift: number): number => {
        const before = bias.clone();
        const shifts = Array.from({ length: classes }, (_, i) => (i === classes - 1 ? shift : 0));
        bias.assign(tf.add(before, tf.tensor1d(shifts)));
        const batch = tf.concat(
          parts.map((part) => part.images),
          0,
        );
        const logits = classify(C, config, batch, { mode: 'batch' });
        const labels = parts.flatMap((part) => Array<number>(part.images.shape[0]).fill(part.label));
        const right = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
        const loss = tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), right), 1))).dataSync()[0]!;
        bias.assign(before);
        return loss;
      };
      const slope = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2;
      const before = bias.dataSync()[classes - 1]!;
      const expected = lossAt(0);
      // Adam’s first step is the rate against the sign of the gradient.
      const { loss } = step(images, 1e-3);
      expect(loss!.dataSync()[0]).toBeCloseTo(expected, 4);
      expect(Math.sign(bias.dataSync()[classes - 1]! - before)).toBe(-Math.sign(slope));
      dispose();
    },
  );
});

it('logs what a guess would reach, and what is told of each kind that the step has', () => {
  const { step, dispose } = begin(configOf());
  const metrics = step(noise(8, 1), 1e-3);
  const read = Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, value.dataSync()[0]!] as const),
  );
  expect(read['chance']).toBeCloseTo(1 / 5);
  expect(read['guessLoss']).toBeCloseTo(Math.log(5));
  // Three fifths are rotated.
  expect((read['toldPlain']! + 3 * read['toldRotated']! + read['toldWarped']!) / 5).toBeCloseTo(
    read['accuracy']!,
  );
  dispose();
  const warps = begin(configOf({ kinds: 'warp' }));
  expect(Object.keys(warps.step(noise(8, 1), 1e-3))).not.toContain('toldRotated');
  warps.dispose();
});

it('the memory that a step needs is foretold', async () => {
  for (const [size, batchSize, kinds, views] of [
    ['tiny', 8, 'rotations-warp', 'all'],
    ['small', 4, 'rotations-warp', 'all'],
    ['laptop', 4, 'rotations-warp', 'all'],
    ['small', 8, 'warp', 'all'],
    ['small', 16, 'rotations-warp', 'one'],
  ] as const) {
    const config = configOf({ size, batchSize, kinds, views });
    const others = tf.memory().numBytes;
    const { step, dispose } = begin(config);
    const images = noise(batchSize, 1, SIZES[size].pixels);
    const { peakBytes } = await tf.profile(() => {
      tf.dispose({ ...step(images, 1e-4) });
      return [];
    });
    dispose();
    const ratio = phaseNeed(transformations, config, 'transformations').bytes / (peakBytes - others);
    expect([size, kinds, views, Math.abs(ratio - 1) < 0.2, ratio]).toEqual([size, kinds, views, true, ratio]);
    expect(memoryNeed(transformations, config)).toEqual(
      phaseNeed(transformations, config, 'transformations'),
    );
  }
});

it('holds tensors flat', () => {
  const { step, dispose } = begin(configOf({ dropout: 0.3, views: 'one' }));
  let tensors = 0;
  for (let i = 0; i < 12; i++) {
    tf.dispose({ ...step(noise(8, i), 1e-3, i) });
    if (i === 3) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  dispose();
});

it('goes on from a snapshot as if nothing had been', () => {
  const config = configOf({ ...{ views: 'one', pointsAt: 'random', dropout: 0.2 }, batchSize: 4, steps: 6 });
  const images = noiseSet(10, SIZES.tiny.storedPixels);
  const train = (run: Run, steps: number): void => {
    for (let i = 0; i < steps; i++) {
      // As on a GPU, where the next batch is made ahead.
      run.prepareBatch();
      tf.dispose({ ...run.advance() });
    }
  };
  const weights = (run: Run) => run.networks['C']!.get('C/conv1/kernel').dataSync();
  const whole = new Run(config, images);
  train(whole, 6);

  const broken = new Run(config, images);
  train(broken, 3);
  broken.prepareBatch();
  const { training, tensors } = broken.snapshot();
  const plain = [...tensors].map(([name, tensor]) => {
    const value = { shape: tensor.shape, data: tensor.dataSync<'float32'>().slice() };
    tensor.dispose();
    return [name, value] as const;
  });
  broken.dispose();
  const resumed = Run.restore(config, images, training, new Map(plain));
  train(resumed, 3);
  expect(weights(resumed)).toEqual(weights(whole));
  for (const run of [whole, resumed]) run.dispose();
});
