import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { ImageSet } from '../../data/imageSet';
import { makeConfig } from '../../experiments/presets';
import { SIZES } from '../../schema/sizes';
import { startBackend } from '../../kernels/backend';
import { READING } from '../../methods/artifacts/reading';
import { discriminate, discriminatorSpecs } from '../../methods/artifacts/networks/discriminator';
import { FEATURE_LAYERS, featureWidth, MEAN_COLOUR } from '../../networks/trunk';
import { createNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../../networks/networks';
import { Parameters } from '../../networks/parameters';
import { finish } from '../../base/slices';
import { maximalPatches } from './patches';
import { receptiveField } from './receptiveField';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

const config = makeConfig({ size: 'tiny' });

it('receptive fields are those of the fact sheet', () => {
  expect(FEATURE_LAYERS.map((layer) => receptiveField('stl10', layer))).toEqual([
    { size: 11, stride: 4, start: -3 },
    { size: 51, stride: 8, start: -19 },
    { size: 99, stride: 16, start: -35 },
    { size: 131, stride: 16, start: -51 },
    { size: 163, stride: 16, start: -67 },
  ]);
});

describe.each(['tiny', 'laptop'] as const)('one-hot images at %s', (size) => {
  const config = makeConfig({ size });
  const pixels = 192;
  const cells = pixels / SIZES[size].stride;

  /** C for larger images, all of whose kernels pass everything on. */
  function transparent(): Parameters {
    const specs = discriminatorSpecs(config).map((spec) =>
      spec.name === 'C/fc1/kernel'
        ? { ...spec, shape: [cells ** 2 * featureWidth(config, 'conv5'), 1] }
        : spec,
    );
    const C = new Parameters(specs, new Random(1));
    for (const { name, shape } of specs.filter(
      ({ name }) => name.startsWith('C/conv') && name.endsWith('kernel'),
    )) {
      C.get(name).assign(tf.fill([...shape], 0.05));
    }
    return C;
  }

  /** The mean colour everywhere, which C sees as 0, but for one bright pixel. */
  function oneHot(y: number, x: number): tf.Tensor4D {
    const buffer = tf.buffer([1, pixels, pixels, 3]);
    for (let i = 0; i < buffer.size; i++) buffer.values[i] = MEAN_COLOUR[i % 3]! / 127.5 - 1;
    if (y >= 0) for (const c of [0, 1, 2]) buffer.set(1, 0, y, x, c);
    return buffer.toTensor() as tf.Tensor4D;
  }

  it('move exactly the units whose receptive field holds the pixel, at every layer', () => {
    const C = transparent();
    const maps = (y: number, x: number) => discriminate(C, config, oneHot(y, x), 'inference', null).features;
    tf.tidy(() => {
      const dark = maps(-1, -1);
      for (const [y, x] of [
        [0, 0],
        [191, 100],
        [97, 60],
        [131, 32],
      ] as const) {
        const bright = maps(y, x);
        for (const layer of FEATURE_LAYERS) {
          const field = receptiveField(size, layer);
          const sees = (unit: number, at: number): boolean =>
            at >= field.start + unit * field.stride && at < field.start + unit * field.stride + field.size;
          const [, side, , channels] = dark[layer].shape;
          const before = dark[layer].dataSync();
          const after = bright[layer].dataSync();
          for (let place = 0; place < side * side; place++) {
            const moved = after[place * channels] !== before[place * channels];
            const seen = sees(Math.floor(place / side), y) && sees(place % side, x);
            expect(moved, `${layer}, unit ${place}, pixel ${y}, ${x}`).toBe(seen);
          }
        }
      }
    });
    C.dispose();
  });
});

describe('maximally activating patches', () => {
  const { pixels: side } = SIZES.tiny;
  const stored = SIZES.tiny.storedPixels;

  /** Images of about the mean colour, each with one bright square at its own place. */
  function squares(places: readonly (readonly [number, number, number])[]): ImageSet {
    const data = Uint8Array.from(
      { length: places.length * stored * stored * 3 },
      (_, i) => MEAN_COLOUR[i % 3]!,
    );
    for (const [i, [top, left, level]] of places.entries()) {
      for (let y = top; y < top + 4; y++) {
        data.fill(level, ((i * stored + y) * stored + left) * 3, ((i * stored + y) * stored + left + 4) * 3);
      }
    }
    const paths = places.map((_, i) => `${i}.png`);
    return new ImageSet({
      name: 'squares',
      pixels: stored,
      data,
      labels: new Int16Array(places.length),
      labelNames: ['a'],
      paths,
    });
  }

  it('are the brightest places for a neuron that adds up light, strongest image first', async () => {
    const networks = createNetworks(config);
    const kernel = networks.C.get('C/conv1/kernel');
    kernel.assign(tf.fill(kernel.shape, 0.01));
    networks.C.get('C/conv1/bias').assign(tf.fill([12], 400));
    const images = squares([
      [20, 20, 150],
      [9, 30, 255],
      [30, 12, 180],
      [20, 20, 130],
    ]);
    const before = tf.memory().numTensors;
    const [first, second] = await finish(
      maximalPatches({ config, networks, reading: READING }, images, {
        layer: 'conv1',
        neurons: [3, 7],
        count: 3,
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(first!.neuron).toBe(3);
    expect(first!.patches.map(({ image }) => image)).toEqual([1, 2, 0]);
    expect(second!.patches).toEqual(first!.patches);
    const [best] = first!.patches;
    expect(best!.activation).toBeGreaterThan(first!.patches[1]!.activation);
    expect([best!.picture.width, best!.picture.height]).toEqual([11, 11]);
    // The whole square is in the patch: 4 px of a view of 0.85 · 44 px that is shown at 32.
    const reds = best!.picture.rgba.filter((_, i) => i % 4 === 0);
    const light = reds.reduce((sum, value) => sum + (value - 123) / (255 - 123), 0);
    expect(light).toBeCloseTo((4 * (side / (0.85 * stored))) ** 2, 0);
    disposeNetworks(networks);
  });

  it('are moved inside at the border, with what the neuron does not see faint', async () => {
    const networks = createNetworks(config);
    const kernel = networks.C.get('C/conv1/kernel');
    kernel.assign(tf.fill(kernel.shape, 0.01));
    networks.C.get('C/conv1/bias').assign(tf.fill([12], 400));
    const [found] = await finish(
      maximalPatches({ config, networks, reading: READING }, squares([[4, 4, 255]]), {
        layer: 'conv1',
        neurons: [0],
        count: 1,
      }),
    );
    const { row, column, picture } = found!.patches[0]!;
    expect([row, column]).toEqual([0, 0]);
    const at = (y: number, x: number): number[] => [
      ...picture.rgba.subarray((y * 11 + x) * 4, (y * 11 + x) * 4 + 3),
    ];
    // The first unit sees three pixels of padding and the view's first eight; the patch is the view's first eleven.
    expect(at(2, 2)).toEqual([255, 255, 255]);
    const [seen, unseen] = [at(7, 7), at(8, 7)].map(([red]) => red!);
    expect(seen).toBeLessThan(150);
    expect(Math.abs(unseen! - (190 + (65 / 255) * seen!))).toBeLessThan(1);
    expect(at(7, 8)[0]).toBe(unseen);
    disposeNetworks(networks);
  });

  it('are the whole image where the neuron sees more than that', async () => {
    const networks = createNetworks(config);
    const request = { layer: 'conv5', neurons: [...Array(32).keys()], count: 1 } as const;
    const found = await finish(
      maximalPatches({ config, networks, reading: READING }, squares([[4, 4, 255]]), request),
    );
    const { picture } = found.flatMap(({ patches }) => patches)[0]!;
    expect([picture.width, picture.height]).toEqual([32, 32]);
    // No corner of it is faint.
    const corners = [0, 31, 31 * 32, 32 * 32 - 1].slice(1).map((pixel) => picture.rgba[pixel * 4]!);
    for (const red of corners) expect(red).toBeLessThan(130);
    disposeNetworks(networks);
  });

  it('of a neuron that never responds there are none', async () => {
    const networks = createNetworks(config);
    networks.C.get('C/conv1/bias').assign(tf.fill([12], -1e6));
    const [found] = await finish(
      maximalPatches({ config, networks, reading: READING }, squares([[4, 4, 140]]), {
        layer: 'conv1',
        neurons: [0],
        count: 2,
      }),
    );
    expect(found).toEqual({ neuron: 0, patches: [] });
    disposeNetworks(networks);
  });
});
