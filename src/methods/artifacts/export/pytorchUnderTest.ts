/** A run of ours to be taken over by the PyTorch project, in tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll } from 'vitest';
import { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import type { Phase } from '../../../experiments/metrics';
import { makeConfig } from '../../../experiments/presets';
import { cellsPerSide, SIZES } from '../../../schema/sizes';
import type { Standing } from '../../../training/method';
import { writeSafetensors } from '../../../export/safetensors';
import { channelsFirst } from '../../../export/torchLayout';
import { startBackend } from '../../../kernels/backend';
import { drawDropMask } from '../networks/damage';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import { readNetworks } from '../../../networks/networks';
import type { PlainTensor } from '../../../networks/parameters';
import { Adam } from '../../../training/adam';
import { autoencoderStep } from '../training/autoencoderStep';
import { damageRepairState, type DamageRepairState } from '../training/damageRepairState';
import { scheduledLearners } from '../training/learners';
import { damageRepairStep } from '../training/damageRepairStep';

export const RATE = 3e-4;
const BATCH = 4;

/** Everything that the presets switch is in one of the first two; in the last R rests in two of three steps, and the stride is another. Chance is kept out, so that ours can be compared. */
const CHANCELESS = { size: 'tiny', historyShare: 0, dropout: 0, batchSize: BATCH } as const;
export const CONFIGS = {
  paper: makeConfig({ ...CHANCELESS, keptPixelWeight: 2 }),
  'authors-code': makeConfig({ preset: 'authors-code', ...CHANCELESS }),
  laptop: makeConfig({ ...CHANCELESS, size: 'laptop', keptPixelWeight: 2, updateRatio: 3 }),
};

/** A phase of ours under way, which takes the same batch in each step. */
export class Ours {
  readonly #phase: Phase;
  readonly #networks: ArtifactNetworks;
  readonly #config: ArtifactsConfig;
  readonly #optimisers: { readonly E: Adam; readonly D: Adam };
  readonly #state: DamageRepairState;
  readonly #images: tf.Tensor4D;
  #step = 0;

  constructor(phase: Phase, networks: ArtifactNetworks, config: ArtifactsConfig) {
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
    const learners = scheduledLearners(config, ++this.#step);
    const measured =
      this.#phase === 'autoencoder'
        ? autoencoderStep(networks, this.#optimisers, config, images, RATE)
        : damageRepairStep(networks, this.#state, config, images, { C: RATE, R: RATE }, learners);
    tf.dispose({ ...measured });
  }

  /** What the next step will train on, for Python. */
  async batch(): Promise<Uint8Array> {
    const mask = drawDropMask(
      Random.fromState(this.#state.random.damage.state),
      BATCH,
      cellsPerSide(this.#config.size),
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

  async standing(): Promise<Standing<ArtifactsConfig>> {
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

/** For the tests of one file: WebAssembly, and where to put files that are gone afterwards. */
export function prepared(): (name: string) => string {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
    await startBackend({ preference: 'wasm' });
  });
  afterAll(() => rm(folder, { recursive: true }));
  return (name) => path.join(folder, name);
}
