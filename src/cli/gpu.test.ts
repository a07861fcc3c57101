/** `--backend webgpu` in Node: on the software adapter that Chromium brings along, and where there is none. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { softwareGpu } from '../../bench/softwareGpu';
import { events, lab } from './labProcess';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const train = (out: string, backend: string, ...more: string[]) => {
  const steps = ['--size', 'tiny', '--batch', '4', '--ae-steps', '1', '--gan-steps', '1', '--json'];
  return lab(
    'train',
    '--data',
    'sample',
    '--out',
    path.join(folder, out),
    '--backend',
    backend,
    ...steps,
    ...more,
  );
};

test('without an adapter it says so in a sentence, and what to do', { timeout: 180_000 }, async () => {
  vi.stubEnv('VK_ICD_FILENAMES', path.join(folder, 'nothing.json'));
  const { code, stderr } = await train('none', 'webgpu');
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n').at(-1)).toBe(
    'lab: WebGPU found no adapter; install a Vulkan driver, or use --backend wasm.',
  );
  expect(await readdir(folder)).toEqual([]);
});

const title = `it trains to the same files, the same from the same seed${softwareGpu ? '' : ' (no software adapter here)'}`;
test.skipIf(!softwareGpu)(title, { timeout: 600_000 }, async () => {
  vi.stubEnv('VK_ICD_FILENAMES', softwareGpu!.driver);
  vi.stubEnv('LD_LIBRARY_PATH', softwareGpu!.folder);
  const { code, stdout, stderr } = await train('gpu', 'webgpu');
  expect([code, stderr]).toEqual([0, expect.stringContaining('Finished both phases')]);
  expect(events(stdout).get('backend')).toMatchObject([{ name: 'webgpu', software: true }]);
  expect((await train('wasm', 'wasm')).code).toBe(0);
  const files = async (run: string) => (await readdir(path.join(folder, run), { recursive: true })).sort();
  expect(await files('gpu')).toEqual(await files('wasm'));
  expect((await train('again', 'webgpu')).code).toBe(0);
  const weights = (run: string) => readFile(path.join(folder, run, 'discriminator.safetensors'));
  expect(await weights('again')).toEqual(await weights('gpu'));
});
