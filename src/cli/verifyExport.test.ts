/** `lab export` and `lab verify-export` as they are used. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../export/safetensors';
import { events, lab } from './labProcess';

let folder = '';
const inFolder = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  const steps = ['--ae-steps', '3', '--gan-steps', '3', '--batch', '4'];
  const run = await lab('train', '--data', 'sample', '--out', inFolder('run'), '--size', 'tiny', ...steps);
  expect(run.code, run.stderr).toBe(0);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

async function exportAs(name: string, ...options: string[]): Promise<string> {
  const { code, stderr } = await lab('export', '--run', inFolder('run'), '--out', inFolder(name), ...options);
  expect(code, stderr).toBe(0);
  return inFolder(name);
}

describe('a trained run, exported and verified', () => {
  test.each([
    ['onnx', 'node', 'onnxruntime-node'],
    ['onnx', 'web', 'onnxruntime-web'],
    ['npz', 'node', 'the lab (wasm)'],
    ['tfjs', 'node', 'TensorFlow.js (wasm)'],
  ])('%s in %s', async (format, runtime, by) => {
    const file = await exportAs(
      format === 'tfjs' ? 'tfjs.zip' : `discriminator.${format}`,
      '--format',
      format,
    );
    const { code, stdout, stderr } = await lab('verify-export', file, '--runtime', runtime, '--json');
    expect(code, stderr).toBe(0);
    const [verified] = events(stdout).get('verified')!;
    expect(verified).toMatchObject({ by });
    const outputs = (verified!['differences'] as { output: string }[]).map(({ output }) => output);
    expect(outputs.sort()).toEqual(['class', 'conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'mask']);
  });

  test('a file says where it comes from', async () => {
    const file = await exportAs('repair.safetensors', '--network', 'repair', '--licence', 'CC0-1.0');
    const { metadata, tensors } = readSafetensors(await readFile(file));
    const manifest = JSON.parse(await readFile(inFolder('run/run.json'), 'utf8')) as {
      data: { hash: string };
      config: object;
    };
    expect(metadata).toMatchObject({ network: 'repair', license: 'CC0-1.0' });
    expect(JSON.parse(metadata['data']!)).toMatchObject({ hash: manifest.data.hash });
    expect(JSON.parse(metadata['config']!)).toEqual(manifest.config);
    expect([...tensors.keys()]).toContain('repair.block1.first.bn.running_mean');
  });

  test('the zip has files, loaders and a README, and all its files are right', async () => {
    const file = await exportAs('all.zip', '--format', 'zip');
    const names = Object.keys(unzipSync(await readFile(file)));
    expect(names).toEqual(expect.arrayContaining(['README.txt', 'artifact_lab.py', 'discriminator.onnx']));
    const { code, stdout, stderr } = await lab('verify-export', file, '--json');
    expect(code, stderr).toBe(0);
    expect(events(stdout).get('verified')).toHaveLength(6 * 4); // each network in each format
  });
});

describe('what does not verify', () => {
  test('one changed weight is told with the output that it changes', async () => {
    const { tensors, metadata } = readSafetensors(
      await readFile(await exportAs('whole.safetensors', '--format', 'safetensors')),
    );
    tensors.get('mask.bias')!.data[0]! += 0.5;
    await writeFile(inFolder('changed.safetensors'), writeSafetensors(tensors, metadata));
    const { code, stderr } = await lab('verify-export', inFolder('changed.safetensors'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/lab: “mask” of “.*changed.safetensors” is off by/);
  });

  test('a file without vectors, as runs write it, says so', async () => {
    const { code, stderr } = await lab('verify-export', inFolder('run/discriminator.safetensors'));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `lab: “${inFolder('run/discriminator.safetensors')}”: The file carries no input and outputs to compare with; export it anew.\n`,
    });
  });

  test('a folder', async () => {
    const { code, stderr } = await lab('verify-export', folder);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `lab: “${folder}” is a folder: name a file in it.\n`,
    });
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await lab('verify-export', inFolder('gone.onnx'));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `lab: There is nothing at “${inFolder('gone.onnx')}”: check the path.\n`,
    });
  });

  test.each([
    ['another ending', 'notes.txt', 2, /should end in .onnx, .safetensors, .npz or .zip/],
    ['no ONNX in spite of its ending', 'notes.onnx', 1, /not a valid ONNX file/],
  ])('%s', async (_, name, expected, sentence) => {
    await writeFile(inFolder(name), 'Dear diary');
    const { code, stderr } = await lab('verify-export', inFolder(name));
    expect(code).toBe(expected);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
