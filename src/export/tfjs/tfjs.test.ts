/** What we write for TensorFlow.js, in TensorFlow.js as people install it: its executor and its own kernels. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { shakenNetworks } from '../../cli/exportFixtures';
import { loadTfjs, runTfjs } from '../../cli/tfjsRuntime';
import type { ArtifactsConfig } from '../../methods/artifacts/config';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { disposeNetworks } from '../../networks/networks';
import { compareOutputs, TOLERANCE } from '../compare';
import { networkFiles } from '../exportNetwork';
import { ARTIFACT_EXPORTS } from '../../methods/artifacts/exports';
import type { Preprocessing } from '../networkExport';
import { vectorsIn } from '../vectors';
import { MODEL_FILE, WEIGHTS_FILE } from './tfjsGraph';

beforeAll(() => startBackend({ preference: 'wasm' }));

async function load(
  config: ArtifactsConfig,
  name: keyof typeof ARTIFACT_EXPORTS,
  preprocessing: Preprocessing = 'inside',
) {
  const networks = await shakenNetworks(config);
  const network = ARTIFACT_EXPORTS[name];
  const request = { network, format: 'tfjs', preprocessing, opset: 22 } as const;
  const files = await networkFiles(networks, config, {}, request);
  disposeNetworks(networks);
  const bytesOf = (file: string) => files.get(`${network.name}-tfjs/${file}`)!;
  return loadTfjs(bytesOf(MODEL_FILE), bytesOf(WEIGHTS_FILE));
}

async function expectAgreement({ model, metadata }: Awaited<ReturnType<typeof load>>): Promise<void> {
  const { inputs, outputs } = vectorsIn(metadata);
  const found = compareOutputs(outputs, await runTfjs(model, inputs));
  expect(found.length).toBeGreaterThan(0);
  for (const { output, relative } of found) expect(relative, output).toBeLessThan(TOLERANCE);
}

describe.each(Object.values(ARTIFACT_EXPORTS).map(({ name }) => name as keyof typeof ARTIFACT_EXPORTS))(
  '%s computes what we do',
  (network) => {
    test.each(['inside', 'outside'] as const)('preprocessing %s', async (preprocessing) => {
      await expectAgreement(await load(makeConfig({ size: 'tiny' }), network, preprocessing));
    });

    test('as the authors’ code has it', async () => {
      await expectAgreement(await load(makeConfig({ size: 'tiny', preset: 'authors-code' }), network));
    });
  },
);

test('inputs and outputs have names, and there may be any number of images', async () => {
  const { model } = await load(makeConfig({ size: 'tiny' }), 'discriminator');
  expect(model.inputs.map(({ name, shape }) => [name, shape])).toEqual([['image', [-1, 32, 32, 3]]]);
  const outputs = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'mask', 'class'];
  expect(model.outputs.map(({ name }) => name)).toEqual(outputs);
  const conv5 = model.execute({ image: tf.zeros([5, 32, 32, 3]) }, 'conv5') as tf.Tensor;
  expect(conv5.shape).toEqual([5, 2, 2, 32]);
});

test('convolutions take other sizes; the autoencoder refuses them instead of resizing wrongly', async () => {
  const image = tf.zeros([1, 80, 48, 3]);
  const convolutions = await load(makeConfig({ size: 'tiny' }), 'convolutions');
  expect((convolutions.model.execute({ image }, 'conv5') as tf.Tensor).shape).toEqual([1, 5, 3, 32]);
  const autoencoder = await load(makeConfig({ size: 'tiny' }), 'autoencoder');
  expect(() => autoencoder.model.execute({ image }, 'decoded')).toThrow(/shape/);
});
