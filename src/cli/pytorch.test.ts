/** The generated PyTorch project as text; pytorchRuns.test.ts runs it. */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pytorchProject } from '../methods/artifacts/export/pytorchProject';
import { readSafetensors } from '../export/safetensors';
import { disposeNetworks } from '../networks/networks';
import { pythonWith, shakenNetworks } from './exportFixtures';
import { lab } from './labProcess';
import { artifacts } from '../methods/artifacts/method';
import { readPrograms } from './pytorch';
import { CONFIGS, Ours, prepared } from '../methods/artifacts/export/pytorchUnderTest';

const at = prepared();

describe('as text', () => {
  let files = new Map<string, Uint8Array>();

  beforeAll(async () => {
    const networks = await shakenNetworks(CONFIGS.paper);
    const standing = await new Ours('repair', networks, CONFIGS.paper).standing();
    const past = { shape: [1, 2, 2, 1], data: Float32Array.of(0, 1, 1, 0) };
    const tensors = new Map([...standing.tensors, ['history/masks', past]]);
    files = await pytorchProject(
      { ...standing, tensors },
      { licence: 'CC0' },
      await readPrograms('artifacts'),
      artifacts.exports,
    );
    disposeNetworks(networks);
  });

  const text = (name: string): string => new TextDecoder().decode(files.get(name));

  test('it is complete, and no place in it was left open', () => {
    const programs = ['data.py', 'model.py', 'pictures.py', 'state.py', 'steps.py', 'train.py', 'verify.py'];
    const others = [
      'README.md',
      'config.json',
      'requirements.txt',
      'state.safetensors',
      'vectors.safetensors',
    ];
    expect([...files.keys()].sort()).toEqual([...programs, ...others].sort());
    for (const name of [...programs, 'README.md', 'config.json', 'requirements.txt']) {
      expect(text(name), name).not.toMatch(/\{\{|\}\}|\$\{|TODO|FIXME|undefined|NaN|\[object/);
    }
    for (const name of [...files.keys()].filter((name) => name !== 'README.md')) {
      if (/\.(py|safetensors|json)$/.test(name)) expect(text('README.md'), name).toContain(name);
    }
    expect(text('README.md')).toContain('CC0');
  });

  test('every setting that a program reads is one of ours', () => {
    const config = new Set(Object.keys(JSON.parse(text('config.json')) as object));
    const read = ['data.py', 'model.py', 'steps.py', 'train.py'].flatMap((name) =>
      [...text(name).matchAll(/config\["(\w+)"\]/g)].map(([, key]) => key!),
    );
    expect(read.length).toBeGreaterThan(20);
    for (const key of read) expect([...config]).toContain(key);
  });

  test('the state has every weight, moment and past image under PyTorch’s names', () => {
    const { tensors, metadata } = readSafetensors(files.get('state.safetensors')!);
    const names = [...tensors.keys()];
    for (const name of [
      'encoder.conv1.weight',
      'repair.block5.norm.running_mean',
      'discriminator.conv5.bn.weight',
    ]) {
      expect(names).toContain(name);
    }
    expect(tensors.get('history.masks')!.shape).toEqual([1, 1, 2, 2]);
    const trained = names.filter((name) => /^(repair|discriminator)\.(?!.*running_)/.test(name));
    for (const name of trained) {
      const isMoment = name !== 'discriminator.conv5.bn.weight'; // C has no γ
      for (const moment of ['m', 'v']) expect(tensors.has(`adam.${moment}.${name}`), name).toBe(isMoment);
    }
    expect(JSON.parse(metadata['training']!)).toEqual({
      phase: 'repair',
      step: 0,
      adam: { discriminator: 0, repair: 0 },
    });
  });

  const python = pythonWith('json');
  test.skipIf(!python)(`Python compiles it${python ? '' : ' (there is no Python here)'}`, async () => {
    await mkdir(at('compiled'));
    const names = [...files.keys()].filter((name) => name.endsWith('.py'));
    for (const name of names) await writeFile(path.join(at('compiled'), name), files.get(name)!);
    execFileSync(python!, ['-m', 'py_compile', ...names], { cwd: at('compiled') });
  });
});

test(
  'lab pytorch asks for a run or a capsule, and never writes over a project',
  { timeout: 60_000 },
  async () => {
    expect(await lab('pytorch', '--out', at('x'))).toMatchObject({
      code: 2,
      stderr: 'lab: Give either --run or --capsule: the run that shall go on.\n',
    });
  },
);
