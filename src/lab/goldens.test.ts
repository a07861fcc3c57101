/**
 * What a few steps of both phases come to, bit for bit, and what is exported of it: no change of the code may change
 * the numbers of a run that a seed gives. On wasm, which computes the same everywhere: in Node it has one thread.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import * as tf from '@tensorflow/tfjs-core';
import { GraphProtoSchema, ModelProtoSchema } from 'onnx-buf';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageSet } from '../data/imageSet';
import { makeConfig } from '../experiments/presets';
import { SIZES, type SizeName } from '../schema/sizes';
import type { Config } from '../experiments/config';
import { adaptNorm } from '../evaluation/adaptNorm';
import { extractFeatures, featureNames } from '../evaluation/features';
import { finish } from '../base/slices';
import { describeExperiment } from '../export/metadata';
import { ARTIFACT_EXPORTS } from '../methods/artifacts/exports';
import { networkWeights } from '../export/networkParts';
import { writeNpz } from '../export/npz';
import { networkToOnnx } from '../export/onnx/onnx';
import { networkToTfjs } from '../export/tfjs/tfjs';
import { computeVectors } from '../export/vectors';
import { startBackend } from '../kernels/backend';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks, readNetworks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { READING } from '../methods/artifacts/reading';
import { noiseSet } from './labUnderTest';
import { Run } from './run';

interface Golden {
  readonly weights: Readonly<Record<string, readonly string[]>>;
  /** By preset, network and part. */
  readonly exports: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  readonly features: Readonly<Record<string, string>>;
}

const GOLDEN = JSON.parse(readFileSync(new URL('golden/hashes.json', import.meta.url), 'utf8')) as Golden;

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

/** The first 16 digits of a SHA-256, for what is told apart here. */
function hashOf(parts: Iterable<string | Uint8Array | Float32Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

function hashOfAll(values: ReadonlyMap<string, PlainTensor>): string {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return hashOf(sorted.flatMap(([name, { shape, data }]) => [`${name} ${shape.join()}`, data]));
}

const noise = (size: SizeName): ImageSet => noiseSet(5, SIZES[size].storedPixels);

/** Hashes of all weights: as they begin, at the end of phase one and at the end of phase two. */
async function train(config: Config): Promise<string[]> {
  const run = new Run(config, noise(config.size));
  const hash = async () => hashOfAll(await readNetworks(run.networks));
  const hashes = [await hash()];
  while (!run.finished) {
    tf.dispose({ ...run.advance() });
    if (run.step === run.steps[run.phase]) hashes.push(await hash());
  }
  run.dispose();
  return hashes;
}

describe('the weights that a seed gives', () => {
  it.each([
    ['paper', 'tiny', 4, 3],
    ['paper', 'small', 3, 2],
    ['paper', 'stl10', 2, 1],
    ['authors-code', 'tiny', 4, 3],
    ['authors-code', 'small', 3, 2],
    ['authors-code', 'stl10', 2, 1],
  ] as const)('with preset %s at size %s', { timeout: 300_000 }, async (preset, size, batchSize, steps) => {
    const config = makeConfig({ preset, size, batchSize, aeSteps: steps, ganSteps: steps, seed: 5 });
    expect(await train(config)).toEqual(GOLDEN.weights[`${preset} ${size}`]);
  });

  it.each([
    ['k', { fakes: 'damaged', noise: 'half', normStatistics: 'separate' }],
    ['l', { fakes: 'generated' }],
    ['b', { repairPlacement: 'local', fill: 'noise', updateRatio: 2, noise: 'both', noiseLearnt: true }],
  ] as const)('in a variant like ablation (%s)', async (name, changes) => {
    const size = { size: 'tiny', batchSize: 4, aeSteps: 1, ganSteps: 3, seed: 5 } as const;
    expect(await train(makeConfig({ ...size, ...changes }))).toEqual(GOLDEN.weights[name]);
  });
});

/** Of an ONNX file, which also names the program’s version. */
function graphOf(file: Uint8Array): Uint8Array {
  return toBinary(GraphProtoSchema, fromBinary(ModelProtoSchema, file).graph!);
}

describe('what is made of networks', () => {
  it.each(['paper', 'authors-code'] as const)(
    'files of preset %s have the bytes that they had',
    async (preset) => {
      const config = makeConfig({ preset, size: 'tiny', seed: 5 });
      const networks = createNetworks(config);
      const values = await readNetworks(networks);
      const found: Record<string, Record<string, string>> = {};
      for (const network of Object.values(ARTIFACT_EXPORTS)) {
        const onnx = networkToOnnx(network, values, config, {}, { preprocessing: 'inside', opset: 17 });
        const tfjs = networkToTfjs(network, values, config, {}, 'outside');
        const { inputs, outputs } = await computeVectors(network, networks, config, 'inside');
        const about = Object.entries({
          ...describeExperiment(config, {}),
          ...network.describe(config, 'NCHW'),
        });
        found[network.name] = {
          onnx: hashOf([graphOf(onnx)]),
          tfjs: hashOf([...tfjs].flat()),
          npz: hashOf([writeNpz(networkWeights(network, values, config), {})]),
          inputs: hashOfAll(inputs),
          outputs: hashOfAll(outputs),
          // The config and the program’s version may grow.
          about: hashOf(about.filter(([name]) => name !== 'config' && name !== 'software').flat()),
        };
      }
      disposeNetworks(networks);
      expect(found).toEqual(GOLDEN.exports[preset]);
    },
  );

  it('probes read the features that they read', async () => {
    const found: Record<string, string> = {};
    for (const preset of ['paper', 'authors-code'] as const) {
      const config = makeConfig({ preset, size: 'tiny', seed: 5 });
      const networks = createNetworks(config);
      const source = { config, networks, reading: READING };
      const features = await finish(extractFeatures(source, noise('tiny'), featureNames(READING)));
      found[preset] = hashOf([...features.values()].flatMap(({ name, data }) => [name, data]));
      await finish(adaptNorm(source, noise('tiny'), [0, 1, 2, 3, 4]));
      found[`${preset}, adapted`] = hashOfAll(await networks.C.read());
      disposeNetworks(networks);
    }
    expect(found).toEqual(GOLDEN.features);
  });
});
