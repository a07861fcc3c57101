/** What every method says can be carried away, run where others will run it, and read back. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { pythonWith, shakenNetworks } from '../cli/exportFixtures';
import { runOnnx } from '../cli/onnxRuntimes';
import { loadTfjs, runTfjs } from '../cli/tfjsRuntime';
import { aboutMethod, METHOD_IDS } from '../experiments/abouts';
import type { Config } from '../experiments/config';
import { exportNames } from '../experiments/exports';
import { makeConfig } from '../experiments/presets';
import { compareOutputs, TOLERANCE } from '../export/compare';
import { networkFiles, type FileFormat } from '../export/exportNetwork';
import { readWeights } from '../export/importWeights';
import type { Preprocessing } from '../export/networkExport';
import { readNpz } from '../export/npz';
import { readOnnxMetadata } from '../export/onnx/onnx';
import { readSafetensors, writeSafetensors } from '../export/safetensors';
import { MODEL_FILE, WEIGHTS_FILE } from '../export/tfjs/tfjsGraph';
import { vectorsIn } from '../export/vectors';
import { startBackend } from '../kernels/backend';
import { disposeNetworks, readNetworks, valuesOf } from '../networks/networks';
import { convolutions, featureWidth, FEATURE_LAYERS } from '../networks/trunk';
import { exportNetwork, exportOf } from './exports';
import { methodOf, networksOf } from './works';

beforeAll(() => startBackend({ preference: 'wasm' }));

test('every method has the networks that its about names, in that order', () => {
  for (const method of METHOD_IDS) {
    expect(methodOf({ method }).exports.map(({ name }) => name)).toEqual(exportNames({ method }));
  }
  expect(() => exportOf(makeConfig({ method: 'rotations' }), 'decoder')).toThrow(
    'The method “rotations” has no network “decoder” to export: choose from network.',
  );
});

/** Classifiers of all methods that are one: the layer of their logits, and what these are of. */
const CLASSIFIERS = [
  ...(['hidden', 'linear'] as const).map((head) => ({
    config: makeConfig({ method: 'rotations', size: 'tiny', head }),
    ...{ last: 'turn', classes: [0, 90, 180, 270].map((degrees) => `${degrees}° to the left`) },
  })),
  {
    config: makeConfig({ method: 'transformations', size: 'tiny', kinds: 'warp' }),
    ...{ last: 'kind', classes: ['Plain', 'Warped'] },
  },
  {
    config: makeConfig({ method: 'transformations', size: 'tiny', head: 'linear' }),
    ...{ last: 'kind', classes: ['Plain', '90°', '180°', '270°', 'Warped'] },
  },
  {
    // F and D stay behind.
    config: makeConfig({ method: 'transformations', size: 'tiny', kinds: 'warp-lci' }),
    ...{ last: 'kind', classes: ['Plain', 'Warped', 'Inpainted'] },
  },
];
const CONFIGS = CLASSIFIERS.map(({ config }) => config);

async function filesOf(config: Config, format: FileFormat, preprocessing: Preprocessing = 'inside') {
  const networks = await shakenNetworks(config);
  const request = { network: exportOf(config), format, preprocessing, opset: 22 } as const;
  const files = await networkFiles(networks, config, {}, request);
  disposeNetworks(networks);
  return (name: string): Uint8Array<ArrayBuffer> => files.get(name)!;
}

const outputsOf = (last: string): string[] => ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', last].toSorted();

function expectAgreement(found: ReturnType<typeof compareOutputs>, last: string): void {
  expect(found.map(({ output }) => output).toSorted()).toEqual(outputsOf(last));
  for (const { output, relative } of found) expect(relative, output).toBeLessThan(TOLERANCE);
}

describe.each(CLASSIFIERS)('$config.method with a $config.head head computes what we do', (classifier) => {
  const { config, last, classes } = classifier;

  test.each(['inside', 'outside'] as const)('as ONNX, preprocessing %s', async (preprocessing) => {
    const model = (await filesOf(config, 'onnx', preprocessing))('network.onnx');
    const { inputs, outputs } = vectorsIn(readOnnxMetadata(model));
    expectAgreement(compareOutputs(outputs, await runOnnx('node', model, inputs)), last);
  });

  test.each(['inside', 'outside'] as const)('in TensorFlow.js, preprocessing %s', async (preprocessing) => {
    const file = await filesOf(config, 'tfjs', preprocessing);
    const { model, metadata } = await loadTfjs(
      file(`network-tfjs/${MODEL_FILE}`),
      file(`network-tfjs/${WEIGHTS_FILE}`),
    );
    const { inputs, outputs } = vectorsIn(metadata);
    expectAgreement(compareOutputs(outputs, await runTfjs(model, inputs)), last);
    model.dispose();
  });

  test('in PyTorch', async ({ skip }) => {
    const python = pythonWith('torch');
    if (!python) return skip('No Python with torch here (Debian: apt-get install python3-torch).');
    const folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
    try {
      const file = path.join(folder, 'network.safetensors');
      await writeFile(file, (await filesOf(config, 'safetensors'))('network.safetensors'));
      const { stdout, stderr } = spawnSync(python, ['docs/loaders/artifact_lab.py', file], {
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      const [found] = Object.values(JSON.parse(stdout) as Record<string, Record<string, number>>);
      expect(Object.keys(found!).toSorted()).toEqual(outputsOf(last));
      for (const [output, relative] of Object.entries(found!))
        expect(relative, output).toBeLessThan(TOLERANCE);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('says how it is fed and rebuilt, and whom to cite', async () => {
    const { metadata, tensors } = readSafetensors(
      (await filesOf(config, 'safetensors'))('network.safetensors'),
    );
    expect(metadata).toMatchObject({
      network: 'network',
      citation: expect.stringContaining(aboutMethod(config.method).paper.title) as string,
    });
    expect(JSON.parse(metadata['architecture']!)).toMatchObject({
      [`${last}Logits`]: classes,
    });
    const npz = readNpz((await filesOf(config, 'npz'))('network.npz'));
    expect(npz.tensors).toEqual(tensors);
  });

  test('comes back as it was, into a run with another head, too', async () => {
    const networks = await shakenNetworks(config);
    const values = valuesOf(await readNetworks(networks), ['C']);
    const how = { format: 'safetensors', preprocessing: 'inside', opset: 22 } as const;
    const bytes = await exportNetwork(networks, config, {}, how);
    disposeNetworks(networks);
    const present = makeConfig({ method: config.method, size: 'tiny' });
    const file = readWeights(bytes, present, methodOf(present));
    expect(file).toMatchObject({ network: 'network', origin: 'ours', mismatches: [], ignored: [] });
    expect(file.config).toEqual(config);
    expect(file.parameters).toEqual(values);
  });
});

test('an AlexNet of torchvision’s goes into the trunk of any method', () => {
  const config = CONFIGS[0]!;
  const layers = convolutions('tiny');
  const random = new Random(1);
  const tensors = new Map(
    FEATURE_LAYERS.flatMap((layer, i) => {
      const { kernel, groups } = layers[layer];
      const inputs = i === 0 ? 3 : featureWidth(config, FEATURE_LAYERS[i - 1]!) / groups;
      const filled = (shape: number[]) => ({
        shape,
        data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.between(-1, 1)),
      });
      const width = featureWidth(config, layer);
      const place = `features.${[0, 3, 6, 8, 10][i]}`;
      return [
        [`${place}.weight`, filled([width, inputs, kernel, kernel])] as const,
        [`${place}.bias`, filled([width])] as const,
      ];
    }),
  );
  const file = readWeights(writeSafetensors(tensors, {}), config, methodOf(config));
  expect(file).toMatchObject({ network: 'convolutions', origin: 'torchvision', mismatches: [] });
  expect([...file.parameters.keys()].every((name) => /^C\/conv[1-5]\//.test(name))).toBe(true);
  expect(file.parameters.get('C/conv5/beta')!.data).toEqual(tensors.get('features.10.bias')!.data);
});

test('a file of another method’s network is refused by its name', async () => {
  const [config] = CONFIGS;
  const other = makeConfig({ size: 'tiny' });
  const networks = networksOf(other);
  const how = { format: 'safetensors', preprocessing: 'inside', opset: 22 } as const;
  const bytes = await exportNetwork(networks, other, {}, how);
  disposeNetworks(networks);
  expect(() => readWeights(bytes, config!, methodOf(config!))).toThrow(
    'The file holds the discriminator of another method; this run’s method is “Rotations (RotNet)”.',
  );
});
