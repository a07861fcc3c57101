import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { shakenNetworks } from '../cli/exportFixtures';
import { Random } from '../base/random';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { discriminate } from '../methods/artifacts/networks/discriminator';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks, readNetworks, writeNetworks } from '../networks/networks';
import { assertFit, type PlainTensor } from '../networks/parameters';
import * as tf from '@tensorflow/tfjs-core';
import { exportNames, type ExportName } from '../experiments/exports';
import { exportNetwork } from '../lab/exports';
import { artifacts } from '../methods/artifacts/method';
import { readJudged, readWeights } from './importWeights';
import { readSafetensors, writeSafetensors } from './safetensors';

beforeAll(() => startBackend({ preference: 'wasm' }));

const CONFIG = makeConfig({ size: 'tiny' });

async function fileOf(network: ExportName, config = CONFIG) {
  const networks = await shakenNetworks(config);
  const values = await readNetworks(networks);
  const request = { network, format: 'safetensors', preprocessing: 'inside', opset: 22 } as const;
  const bytes = await exportNetwork(networks, config, {}, request);
  disposeNetworks(networks);
  return { bytes, values };
}

/** AlexNet as PyTorch’s users name it, at an eighth of its width, grouped as ours. */
function torchvision(): Map<string, PlainTensor> {
  const random = new Random(3);
  const tensor = (...shape: number[]): PlainTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.between(-0.1, 0.1)),
  });
  return new Map([
    ...(
      [
        [0, [12, 3, 11, 11]],
        [3, [32, 6, 5, 5]],
        [6, [48, 32, 3, 3]],
        [8, [48, 24, 3, 3]],
        [10, [32, 24, 3, 3]],
      ] as const
    ).flatMap(([place, shape]) => [
      [`features.${place}.weight`, tensor(...shape)] as const,
      [`features.${place}.bias`, tensor(shape[0])] as const,
    ]),
    ['classifier.1.weight', tensor(4, 4)],
  ]);
}

describe('our own files', () => {
  test.each(exportNames(CONFIG))('%s: all its weights come back', async (network) => {
    const { bytes, values } = await fileOf(network);
    const file = readWeights(bytes, CONFIG, artifacts);
    expect(file).toMatchObject({ network, origin: 'ours', mismatches: [], ignored: [] });
    expect(file.parameters.size).toBeGreaterThan(0);
    for (const [name, { data }] of file.parameters) expect(data, name).toEqual(values.get(name)!.data);
  });

  test('the file says what shapes its network; the rest stays as it is', async () => {
    const { bytes } = await fileOf('discriminator', makeConfig({ size: 'tiny', preset: 'authors-code' }));
    const present = makeConfig({ size: 'small', theta: 0.3 });
    const { config, mismatches } = readWeights(bytes, present, artifacts);
    expect(mismatches).toEqual([]);
    expect(config).toEqual({ ...present, size: 'tiny', discriminatorNorm: 'conv5+fc1' });
  });
});

describe('what does not fit', () => {
  test('is named tensor by tensor, and nothing is taken', async () => {
    const { bytes } = await fileOf('discriminator');
    const { tensors, metadata } = readSafetensors(bytes);
    tensors.delete('conv3.bias');
    tensors.set('conv9.bias', { shape: [1], data: Float32Array.of(1) });
    tensors.set('mask.bias', { shape: [2], data: Float32Array.of(1, 2) });
    const changed = writeSafetensors(tensors, metadata);
    const { mismatches, parameters } = readWeights(changed, CONFIG, artifacts);
    expect(mismatches).toEqual([
      { name: 'conv3.bias', expected: [48], found: null },
      { name: 'mask.bias', expected: [1], found: [2] },
      { name: 'conv9.bias', expected: null, found: [1] },
    ]);
    expect(parameters.size).toBe(0);
    expect(() => readJudged(changed, CONFIG, artifacts)).toThrow(
      'The weights do not fit: “conv3.bias” [48] is missing; “mask.bias” should be [1] and is [2]; “conv9.bias” [1] has no place.',
    );
  });

  test.each([
    ['another network', { 'layer1.weight': { shape: [1], data: Float32Array.of(1) } }, /no network of ours/],
    [
      'numbers that are none',
      { 'features.0.bias': { shape: [12], data: new Float32Array(12).fill(NaN) } },
      /not finite/,
    ],
  ])('%s', (_, tensors, sentence) => {
    const all =
      'layer1.weight' in tensors
        ? new Map(Object.entries(tensors))
        : new Map([...torchvision(), ...Object.entries(tensors)]);
    expect(() => readWeights(writeSafetensors(all, {}), CONFIG, artifacts)).toThrow(sentence);
  });

  test('the encoder is no discriminator to probe', async () => {
    const { bytes } = await fileOf('encoder');
    expect(() => readJudged(bytes, CONFIG, artifacts)).toThrow(
      'The file holds the encoder, not a discriminator.',
    );
  });
});

describe('an AlexNet by torchvision’s names', () => {
  test('becomes the convolutions; conv5 computes with its bias as if it had no normalisation', async () => {
    const tensors = torchvision();
    const file = readWeights(writeSafetensors(tensors, {}), CONFIG, artifacts);
    expect(file).toMatchObject({
      network: 'convolutions',
      origin: 'torchvision',
      ignored: ['classifier.1.weight'],
    });
    const networks = createNetworks(CONFIG);
    writeNetworks(networks, new Map([...(await readNetworks(networks)), ...file.parameters]));
    const { conv4, conv5 } = discriminate(
      networks.C,
      CONFIG,
      tf.randomUniform([1, 32, 32, 3], -1, 1),
      'inference',
      null,
    ).features;
    const kernel = file.parameters.get('C/conv5/kernel')!;
    const halves = tf.split(conv4, 2, 3).map((half, i) => {
      const filter = tf.split(
        tf.tensor4d(kernel.data, kernel.shape as [number, number, number, number]),
        2,
        3,
      )[i]!;
      return tf.conv2d(half as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
    });
    const plain = tf.relu(tf.add(tf.concat(halves, 3), tf.tensor1d(tensors.get('features.10.bias')!.data)));
    const apart = tf.max(tf.abs(tf.sub(plain, conv5))).dataSync()[0]!;
    expect(apart).toBeLessThan(1e-5 * tf.max(plain).dataSync()[0]!);
    disposeNetworks(networks);
  });

  test('torchvision’s own, without groups, is refused with its shapes', () => {
    const tensors = torchvision();
    tensors.set('features.3.weight', { shape: [32, 12, 5, 5], data: new Float32Array(32 * 12 * 25) });
    expect(readWeights(writeSafetensors(tensors, {}), CONFIG, artifacts).mismatches).toEqual([
      { name: 'features.3.weight', expected: [32, 6, 5, 5], found: [32, 12, 5, 5] },
    ]);
  });
});

test('counters of batches, which PyTorch saves as whole numbers, are left out', async () => {
  const { bytes, values } = await fileOf('convolutions');
  const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(8, end))) as Record<string, object>;
  const length = bytes.length - end;
  json['conv5.bn.num_batches_tracked'] = { dtype: 'I64', shape: [], data_offsets: [length, length + 8] };
  const header = new TextEncoder().encode(JSON.stringify(json));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  const saved = Uint8Array.from([...size, ...header, ...bytes.subarray(end), ...new Uint8Array(8)]);
  const { parameters } = readWeights(saved, CONFIG, artifacts);
  expect(parameters.get('C/conv5/mean')!.data).toEqual(values.get('C/conv5/mean')!.data);
});

test('10,000 mutated files give one sentence or weights that fit', async () => {
  const small = new Map([...torchvision()].map(([name, { shape }]) => [name, shape]));
  const valid = writeSafetensors(torchvision(), {});
  const header = Number(new DataView(valid.buffer).getBigUint64(0, true));
  const ours = (await fileOf('encoder')).bytes;
  const oursHeader = Number(new DataView(ours.buffer).getBigUint64(0, true));
  const specs = createNetworks(CONFIG);
  expect(small.size).toBe(11);
  let taken = 0;
  const mutated = (file: Uint8Array, limit: number) =>
    fc.array(fc.tuple(fc.nat(limit), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((changes) => {
      const copy = file.slice();
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });
  // Mostly in the header, where names, shapes and places are.
  const files = fc.oneof(mutated(valid, header + 8), mutated(ours, oursHeader + 8));
  fc.assert(
    fc.property(files, (file) => {
      try {
        const { parameters, mismatches, network } = readWeights(file, CONFIG, artifacts);
        if (mismatches.length > 0) expect(parameters.size).toBe(0);
        else {
          taken++;
          const { specs: all } = network === 'encoder' ? specs.E : specs.C;
          assertFit(
            all.filter(({ name }) => parameters.has(name)),
            parameters,
          );
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect((error as Error).message).toMatch(/^[^\n]{10,}$/);
        expect(error).not.toBeInstanceOf(TypeError);
        expect(error).not.toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 10_000 },
  );
  expect(taken).toBeGreaterThan(0);
  disposeNetworks(specs);
});
