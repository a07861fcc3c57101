/** The generated PyTorch project: as text everywhere, and for real where a Python has torch. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { cellsPerSide, SIZES } from '../experiments/sizes';
import type { Config } from '../experiments/config';
import type { Phase } from '../experiments/metrics';
import { makeConfig } from '../experiments/presets';
import { pytorchProject, type Standing } from '../export/pytorchProject';
import { readSafetensors, writeSafetensors } from '../export/safetensors';
import { channelsFirst } from '../export/torchLayout';
import { startBackend } from '../kernels/backend';
import { drawDropMask } from '../networks/damage';
import { createNetworks, disposeNetworks, readNetworks, type Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { Adam } from '../training/adam';
import { autoencoderStep } from '../training/autoencoderStep';
import { damageRepairState, type DamageRepairState } from '../training/damageRepairState';
import { damageRepairStep } from '../training/damageRepairStep';
import { pythonWith, shakenNetworks } from './exportFixtures';
import { lab } from './labProcess';
import { readPrograms } from './pytorch';

const TOLERANCE = 1e-4;
const RATE = 3e-4;
const BATCH = 4;

/** Everything that the presets switch is in one of the two. Chance is kept out, so that ours can be compared. */
const CHANCELESS = { size: 'tiny', historyShare: 0, dropout: 0, batchSize: BATCH } as const;
const CONFIGS = {
  paper: makeConfig({ ...CHANCELESS, keptPixelWeight: 2 }),
  'authors-code': makeConfig({ preset: 'authors-code', ...CHANCELESS }),
};

let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  await startBackend({ preference: 'wasm' });
});
afterAll(() => rm(folder, { recursive: true }));

/** A phase of ours under way, which takes the same batch in each step. */
class Ours {
  readonly #phase: Phase;
  readonly #networks: Networks;
  readonly #config: Config;
  readonly #optimisers: { readonly E: Adam; readonly D: Adam };
  readonly #state: DamageRepairState;
  readonly #images: tf.Tensor4D;

  constructor(phase: Phase, networks: Networks, config: Config) {
    this.#phase = phase;
    this.#networks = networks;
    this.#config = config;
    this.#optimisers = { E: new Adam(networks.E, config), D: new Adam(networks.D, config) };
    this.#state = damageRepairState(networks, config);
    const random = new Random(3);
    const side = SIZES[config.size].pixels;
    const values = Float32Array.from({ length: BATCH * side * side * 3 }, () => random.between(-1, 1));
    this.#images = tf.tensor4d(values, [BATCH, side, side, 3]);
  }

  step(): void {
    const [networks, config, images] = [this.#networks, this.#config, this.#images];
    const measured =
      this.#phase === 'autoencoder'
        ? autoencoderStep(networks, this.#optimisers, config, images, RATE)
        : damageRepairStep(networks, this.#state, config, images, { C: RATE, R: RATE });
    tf.dispose({ ...measured });
  }

  /** What the next step will train on, for Python. */
  async batch(): Promise<Uint8Array> {
    const mask = drawDropMask(
      Random.fromState(this.#state.random.damage.state),
      BATCH,
      cellsPerSide('tiny'),
      this.#config.theta,
    );
    const plain = async (tensor: tf.Tensor4D): Promise<PlainTensor> =>
      channelsFirst({ shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() });
    const entries = [
      ['images', await plain(this.#images)],
      ['mask', await plain(mask)],
    ] as const;
    return writeSafetensors(new Map(entries), {});
  }

  async standing(): Promise<Standing> {
    const { C, R } = this.#state.optimisers;
    const tensors = await readNetworks(this.#networks);
    const players = this.#phase === 'autoencoder' ? this.#optimisers : { C, R };
    for (const adam of Object.values(players)) {
      for (const [name, moment] of adam.moments) {
        tensors.set(name, { shape: moment.shape, data: (await moment.data<'float32'>()).slice() });
      }
    }
    const counts = Object.fromEntries(Object.entries(players).map(([letter, adam]) => [letter, adam.step]));
    return { config: this.#config, phase: this.#phase, step: C.step, adam: counts, tensors };
  }
}

async function writeProject(name: string, standing: Standing): Promise<void> {
  await mkdir(at(name), { recursive: true });
  for (const [file, bytes] of await pytorchProject(standing, {}, await readPrograms())) {
    await writeFile(path.join(at(name), file), bytes);
  }
}

describe('as text', () => {
  let files = new Map<string, Uint8Array>();

  beforeAll(async () => {
    const networks = await shakenNetworks(CONFIGS.paper);
    const standing = await new Ours('repair', networks, CONFIGS.paper).standing();
    const past = { shape: [1, 2, 2, 1], data: Float32Array.of(0, 1, 1, 0) };
    const tensors = new Map([...standing.tensors, ['history/masks', past]]);
    files = await pytorchProject({ ...standing, tensors }, { licence: 'CC0' }, await readPrograms());
    disposeNetworks(networks);
  });

  const text = (name: string): string => new TextDecoder().decode(files.get(name));

  test('it is complete, and no place in it was left open', () => {
    const programs = ['data.py', 'model.py', 'state.py', 'steps.py', 'train.py', 'verify.py'];
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
    damage_repair_step(run.networks, run.optimisers, run.history, run.config, given["images"], drawn, (${RATE}, ${RATE}), None)
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
      const found = JSON.parse(run(`forward-${name}`, 'verify.py')) as Record<string, Record<string, number>>;
      expect(Object.values(found).flatMap((outputs) => Object.keys(outputs))).toHaveLength(17);
      for (const outputs of Object.values(found)) {
        for (const [output, difference] of Object.entries(outputs))
          expect(difference, output).toBeLessThan(TOLERANCE);
      }
    },
  );

  test.each([
    ['autoencoder', 'paper'],
    ['repair', 'paper'],
    ['repair', 'authors-code'],
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
      expect(moved).toBeGreaterThan(50);
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
