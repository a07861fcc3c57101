/** Files saved from the page compute elsewhere what the page did; weights and runs come in again, whole or not at all. */
import { readFile } from 'node:fs/promises';
import { fromBinary } from '@bufbuild/protobuf';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { ModelProtoSchema } from 'onnx-buf';
import { runOnnx } from '../src/cli/onnxRuntimes';
import { compareOutputs, TOLERANCE } from '../src/export/compare';
import { readSafetensors, writeSafetensors } from '../src/export/safetensors';
import type { PlainTensor } from '../src/networks/parameters';
import { download, expect, expectState, stepCount, test, trainUntil, trainUntilSaved } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=3&ganSteps=100000';

async function open(page: Page): Promise<void> {
  await page.goto(LINK);
  await expectState(page, 'ready');
}

async function save(page: Page, network: string, format: string, preprocessing?: string): Promise<Buffer> {
  await page.getByTestId('export-format').selectOption(format);
  if (format !== 'zip') await page.getByTestId('export-network').selectOption(network);
  if (preprocessing) await page.getByTestId('export-preprocessing').selectOption(preprocessing);
  return download(page, 'save-weights');
}

/** The page's own input and outputs, which an ONNX file carries. */
function vectorsOf(model: Buffer): { inputs: Map<string, PlainTensor>; outputs: Map<string, PlainTensor> } {
  const { metadataProps } = fromBinary(ModelProtoSchema, model);
  const text = metadataProps.find(({ key }) => key === 'vectors')!.value;
  const { tensors } = readSafetensors(new Uint8Array(Buffer.from(text, 'base64')));
  const under = (prefix: string) =>
    new Map(
      [...tensors].flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
      ),
    );
  return { inputs: under('input.'), outputs: under('output.') };
}

/** Drops a file on the page, as a person does with a mouse. */
async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const content = Buffer.from(bytes).toString('base64');
  const transfer = await page.evaluateHandle(
    ([file, text]) => {
      const data = Uint8Array.from(atob(text!), (letter) => letter.charCodeAt(0));
      const dropped = new DataTransfer();
      dropped.items.add(new File([data], file!));
      return dropped;
    },
    [name, content],
  );
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('an ONNX file saved from the page gives the page’s conv5 features in onnxruntime-node', async ({
  page,
}) => {
  await open(page);
  const before = await save(page, 'discriminator', 'onnx');
  await trainUntil(page, 6);
  for (const preprocessing of ['inside', 'outside']) {
    const model = await save(page, 'discriminator', 'onnx', preprocessing);
    const { inputs, outputs } = vectorsOf(model);
    expect([...inputs.keys()]).toEqual([preprocessing === 'inside' ? 'image' : 'centred']);
    expect(outputs.get('conv5')!.shape).toEqual([2, 32, 2, 2]);
    const found = compareOutputs(outputs, await runOnnx('node', model, inputs));
    expect(found.map(({ output }) => output)).toContain('conv5');
    for (const { output, relative } of found) expect(relative, output).toBeLessThan(TOLERANCE);
  }
  // The features are those of the trained weights: what was saved before the training gives others.
  const { inputs, outputs } = vectorsOf(await save(page, 'discriminator', 'onnx', 'inside'));
  const untrained = compareOutputs(outputs, await runOnnx('node', before, inputs));
  expect(untrained.find(({ output }) => output === 'conv5')!.relative).toBeGreaterThan(0.001);
});

test('all in a zip, with the licence, while training goes on; progress is told', async ({ page }) => {
  await open(page);
  await page.getByTestId('run-toggle').click();
  await page.getByTestId('export-licence').fill('CC-BY-4.0');
  const progress = page.getByTestId('export-progress').waitFor();
  const files = unzipSync(await save(page, '', 'zip'));
  await progress;
  await expect(page.getByTestId('export-progress')).toHaveCount(0);
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      ...[
        'README.txt',
        'artifact_lab.py',
        'onnxWeb.mjs',
        'tfjsGraph.mjs',
        'discriminator.onnx',
        'repair.npz',
        'encoder.onnx',
        'decoder.safetensors',
      ],
      ...['autoencoder.safetensors', 'convolutions-tfjs/model.json', 'convolutions-tfjs/weights.bin'],
    ]),
  );
  expect(readSafetensors(files['discriminator.safetensors']!).metadata).toMatchObject({
    license: 'CC-BY-4.0',
    network: 'discriminator',
    data: expect.stringMatching(/"hash":"[0-9a-f]+"/) as unknown as string,
  });
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
});

test('the loader of each format can be read and copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.getByTestId('loader').locator('summary').click();
  const text = page.getByTestId('loader-text');
  await expect(text).toContainText('import torch');
  for (const [format, choice, file] of [
    ['safetensors', 'PyTorch', 'artifact_lab.py'],
    ['onnx', 'ONNX Runtime, Python', 'onnx_python.py'],
    ['onnx', 'ONNX Runtime, Node', 'onnxNode.mjs'],
    ['onnx', 'ONNX Runtime, Web', 'onnxWeb.mjs'],
    ['zip', 'TensorFlow.js', 'tfjsGraph.mjs'],
  ] as const) {
    await page.getByTestId('export-format').selectOption(format);
    await page.getByTestId('loader-choice').selectOption(choice);
    // Its example takes pictures as large as those of this run.
    const written = (await readFile(`docs/loaders/${file}`, 'utf8')).replaceAll('96, 96', '32, 32');
    await expect(text).toHaveText(written);
    await page.getByTestId('loader-copy').click();
    await expect(page.getByTestId('loader-copy')).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(written);
  }
  await page.getByTestId('export-format').selectOption('npz');
  await expect(text).toContainText('# [12, 3, 11, 11]');
});

test('weights dropped on the page begin a run, and the page says where they are from', async ({ page }) => {
  await open(page);
  await trainUntil(page, 5);
  const saved = await save(page, 'discriminator', 'safetensors');
  await page.getByTestId('run-reset').click();
  await expectState(page, 'ready');
  expect(readSafetensors(await save(page, 'discriminator', 'safetensors')).tensors).not.toEqual(
    readSafetensors(saved).tensors,
  );
  await drop(page, 'mine.safetensors', saved);
  await expect(page.getByTestId('imported')).toContainText('mine.safetensors');
  await expectState(page, 'ready');
  const again = readSafetensors(await save(page, 'discriminator', 'safetensors'));
  expect(again.tensors).toEqual(readSafetensors(saved).tensors);
  expect(again.metadata['imported']).toBe('discriminator of mine.safetensors');
  // The run keeps it, and a later visit knows it from there.
  await trainUntilSaved(page, 5);
  await page.reload();
  await page.getByTestId('offer-continue').click();
  await expectState(page, 'paused');
  await expect(page.getByTestId('imported')).toContainText('mine.safetensors');
  expect(readSafetensors(await save(page, 'encoder', 'safetensors')).metadata['imported']).toBe(
    'discriminator of mine.safetensors',
  );
  await page.getByTestId('run-reset').click();
  await expect(page.getByTestId('imported')).toHaveCount(0);
});

test('weights that do not fit are refused tensor by tensor, and the run stays', async ({ page }) => {
  await open(page);
  await trainUntil(page, 5);
  const saved = await save(page, 'discriminator', 'safetensors');
  const step = await stepCount(page);
  const { tensors, metadata } = readSafetensors(saved);
  tensors.delete('conv1.bias');
  tensors.set('mask.bias', { shape: [2], data: Float32Array.of(1, 2) });
  await drop(page, 'torn.safetensors', writeSafetensors(tensors, metadata));
  const refused = page.getByTestId('import-refused');
  await expect(refused.getByRole('row', { name: 'conv1.bias' })).toContainText('12none');
  await expect(refused.getByRole('row', { name: 'mask.bias' })).toContainText('12');
  await drop(page, 'torn.safetensors', saved.subarray(0, 1000));
  await expect(page.getByTestId('import-problem')).toContainText('“torn.safetensors” was not taken');
  await expect(page.getByTestId('import-problem')).toBeInViewport();
  const letter = { name: 'letter.zip', mimeType: 'application/zip', buffer: Buffer.from('Dear sir') };
  await page.getByTestId('import-input').setInputFiles(letter);
  await expect(page.getByTestId('import-problem')).toContainText(
    '“letter.zip” contains neither a run nor the weights',
  );
  await drop(page, letter.name, letter.buffer);
  await expect(page.getByTestId('failure')).toContainText(
    'cannot be used: it is no readable zip (pack the folder anew',
  );
  expect(await stepCount(page)).toBe(step);
  expect(readSafetensors(await save(page, 'discriminator', 'safetensors')).tensors).toEqual(
    readSafetensors(saved).tensors,
  );
});

test('a run leaves as a capsule and comes back by being dropped; so does its checkpoint alone', async ({
  page,
}) => {
  await open(page);
  const step = await trainUntilSaved(page, 5);
  const capsule = await download(page, 'run-export');
  const files = unzipSync(capsule);
  const checkpoint = Object.keys(files).find((name) => /\/checkpoint\/.*\.safetensors$/.test(name))!;
  for (const [name, bytes] of [
    ['run.zip', capsule],
    ['checkpoint.safetensors', files[checkpoint]!],
  ] as const) {
    await page.getByTestId('run-reset').click();
    await expectState(page, 'ready');
    const runs = await page.getByTestId('stored-run').count();
    await drop(page, name, bytes);
    await expectState(page, 'paused');
    await expect(page.getByTestId('stored-run')).toHaveCount(runs + 1);
    expect(await stepCount(page)).toBe(step);
    await expect(page.getByTestId('stored-run').filter({ hasText: name })).toContainText('imported');
  }
});
