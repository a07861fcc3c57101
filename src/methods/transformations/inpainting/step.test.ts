import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { makeConfig } from '../../../experiments/presets';
import { startBackend } from '../../../kernels/backend';
import { noiseSet } from '../../../lab/labUnderTest';
import { Run } from '../../../lab/run';
import type { Networks } from '../../../networks/networks';
import type { Parameters } from '../../../networks/parameters';
import { SIZES } from '../../../schema/sizes';
import { phaseNeed } from '../../../training/memory';
import { classesOf } from '../about';
import { drawBatch } from '../draw';
import { transformations } from '../method';
import { classify, type TransformationsConfig } from '../network';
import { drawnByLabel, partsOf } from '../parts';
import { begin, configOf, INPAINTING_SEED, noise, PIXELS } from '../transformationsUnderTest';
import { borderWidth, patchSide } from './geometry';
import { inpaint } from './inpainter';
import { learnersOf } from './learners';
import { findDirections, scoresOf, type Directions } from './patchDiscriminator';
import { drawScene, fill, withPatches, type Scene } from './scene';

beforeAll(() => startBackend({ preference: 'wasm' }));

const lci = (changes: Partial<TransformationsConfig> = {}) => configOf({ kinds: 'lci', ...changes });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The scene that the first step on these images has. */
function sceneOf(config: TransformationsConfig, images: Float32Array<ArrayBuffer>): Scene {
  const drawn = drawBatch(images, config, new Random(1));
  const x = tf.tensor4d(drawn.images, [drawn.labels.length, PIXELS, PIXELS, 3]);
  return drawScene(drawnByLabel(x, drawn.labels), config, new Random(INPAINTING_SEED));
}

/** What C, F and D minimise, from their outputs by loops. */
function lossesOf(
  { C, F, D }: Networks,
  config: TransformationsConfig,
  scene: Scene,
  directions: readonly Directions[],
): Record<'C' | 'F' | 'D', number> {
  return tf.tidy(() => {
    const side = patchSide(config);
    const border = borderWidth(config);
    const made = fill(F!, scene, 'batch');
    const parts = partsOf(withPatches(scene, made, config), config);
    const logits = classify(
      C!,
      config,
      tf.concat(
        parts.map(({ images }) => images),
        0,
      ),
      { mode: 'batch' },
    );
    const labels = parts.flatMap(({ label, images }) => Array<number>(images.shape[0]).fill(label));
    const ofC = mean(
      logits.arraySync().map((row, i) => {
        const largest = Math.max(...row);
        return largest + Math.log(row.reduce((sum, a) => sum + Math.exp(a - largest), 0)) - row[labels[i]!]!;
      }),
    );
    const [e, r] = [scene.erased!.patches, made.erased!];
    const [real, fake] = [e, r].map((patches) => [...scoresOf(D!, config, directions, patches).dataSync()]);
    const hinge = mean(real!.map((s) => Math.max(0, 1 - s))) + mean(fake!.map((s) => Math.max(0, 1 + s)));
    const squares = (a: tf.Tensor4D, b: tf.Tensor4D, seen: (u: number, v: number) => boolean): number[] => {
      const [x, y] = [a.arraySync(), b.arraySync()];
      return x.flatMap((patch, i) =>
        patch.flatMap((row, v) =>
          row.flatMap((pixel, u) =>
            seen(u, v) ? pixel.map((value, c) => (value - y[i]![v]![u]![c]!) ** 2) : [],
          ),
        ),
      );
    };
    const isBorder = (u: number, v: number) => Math.min(u, v, side - 1 - u, side - 1 - v) < border;
    const copies = [...scene.intact].flatMap(([label, { patches }]) =>
      squares(made.intact.get(label)!, patches, () => true),
    );
    const ofF =
      -config.discriminatorWeight * mean(fake!) +
      config.borderWeight * mean(squares(r, e, isBorder)) +
      (copies.length > 0 ? config.autoencodingWeight * mean(copies) : 0) -
      config.classifierWeight * ofC;
    return { C: ofC, F: ofF, D: hinge };
  });
}

/** Moves trained parameters along a direction. */
function moved(network: Parameters, direction: ReadonlyMap<string, tf.Tensor>, by: number): void {
  for (const { spec, variable } of network.trainable)
    tf.tidy(() => variable.assign(tf.add(variable, tf.mul(direction.get(spec.name)!, by))));
}

describe('the gradients of all three', () => {
  it.each([
    ['lci', 'all', {}],
    ['rotations-lci', 'all', { packing: 2 }],
    ['rotations-warp-lci', 'one', { discriminatorWeight: 3, classifierWeight: 20 }],
    ['warp-lci', 'all', { autoencoded: 0, borderWeight: 2 }],
  ] as const)('are those of central differences, through the paste (%s, %s)', (kinds, views, changes) => {
    const config = lci({ kinds, views, weightDecay: 0, batchSize: 12, ...changes });
    const { networks, work, step, dispose } = begin(config);
    const images = noise(12, 5);
    const scene = sceneOf(config, images);
    const directions = findDirections(networks['D']!, false);
    const before = lossesOf(networks, config, scene, directions);
    // So small that no unit of C turns on or off.
    const eps = 1e-4;
    const slopes = Object.entries(networks).map(([letter, network]) => {
      const random = new Random(9);
      const towards = new Map(
        network.trainable.map(({ spec, variable }) => {
          const signs = Float32Array.from({ length: variable.size }, () => (random.uniform() < 0.5 ? -1 : 1));
          // In proportion to the weights, so that no layer drowns the others.
          const scale = Math.max(0.05, Math.sqrt(mean([...variable.dataSync()].map((w) => w ** 2))));
          return [
            spec.name,
            tf.tensor(
              signs.map((sign) => sign * scale),
              variable.shape,
            ),
          ] as const;
        }),
      );
      const at = (by: number): number => {
        moved(network, towards, by);
        const loss = lossesOf(networks, config, scene, directions)[letter as 'C'];
        moved(network, towards, -by);
        return loss;
      };
      return { letter, towards, slope: (at(eps) - at(-eps)) / (2 * eps) };
    });
    // A rate of 0 moves nothing, and Adam’s first moment is half of the gradient.
    const metrics = step(images, 0);
    expect(metrics.loss!.dataSync()[0]).toBeCloseTo(before.C, 4);
    expect(metrics.discriminatorLoss!.dataSync()[0]).toBeCloseTo(before.D, 4);
    expect(metrics.inpainterLoss!.dataSync()[0]! / before.F).toBeCloseTo(1, 4);
    for (const { letter, towards, slope } of slopes) {
      const moments = work.optimisers[letter]!.moments;
      const parts = [...towards].map(([name, direction]) => {
        const m = moments.get(`adam/m/${name}`)!;
        return [
          tf.sum(tf.mul(m, direction)).dataSync()[0]! / 0.5,
          tf.norm(tf.mul(m, direction)).dataSync()[0]!,
        ];
      });
      const found = parts.reduce((sum, [part]) => sum + part!, 0);
      const size = Math.hypot(...parts.map(([, length]) => 2 * length!));
      expect(size).toBeGreaterThan(0);
      expect([letter, Math.abs(found - slope) / size < 0.03, found, slope]).toEqual([
        letter,
        true,
        found,
        slope,
      ]);
    }
    dispose();
  });
});

describe('the pictures of a step', () => {
  it('are pasted and copied into the images that they should be in, also before these are turned', () => {
    const config = lci({ kinds: 'rotations-lci', tilt: 0 });
    const { networks, dispose } = begin(config);
    const images = noise(8, 2);
    const scene = sceneOf(config, images);
    const made = fill(networks['F']!, scene, 'batch');
    const parts = partsOf(withPatches(scene, made, config), config);
    expect(parts.map(({ images: own }) => own.shape[0])).toEqual([8, 8, 8, 8, 8]);
    const [plain, , half, , inpainted] = parts.map(({ images: own }) => own.arraySync());
    const whole = tf.tensor4d(images, [8, PIXELS, PIXELS, 3]).arraySync();
    expect(plain!.slice(4)).toEqual(whole.slice(4));
    const copy = made.intact.get(0)!.arraySync();
    const filled = made.erased!.arraySync();
    for (let i = 0; i < 8; i++) {
      expect(half![i]!.map((row) => row.toReversed()).toReversed()).toEqual(plain![i]);
      const { x, y } = scene.erased!.places[i]!;
      expect(inpainted![i]![y + 3]![x + 5]).toEqual(filled[i]![3]![5]);
      if (i < 4) {
        const place = scene.intact.get(0)!.places[i]!;
        expect(plain![i]![place.y + 1]![place.x + 2]).toEqual(copy[i]![1]![2]);
        expect(plain![i]).not.toEqual(whole[i]);
      }
    }
    dispose();
  });

  it('are as they were drawn but for those where nothing is copied', () => {
    const config = lci({ autoencoded: 0, tilt: 0 });
    const { networks, dispose } = begin(config);
    const images = noise(8, 2);
    const scene = sceneOf(config, images);
    const [plain] = partsOf(withPatches(scene, fill(networks['F']!, scene, 'batch'), config), config);
    expect(plain!.images.dataSync()).toEqual(images);
    dispose();
  });
});

it('F sees nothing of what was erased', () => {
  const { networks, dispose } = begin(lci());
  const config = lci({ noise: 0 });
  const scenes = [noise(4, 1), noise(4, 1)].map((images, i) => {
    const scene = sceneOf(config, images);
    // Another middle of the second one’s patches.
    const inside = tf.pad(tf.ones([4, 20, 20, 3]), [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]);
    return { scene, patches: i === 0 ? scene.erased!.patches : tf.add(scene.erased!.patches, inside) };
  });
  expect(scenes[0]!.patches.dataSync()).not.toEqual(scenes[1]!.patches.dataSync());
  const made = scenes.map(({ scene }) =>
    inpaint(networks['F']!, scene.erased!.given, 'inference').dataSync(),
  );
  expect(made[0]).toEqual(made[1]);
  dispose();
});

describe('who learns', () => {
  it('follows from step and settings', () => {
    const whole = (changes: Partial<TransformationsConfig>) =>
      [1, 25, 26, 100].map((step) => learnersOf(lci(changes), step, 100).join(''));
    expect(whole({})).toEqual(['CFD', 'CFD', 'CFD', 'CFD']);
    expect(whole({ inpainterAlone: 0.25 })).toEqual(['FD', 'FD', 'CFD', 'CFD']);
    expect(whole({ inpainterAlone: 0.25, inpainterFrozen: true })).toEqual(['FD', 'FD', 'C', 'C']);
    expect(whole({ inpainterFrozen: true })).toEqual(['C', 'C', 'C', 'C']);
    expect(whole({ discriminatorWeight: 0 })).toEqual(['CF', 'CF', 'CF', 'CF']);
    expect(whole({ kinds: 'warp' })).toEqual(['C', 'C', 'C', 'C']);
  });

  it.each([['C'], ['F'], ['D'], ['F', 'D'], ['C', 'D'], ['C', 'F', 'D']])(
    'moves the weights of those alone (%s, %s, %s)',
    (...players) => {
      const config = lci({ dropout: 0.2 });
      const { networks, step, dispose } = begin(config);
      const trained = (letter: string) =>
        networks[letter]!.specs.map(({ name }) => [...networks[letter]!.get(name).dataSync()]);
      const before = Object.fromEntries(['C', 'F', 'D'].map((letter) => [letter, trained(letter)]));
      tf.dispose({ ...step(noise(6, 1), 1e-3, 1, players) });
      const changed = ['C', 'F', 'D'].filter(
        (letter) => JSON.stringify(trained(letter)) !== JSON.stringify(before[letter]),
      );
      expect(changed).toEqual(['C', 'F', 'D'].filter((letter) => players.includes(letter)));
      dispose();
    },
  );

  it('is one player alone where a person says so, and only C where nothing is inpainted', () => {
    const images = noiseSet(6, SIZES.tiny.storedPixels);
    const run = new Run(lci({ batchSize: 4 }), images);
    expect(run.updates).toEqual({ C: 0, F: 0, D: 0 });
    run.assertPlays(['F']);
    tf.dispose({ ...run.advance(['F']) });
    tf.dispose({ ...run.advance() });
    expect(run.updates).toEqual({ C: 1, F: 2, D: 1 });
    run.dispose();
    const warps = new Run(configOf({ kinds: 'warp', batchSize: 4 }), images);
    expect(warps.updates).toBeNull();
    expect(() => warps.assertPlays(['F'])).toThrow('C learns alone');
    warps.assertPlays(['C']);
    warps.dispose();
  });

  it('is C at least where chance gave no image to inpaint', () => {
    const config = lci({ views: 'one', batchSize: 2, kinds: 'rotations-warp-lci', autoencoded: 0 });
    const { step, dispose } = begin(config);
    for (let seed = 0; seed < 12; seed++) {
      const metrics = step(noise(2, seed), 1e-3, seed);
      expect(metrics.loss).toBeDefined();
      expect(metrics.inpainterLoss === undefined).toBe(metrics.toldInpainted === undefined);
      tf.dispose({ ...metrics });
    }
    // Not even then does a step of F and D alone fail.
    tf.dispose({ ...step(noise(2, 0), 1e-3, 0, ['F', 'D']) });
    dispose();
  });
});

it('holds tensors flat', () => {
  for (const changes of [
    { dropout: 0.3 },
    { inpainterFrozen: true },
    { packing: 2, views: 'one' },
  ] as const) {
    const { step, dispose } = begin(lci({ kinds: 'rotations-warp-lci', ...changes }));
    let tensors = 0;
    for (let i = 0; i < 8; i++) {
      tf.dispose({ ...step(noise(10, i), 1e-3, i) });
      if (i === 3) ({ numTensors: tensors } = tf.memory());
    }
    expect(tf.memory().numTensors).toBe(tensors);
    dispose();
  }
});

it('the memory that a step needs is foretold', async () => {
  for (const [size, batchSize, kinds, views] of [
    ['tiny', 8, 'lci', 'all'],
    ['small', 8, 'lci', 'all'],
    ['small', 4, 'rotations-warp-lci', 'all'],
    ['laptop', 4, 'warp-lci', 'all'],
    ['small', 18, 'rotations-warp-lci', 'one'],
  ] as const) {
    const config = lci({ size, batchSize, kinds, views });
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
  }
});

/** Trains, and gives all that decides the future, in one hash; `from` a snapshot of `at` steps, if one is asked for. */
function trained(config: TransformationsConfig, at: number | null): { hash: string; u: number[] } {
  const images = noiseSet(9, SIZES.tiny.storedPixels);
  const advance = (run: Run, steps: number): void => {
    for (let i = 0; i < steps; i++) {
      run.prepareBatch(); // as on a GPU, where the next batch is made ahead
      tf.dispose({ ...run.advance() });
    }
  };
  let run = new Run(config, images);
  advance(run, at ?? config.steps);
  if (at !== null) {
    run.prepareBatch();
    const { training, tensors } = run.snapshot();
    const plain = [...tensors].map(([name, tensor]) => {
      const value = { shape: tensor.shape, data: tensor.dataSync<'float32'>().slice() };
      tensor.dispose();
      return [name, value] as const;
    });
    run.dispose();
    run = Run.restore(
      config,
      images,
      JSON.parse(JSON.stringify(training)) as typeof training,
      new Map(plain),
    );
    advance(run, config.steps - at);
  }
  const { training, tensors } = run.snapshot();
  const hash = createHash('sha256').update(JSON.stringify(training));
  for (const [name, tensor] of tensors) {
    hash.update(`${name} ${tensor.shape.join()}`).update(tensor.dataSync<'float32'>());
    tensor.dispose();
  }
  const u = 'D' in run.networks ? [...run.networks['D'].get('D/5/u').dataSync()] : [];
  run.dispose();
  return { hash: hash.digest('hex').slice(0, 16), u };
}

it.each([
  ['lci', 'all'],
  ['rotations-warp-lci', 'one'],
] as const)('goes on from a snapshot as if nothing had been, u of D included (%s, %s)', (kinds, views) => {
  const config = lci({ kinds, views, batchSize: 6, steps: 6, dropout: 0.2, inpainterAlone: 0.2 });
  const whole = trained(config, null);
  expect(whole.u.length).toBeGreaterThan(1);
  expect(trained(config, 3)).toEqual(whole);
});

it('leaves runs in which nothing is inpainted as they were before it could be, bit for bit', () => {
  const hashes = (['rotations', 'warp', 'rotations-warp'] as const).flatMap((kinds) =>
    (['all', 'one'] as const).map((views) => {
      const config = makeConfig({
        ...{ method: 'transformations', size: 'tiny', batchSize: 6, steps: 3, seed: 5 },
        ...{ kinds, views, dropout: 0.2 },
      });
      return trained(config, null).hash;
    }),
  );
  expect(hashes).toEqual([
    ...['2169aabfeace1841', '75b1a0c6815930e0', 'ab4baa0ecb901e16'],
    ...['071362d94d58853f', '6aa820b02ea10e4b', '397956f841c5b615'],
  ]);
});

it('has no networks but C where nothing is inpainted', () => {
  expect(Object.keys(transformations.specs(configOf()))).toEqual(['C']);
  expect(Object.keys(transformations.specs(lci()))).toEqual(['C', 'F', 'D']);
  expect(classesOf(lci({ kinds: 'rotations-warp-lci' }))).toHaveLength(6);
});
