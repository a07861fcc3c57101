import { beforeAll, describe, expect, test } from 'vitest';
import type { ArtifactsConfig } from '../methods/artifacts/config';
import { makeConfig } from '../experiments/presets';
import { compareOutputs, TOLERANCE, type Difference } from '../export/compare';
import { exportNames } from '../experiments/exports';
import { exportNetwork, exportOf, type NamedRequest } from '../lab/exports';
import { readOnnxMetadata } from '../export/onnx/onnx';
import { computeOutputs, vectorsIn } from '../export/vectors';
import { startBackend } from '../kernels/backend';
import { disposeNetworks } from '../networks/networks';
import { shakenNetworks } from './exportFixtures';
import { RUNTIMES, runOnnx } from './onnxRuntimes';

beforeAll(() => startBackend({ preference: 'wasm' }));

const REQUEST = { network: 'discriminator', format: 'onnx', preprocessing: 'inside', opset: 22 } as const;

async function exported(config: ArtifactsConfig, changes: Partial<NamedRequest>): Promise<Uint8Array> {
  const networks = await shakenNetworks(config);
  const model = await exportNetwork(networks, config, {}, { ...REQUEST, ...changes });
  disposeNetworks(networks);
  return model;
}

/** How far native and web ONNX Runtime are from the outputs that the file carries. */
async function differences(config: ArtifactsConfig, changes: Partial<NamedRequest>): Promise<Difference[]> {
  const model = await exported(config, changes);
  const { inputs, outputs } = vectorsIn(readOnnxMetadata(model));
  const found = RUNTIMES.map(async (runtime) =>
    compareOutputs(outputs, await runOnnx(runtime, model, inputs)),
  );
  return (await Promise.all(found)).flat();
}

function expectAgreement(found: readonly Difference[]): void {
  for (const { output, relative } of found) expect(relative, output).toBeLessThan(TOLERANCE);
}

describe('ONNX Runtime, native and web, computes what we do', () => {
  describe.each(exportNames({ method: 'artifacts' }))('%s', (network) => {
    test.each(['inside', 'outside'] as const)('preprocessing %s', async (preprocessing) => {
      expectAgreement(await differences(makeConfig({ size: 'tiny' }), { network, preprocessing }));
    });

    test('as the authors’ code has it, operator set 17', async () => {
      const config = makeConfig({ size: 'tiny', preset: 'authors-code' });
      expectAgreement(await differences(config, { network, opset: 17 }));
    });
  });

  test('the repair network without gate, the decoder without tanh, the encoder with its wider kernel', async () => {
    const repair = makeConfig({ size: 'tiny', repairGate: false, decoderOutput: 'leaky-relu' });
    expectAgreement(await differences(repair, { network: 'repair' }));
    expectAgreement(
      await differences(makeConfig({ size: 'tiny', encoderKernel: 3 }), { network: 'encoder' }),
    );
  });

  test('all blocks of the repair network before the first layer', async () => {
    const config = makeConfig({ size: 'tiny', repairPlacement: 'local' });
    expectAgreement(await differences(config, { network: 'repair' }));
  });

  test('the size for laptops', async () => {
    const config = makeConfig({ size: 'small' });
    expectAgreement(await differences(config, { network: 'discriminator' }));
    expectAgreement(await differences(config, { network: 'repair' }));
  });
});

test.each(['damaged', 'generated'] as const)(
  'where corrupt images are %s there is no repair network to export',
  async (fakes) => {
    const config = makeConfig({ size: 'tiny', fakes });
    await expect(exported(config, { network: 'repair' })).rejects.toThrow(
      `There is no repair network where corrupt images are ${fakes}: export the decoder.`,
    );
    expectAgreement(await differences(config, { network: 'decoder' }));
  },
);

test('convolutions take pictures of other sizes and numbers than they were trained on', async () => {
  const config = makeConfig({ size: 'tiny' });
  const networks = await shakenNetworks(config);
  const request = { ...REQUEST, network: 'convolutions' } as const;
  const model = await exportNetwork(networks, config, {}, request);
  const shape = [3, 3, 80, 48];
  const data = Float32Array.from({ length: 3 * 3 * 80 * 48 }, (_, i) => (i * 37) % 256);
  const inputs = new Map([['image', { shape, data }]]);
  const ours = await computeOutputs(exportOf(config, 'convolutions'), networks, config, 'inside', inputs);
  expect(ours.get('conv5')!.shape).toEqual([3, 32, 5, 3]);
  expectAgreement(compareOutputs(ours, await runOnnx('node', model, inputs)));
});

test('other weights than those of the vectors are noticed', async () => {
  const [model, other] = await Promise.all(
    [1, 2].map((seed) => exported(makeConfig({ size: 'tiny', seed }), {})),
  );
  const { inputs, outputs } = vectorsIn(readOnnxMetadata(model!));
  const found = compareOutputs(outputs, await runOnnx('node', other!, inputs));
  expect(found.find(({ output }) => output === 'conv5')!.relative).toBeGreaterThan(0.01);
});
