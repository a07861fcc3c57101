/** The small programs of docs/loaders, as users run them, on files that we export. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleCode } from '../experiments/exampleCode';
import { makeConfig } from '../experiments/presets';
import { compareOutputs, TOLERANCE, type Difference } from '../export/compare';
import { exportNames } from '../experiments/exports';
import { fileName, FILE_FORMATS } from '../export/exportNetwork';
import { exportNetwork, exportOf } from '../lab/exports';
import { channelsFirst, channelsLast } from '../export/torchLayout';
import { computeVectors, type Vectors } from '../export/vectors';
import { startBackend } from '../kernels/backend';
import { disposeNetworks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { pythonWith, shakenNetworks } from './exportFixtures';
import { readLoaders } from './exportRun';

const LOADERS = path.resolve('docs/loaders');
/** Everything that the presets switch is in one of the first two; the last has another stride. */
const CONFIGS = [
  makeConfig({ size: 'tiny' }),
  makeConfig({ size: 'tiny', preset: 'authors-code' }),
  makeConfig({ size: 'laptop' }),
];

let folder = '';
let files: string[] = [];
/** Of the first config's discriminator. */
let vectors: Vectors;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  await startBackend({ preference: 'wasm' });
  for (const [i, config] of CONFIGS.entries()) {
    const networks = await shakenNetworks(config);
    if (i === 0)
      vectors = await computeVectors(exportOf(config, 'discriminator'), networks, config, 'inside');
    for (const network of exportNames(config)) {
      for (const format of FILE_FORMATS) {
        const request = { network, format, preprocessing: 'inside', opset: 17 } as const;
        const file = path.join(folder, `${i}-${fileName(network, format)}`);
        await writeFile(file, await exportNetwork(networks, config, {}, request));
      }
    }
    disposeNetworks(networks);
  }
  files = (await readdir(folder)).map((name) => path.join(folder, name));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const withExtension = (extension: string): string[] => files.filter((file) => file.endsWith(extension));

function expectAgreement(found: readonly Difference[]): void {
  for (const { output, relative } of found) expect(relative, output).toBeLessThan(TOLERANCE);
}

/** Runs a loader on files; it prints the differences by file and output. */
function runPython(
  python: string,
  loader: string,
  of: readonly string[],
): Record<string, Record<string, number>> {
  const text = execFileSync(python, [path.join(LOADERS, loader), ...of], { encoding: 'utf8' });
  return JSON.parse(text) as Record<string, Record<string, number>>;
}

/** Every output of every file is there and agrees. */
function expectAll(results: Record<string, Record<string, number>>, outputs: number): void {
  const all = Object.values(results).flatMap((result) => Object.values(result));
  expect(all).toHaveLength(outputs);
  expect(Math.max(...all)).toBeLessThan(TOLERANCE);
}

/** Outputs of all networks: 7 of the discriminator, 5 of its convolutions, 1 + 1 + 2 + 1 of the others. */
const OUTPUTS = 17 * CONFIGS.length;

test('PyTorch', ({ skip }) => {
  const python = pythonWith('torch');
  if (!python) return skip('No Python with torch here (Debian: apt-get install python3-torch).');
  expectAll(runPython(python, 'artifact_lab.py', withExtension('.safetensors')), OUTPUTS);
});

test('ONNX Runtime for Python', ({ skip }) => {
  const python = pythonWith('onnxruntime');
  if (!python) return skip('No Python with onnxruntime here (pip install onnxruntime).');
  expectAll(runPython(python, 'onnx_python.py', withExtension('.onnx')), OUTPUTS);
});

test('ONNX’s own checker, with inference of all shapes', ({ skip }) => {
  const python = pythonWith('onnx');
  if (!python) return skip('No Python with onnx here (Debian: apt-get install python3-onnx).');
  const check =
    'import sys, onnx\nfor file in sys.argv[1:]: onnx.checker.check_model(onnx.load(file), full_check=True)';
  execFileSync(python, ['-c', check, ...withExtension('.onnx')]);
});

test('NumPy reads the arrays of .npz', ({ skip }) => {
  const python = pythonWith('numpy');
  if (!python) return skip('No Python with numpy here (Debian: apt-get install python3-numpy).');
  const read =
    'import sys, json, numpy as np\nfile = np.load(sys.argv[1])\n' +
    'print(json.dumps([file["conv2.weight"].shape, json.loads(file["metadata.json"])["network"]]))';
  const text = execFileSync(python, ['-c', read, path.join(folder, '0-discriminator.npz')], {
    encoding: 'utf8',
  });
  expect(JSON.parse(text)).toEqual([[32, 6, 5, 5], 'discriminator']);
});

type Run = (inputs: Record<string, PlainTensor>) => Promise<Record<string, PlainTensor>>;

test.each(['onnxNode.mjs', 'onnxWeb.mjs'])('%s', async (name) => {
  const { load } = (await import(path.join(LOADERS, name))) as { load: (file: string) => Promise<Run> };
  const run = await load(path.join(folder, '0-discriminator.onnx'));
  const found = await run(Object.fromEntries(vectors.inputs));
  expectAgreement(compareOutputs(vectors.outputs, new Map(Object.entries(found))));
});

test('a canvas’s pixels become an input with all red first', async () => {
  const { fromImageData } = (await import(path.join(LOADERS, 'onnxWeb.mjs'))) as {
    fromImageData: (image: { width: number; height: number; data: Uint8ClampedArray }) => PlainTensor;
  };
  const data = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 255);
  const { shape, data: image } = fromImageData({ width: 2, height: 1, data });
  expect(shape).toEqual([1, 3, 1, 2]);
  expect([...image]).toEqual([1, 4, 2, 5, 3, 6]);
});

test('TensorFlow.js', async () => {
  const { load } = (await import(path.join(LOADERS, 'tfjs.mjs'))) as {
    load: (library: typeof tf, file: Uint8Array) => (images: tf.Tensor) => Record<string, tf.Tensor>;
  };
  const features = load(tf, await readFile(path.join(folder, '0-discriminator.safetensors')));
  const { shape, data } = channelsLast(vectors.inputs.get('image')!);
  const maps = Object.entries(features(tf.tensor(data, [...shape])));
  const found = maps.map(
    ([name, map]) => [name, channelsFirst({ shape: map.shape, data: map.dataSync<'float32'>() })] as const,
  );
  const expected = new Map([...vectors.outputs].filter(([name]) => name.startsWith('conv')));
  expect(expected.size).toBe(5);
  expectAgreement(compareOutputs(expected, new Map(found)));
});

test('TensorFlow.js, of a graph', async () => {
  const { load } = (await import(path.join(LOADERS, 'tfjsGraph.mjs'))) as {
    load: (library: object, address: string) => Promise<(inputs: object) => Record<string, tf.Tensor>>;
  };
  const files = unzipSync(await readFile(path.join(folder, '0-discriminator-tfjs.zip')));
  const json = JSON.parse(strFromU8(files['discriminator-tfjs/model.json']!)) as tf.io.ModelJSON;
  // As tf.loadGraphModel has it from an address, without a server to serve it.
  const handler = {
    load: () =>
      Promise.resolve({
        ...json,
        weightSpecs: json.weightsManifest[0]!.weights,
        weightData: files['discriminator-tfjs/weights.bin']!.slice().buffer,
      }),
  };
  const addresses: string[] = [];
  const library = {
    loadGraphModel: (address: string) => (addresses.push(address), tf.loadGraphModel(handler)),
  };
  const run = await load(library, 'discriminator-tfjs/model.json');
  const { shape, data } = channelsLast(vectors.inputs.get('image')!);
  const found = Object.entries(run({ image: tf.tensor(data, [...shape]) })).map(([name, output]) => {
    const values = { shape: output.shape, data: output.dataSync<'float32'>() };
    return [name, values.shape.length === 4 ? channelsFirst(values) : values] as const;
  });
  expect(addresses).toEqual(['discriminator-tfjs/model.json']);
  expectAgreement(compareOutputs(vectors.outputs, new Map(found)));
});

test('the example of each loader takes pictures as large as the run’s', async () => {
  for (const [name, text] of await readLoaders()) {
    expect(exampleCode(text, 'tiny', 'network'), name).toContain('32, 32');
    expect(exampleCode(text, 'tiny', 'network'), name).toMatch(/network(\.|-tfjs)/);
    expect(exampleCode(text, 'stl10', 'discriminator')).toBe(text);
  }
});

test('all loaders go into the zip, and nothing else that lies there', async () => {
  expect([...(await readLoaders()).keys()].sort()).toEqual(
    ['artifact_lab.py', 'onnxNode.mjs', 'onnxWeb.mjs', 'onnx_python.py', 'tfjs.mjs', 'tfjsGraph.mjs'].sort(),
  );
});
