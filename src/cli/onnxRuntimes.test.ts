import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import { compareOutputs, TOLERANCE } from '../export/compare';
import { exportNetwork } from '../export/exportNetwork';
import { EXPORT_NETWORKS, type ExportNetwork, type Preprocessing } from '../export/networkParts';
import type { Opset } from '../export/onnx/graph';
import { readOnnxMetadata } from '../export/onnx/onnx';
import { vectorsIn } from '../export/vectors';
import { startBackend } from '../kernels/backend';
import { createNetworks, readNetworks, writeNetworks, type Networks } from '../networks/networks';
import { RUNTIMES, runOnnx } from './onnxRuntimes';

beforeAll(() => startBackend({ preference: 'cpu' }));

/** Fresh networks with averages, β, γ and biases that are not what they begin with. */
export async function shakenNetworks(config: Config): Promise<Networks> {
  const networks = createNetworks(config);
  const random = new Random(7);
  const values = await readNetworks(networks);
  for (const [name, { data }] of values) {
    if (name.endsWith('/kernel')) continue;
    for (const [i, value] of data.entries())
      data[i] = value * random.between(0.5, 1.5) + random.between(0, 0.2);
  }
  writeNetworks(networks, values);
  return networks;
}

async function differences(
  network: ExportNetwork,
  config: Config,
  preprocessing: Preprocessing,
  opset: Opset = 22,
) {
  const networks = await shakenNetworks(config);
  const request = { network, format: 'onnx', preprocessing, opset } as const;
  const model = await exportNetwork(networks, config, {}, request);
  const { inputs, outputs } = vectorsIn(readOnnxMetadata(model));
  const found = await Promise.all(
    RUNTIMES.map(async (runtime) => compareOutputs(outputs, await runOnnx(runtime, model, inputs))),
  );
  return found.flat();
}

describe.each(EXPORT_NETWORKS)('%s computes the same in ONNX Runtime, native and web', (network) => {
  test.each(['inside', 'outside'] as const)('preprocessing %s', async (preprocessing) => {
    for (const { output, relative } of await differences(
      network,
      makeConfig({ size: 'tiny' }),
      preprocessing,
    )) {
      expect(relative, output).toBeLessThan(TOLERANCE);
    }
  });
});
