import { describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { makeConfig } from '../experiments/presets';
import { discriminatorSpecs } from '../methods/artifacts/networks/discriminator';
import { NORM_EPSILON } from '../networks/layers';
import type { PlainTensor } from '../networks/parameters';
import { readRunWeights, weightsToSafetensors } from '../lab/exports';
import { readSafetensors, writeSafetensors } from './safetensors';

const CONFIG = makeConfig({ size: 'tiny', theta: 0.3 });

/** 0, 1, 2, … in this shape. */
function counting(shape: readonly number[]): PlainTensor {
  const length = shape.reduce((product, side) => product * side, 1);
  return { shape, data: Float32Array.from({ length }, (_, i) => i) };
}

function exported(name: string, tensor: PlainTensor): Map<string, PlainTensor> {
  return readSafetensors(weightsToSafetensors(new Map([[name, tensor]]), CONFIG)).tensors;
}

function randomParameters(config = CONFIG): Map<string, PlainTensor> {
  const random = new Random(5);
  return new Map(
    discriminatorSpecs(config).map(({ name, shape }) => {
      const { data } = counting(shape);
      return [name, { shape, data: data.map(() => random.normal()) }];
    }),
  );
}

describe('the layout of PyTorch', () => {
  test('a convolution kernel goes from height, width, in, out to out, in, height, width', () => {
    // Value at (h, w, i, o) of a 1×2 kernel with 2 inputs and 3 outputs: 6w + 3i + o.
    const { shape, data } = exported('C/conv2/kernel', counting([1, 2, 2, 3])).get('conv2.weight')!;
    expect(shape).toEqual([3, 2, 1, 2]);
    expect([...data]).toEqual([0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11]);
  });

  test('fc1 takes channels before pixels', () => {
    // tiny has 2×2 cells: rows are (cell 0, c 0), (cell 0, c 1), (cell 1, c 0), … and there is one unit.
    const { shape, data } = exported('C/fc1/kernel', counting([8, 1])).get('fc1.weight')!;
    expect(shape).toEqual([1, 8]);
    expect([...data]).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
  });

  test('fc1 of NHWC features equals fc1 of the same features flattened channels first', () => {
    const [cells, channels, units] = [4, 3, 2];
    const features = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    const kernel = counting([cells * channels, units]);
    const ours = [0, 1].map((unit) =>
      features.reduce((sum, value, row) => sum + value * kernel.data[row * units + unit]!, 0),
    );
    const { data } = exported('C/fc1/kernel', kernel).get('fc1.weight')!;
    const channelsFirst = [0, 1, 2].flatMap((c) =>
      [0, 1, 2, 3].map((cell) => features[cell * channels + c]!),
    );
    const torch = [0, 1].map((unit) =>
      channelsFirst.reduce((sum, value, column) => sum + value * data[unit * features.length + column]!, 0),
    );
    expect(torch).toEqual(ours);
  });

  test('fc2 is transposed, vectors are not touched', () => {
    expect([...exported('C/fc2/kernel', counting([3, 2])).get('fc2.weight')!.data]).toEqual([
      0, 2, 4, 1, 3, 5,
    ]);
    expect(exported('C/conv1/bias', counting([4])).get('conv1.bias')).toEqual(counting([4]));
  });
});

describe('the file', () => {
  test('has the names that PyTorch expects, of C only', () => {
    const parameters = randomParameters().set('E/1/kernel', counting([1]));
    const { tensors } = readSafetensors(weightsToSafetensors(parameters, CONFIG));
    const layers = ['conv1', 'conv2', 'conv3', 'conv4', 'mask', 'fc1', 'fc2'];
    const norm = ['weight', 'bias', 'running_mean', 'running_var'].map((role) => `conv5.bn.${role}`);
    const names = [
      ...layers.flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]),
      'conv5.weight',
      ...norm,
    ];
    expect([...tensors.keys()].sort()).toEqual(names.sort());
    expect(tensors.get('conv1.weight')!.shape).toEqual([12, 3, 11, 11]);
    expect(tensors.get('fc1.weight')!.shape).toEqual([512, 128]);
    expect([...tensors.get('conv5.bn.weight')!.data]).toEqual(Array(32).fill(1));
  });

  test('says how to feed and rebuild the network', () => {
    const { metadata } = readSafetensors(weightsToSafetensors(randomParameters(), CONFIG));
    expect(metadata).toMatchObject({ format: 'pt' });
    expect(metadata['software']).toMatch(/^Artifact Lab \d+\.\d+/);
    expect(metadata['citation']).toContain('Learning to Spot Artifacts');
    expect(JSON.parse(metadata['config']!)).toEqual(CONFIG);
    expect(JSON.parse(metadata['preprocessing']!)).toMatchObject({
      side: 32,
      mean: [123.68, 116.78, 103.94],
    });
    expect(JSON.parse(metadata['architecture']!)).toMatchObject({
      pad: { conv1: [3, 4, 3, 4] },
      batchNormEpsilon: NORM_EPSILON,
    });
  });

  test.each(['conv5', 'conv5+fc1'] as const)('comes back the same with C normalised at %s', (where) => {
    const config = makeConfig({ size: 'tiny', discriminatorNorm: where });
    const parameters = randomParameters(config);
    const back = readRunWeights(weightsToSafetensors(parameters, config));
    expect(back.config).toEqual(config);
    expect(back.parameters).toEqual(parameters);
  });
});

describe('what is not ours is refused by name', () => {
  const config = JSON.stringify(CONFIG);
  const reading =
    (name: string, tensor: PlainTensor, metadata: Record<string, string> = { config }) =>
    () =>
      readRunWeights(writeSafetensors(new Map([[name, tensor]]), metadata));

  test.each([
    ['no config', reading('conv1.bias', counting([1]), {}), /no config of ours/],
    ['a config that is no JSON', reading('conv1.bias', counting([1]), { config: '{' }), /no config of ours/],
    ['a foreign config', reading('conv1.bias', counting([1]), { config: '{"size":"big"}' }), /no config/],
    [
      'a foreign name',
      reading('features.0.weights', counting([1])),
      /“features.0.weights” is not a parameter/,
    ],
    ['a name without a role', reading('weight', counting([1])), /“weight” is not a parameter/],
    ['a kernel of odd rank', reading('conv1.weight', counting([1, 1, 1])), /“C\/conv1\/kernel” has 3 axes/],
    ['a learnt scale', reading('conv5.bn.weight', counting([2])), /not all ones/],
  ])('%s', (_, read, message) => {
    expect(read).toThrow(message);
  });
});
