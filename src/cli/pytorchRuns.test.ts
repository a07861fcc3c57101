/** The generated PyTorch project at work, where a Python has torch: verified, stepped and trained on. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeConfig } from '../experiments/presets';
import type { ArtifactsConfig } from '../methods/artifacts/config';
import { pytorchProject } from '../methods/artifacts/export/pytorchProject';
import type { Standing } from '../training/method';
import { readSafetensors, writeSafetensors } from '../export/safetensors';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../networks/networks';
import { pythonWith, shakenNetworks } from './exportFixtures';
import { artifacts } from '../methods/artifacts/method';
import { readPrograms } from './pytorch';
import { CONFIGS, Ours, prepared, RATE } from '../methods/artifacts/export/pytorchUnderTest';

const TOLERANCE = 1e-4;

const at = prepared();

async function writeProject(name: string, standing: Standing<ArtifactsConfig>): Promise<void> {
  await mkdir(at(name), { recursive: true });
  for (const [file, bytes] of await pytorchProject(
    standing,
    {},
    await readPrograms('artifacts'),
    artifacts.exports,
  )) {
    await writeFile(path.join(at(name), file), bytes);
  }
}

/** Takes one step in Python on a batch of ours, as train.py does but for what it draws. */
const ONE_STEP = `
import sys, torch
import state
from steps import autoencoder_step, damage_repair_step
from train import Run
batch, out = sys.argv[1:]
run, given = Run("state.safetensors", "cpu", 0, 1), state.read(batch)[0]
if run.phase == "autoencoder":
    autoencoder_step(run.networks, run.optimisers, run.config, given["images"], ${RATE})
else:
    drawn = given["mask"], torch.ones(()), None
    rate_of_R = ${RATE} if (run.step + 1) % run.config["updateRatio"] == 0 else None
    damage_repair_step(run.networks, run.optimisers, run.history, run.config, given["images"], drawn, (${RATE}, rate_of_R), None)
print(run.save(out))
`;

/** train.py in double precision: in single, rounding differs with the share of the batch, and ten steps make much of it. */
const IN_DOUBLE = `
import torch
torch.set_default_dtype(torch.float64)
import data, state, train
read, view = state.read, data.Views.__getitem__
def doubled(path):
    tensors, metadata = read(path)
    return {name: tensor.double() for name, tensor in tensors.items()}, metadata
state.read = doubled
data.Views.__getitem__ = lambda self, k: view(self, k).double()
train.main()
`;

const python = pythonWith('torch');
describe.skipIf(!python)(`in PyTorch${python ? '' : ' (no Python here has torch)'}`, () => {
  const run = (project: string, ...args: string[]): string =>
    execFileSync(python!, args, {
      cwd: at(project),
      encoding: 'utf8',
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
  const read = async (file: string) => readSafetensors(await readFile(file)).tensors;

  test.each(Object.entries(CONFIGS))(
    'every network gives our outputs: %s',
    { timeout: 120_000 },
    async (name, config) => {
      const networks = await shakenNetworks(config);
      await writeProject(`forward-${name}`, await new Ours('repair', networks, config).standing());
      disposeNetworks(networks);
      const found = JSON.parse(run(`forward-${name}`, 'verify.py', '--json')) as Record<
        string,
        Record<string, number>
      >;
      expect(Object.values(found).flatMap((outputs) => Object.keys(outputs))).toHaveLength(17);
      for (const outputs of Object.values(found)) {
        for (const [output, difference] of Object.entries(outputs))
          expect(difference, output).toBeLessThan(TOLERANCE);
      }
      expect(run(`forward-${name}`, 'verify.py')).toMatch(
        /^The networks agree with the lab's: of 17 outputs, \w+\.\w+ is off most, by [1-9].*\n$/,
      );
    },
  );

  test(
    'a weight that is another is told, by the sentence and the exit code',
    { timeout: 120_000 },
    async () => {
      const networks = await shakenNetworks(CONFIGS.paper);
      await writeProject('other', await new Ours('repair', networks, CONFIGS.paper).standing());
      disposeNetworks(networks);
      const { tensors, metadata } = readSafetensors(await readFile(at('other/state.safetensors')));
      tensors.get('discriminator.fc2.bias')!.data[0]! += 1;
      await writeFile(at('other/state.safetensors'), writeSafetensors(tensors, metadata));
      const { status, stdout } = spawnSync(python!, ['verify.py'], { cwd: at('other'), encoding: 'utf8' });
      expect(stdout).toMatch(
        /^The networks differ from the lab's: of 17 outputs, discriminator\.class is off most/,
      );
      expect(status).toBe(1);
    },
  );

  test.each([
    ['autoencoder', 'paper'],
    ['repair', 'paper'],
    ['repair', 'authors-code'],
    ['autoencoder', 'laptop'],
    ['repair', 'laptop'],
  ] as const)(
    'the next step of phase %s, %s, moves weights, averages and moments as ours does',
    { timeout: 120_000 },
    async (phase, preset) => {
      const config = CONFIGS[preset];
      const networks = await shakenNetworks(config);
      const ours = new Ours(phase, networks, config);
      ours.step(); // so that there are moments to take over
      const project = `step-${phase}-${preset}`;
      await writeProject(project, await ours.standing());
      await writeFile(at(`${project}.batch`), await ours.batch());
      ours.step();
      await writeProject(`${project}-after`, await ours.standing());
      disposeNetworks(networks);
      await mkdir(at(`${project}-out`));
      const saved = run(project, '-c', ONE_STEP, at(`${project}.batch`), at(`${project}-out`)).trim();
      const [before, expected, found] = await Promise.all([
        read(path.join(at(project), 'state.safetensors')),
        read(path.join(at(`${project}-after`), 'state.safetensors')),
        read(saved),
      ]);
      expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
      let moved = 0;
      for (const [name, { data }] of expected) {
        const change = distance(data, before.get(name)!.data);
        const difference = distance(data, found.get(name)!.data);
        if (change > 0) moved++;
        // Of what the step changed; what it leaves alone stays to the last bit.
        expect(difference, name).toBeLessThanOrEqual(1e-2 * change);
      }
      // Where R rests, C alone.
      expect(moved).toBeGreaterThan(40);
    },
  );

  test('ten steps on one process and on two end with the same weights', { timeout: 300_000 }, async () => {
    // With dropout and authors-code’s losses; past images are each process’s own.
    const config = makeConfig({
      preset: 'authors-code',
      size: 'tiny',
      batchSize: 8,
      aeSteps: 1,
      ganSteps: 100,
    });
    const networks = createNetworks(config);
    const ours = new Ours('repair', networks, config);
    ours.step();
    await writeProject('ten', await ours.standing());
    disposeNetworks(networks);
    const images =
      'import numpy as np; np.save("images.npy", np.random.default_rng(0).integers(0, 256, (20, 44, 44, 3), np.uint8))';
    run('ten', '-c', images);
    await writeFile(at('ten/double.py'), IN_DOUBLE);
    const args = ['double.py', '--data', 'images.npy', '--steps', '10', '--workers', '0', '--out'];
    run('ten', ...args, 'one');
    await Promise.all([0, 1].map((rank) => trainAs(rank, 2, [...args, 'two'])));
    const file = 'repair-000011.safetensors';
    const [before, one, two] = await Promise.all(
      ['state.safetensors', `one/${file}`, `two/${file}`].map((name) => read(path.join(at('ten'), name))),
    );
    for (const [name, { data }] of one!) {
      if (name.startsWith('adam.')) continue;
      const change = distance(data, before!.get(name)!.data);
      expect(distance(data, two!.get(name)!.data), name).toBeLessThanOrEqual(1e-5 * change);
    }
    // And it goes on from what it saved, with as many moments and past images.
    expect(run('ten', ...args, 'two')).toContain('repair 21 of 100');
  });

  test('from one phase into the next, with past images and noise', { timeout: 300_000 }, async () => {
    const config = makeConfig({
      size: 'tiny',
      batchSize: 4,
      aeSteps: 2,
      ganSteps: 3,
      fill: 'noise',
      historySize: 5,
    });
    const networks = await shakenNetworks(config);
    await writeProject('phases', await new Ours('autoencoder', networks, config).standing());
    disposeNetworks(networks);
    run('phases', '-c', 'import numpy as np; np.save("images.npy", np.zeros((3, 44, 44, 3), np.uint8))');
    const told = run(
      'phases',
      'train.py',
      '--data',
      'images.npy',
      '--workers',
      '0',
      '--out',
      'out',
      '--log-every',
      '1',
    );
    expect(told).toMatch(/autoencoder 2 of 2.*\n.*repair 1 of 3[^]*repair 3 of 3/);
    const saved = await read(path.join(at('phases'), 'out/repair-000003.safetensors'));
    expect(saved.get('history.images')!.shape).toEqual([5, 3, 32, 32]);
    for (const [name, { data }] of saved) expect(data.every(Number.isFinite), name).toBe(true);
  });

  /** What torchrun does for each process. */
  function trainAs(rank: number, world: number, args: readonly string[]): Promise<void> {
    const variables = {
      RANK: rank,
      LOCAL_RANK: rank,
      WORLD_SIZE: world,
      MASTER_ADDR: '127.0.0.1',
      MASTER_PORT: 29_517,
    };
    const env = {
      ...process.env,
      OMP_NUM_THREADS: '1',
      ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
    };
    const child = spawn(python!, args, { cwd: at('ten'), env });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
    });
  }
});

function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}
