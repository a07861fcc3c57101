import { beforeAll, expect, it } from 'vitest';
import { Random } from '../base/random';
import { inspect } from '../evaluation/pictures/inspect';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { createNetworks, disposeNetworks } from '../networks/networks';
import { drawFigure } from './figure';

beforeAll(async () => void (await startBackend({ preference: 'wasm' })));

it('says of each picture what the discriminator says of that picture: its score and its mask', async () => {
  const config = makeConfig({ size: 'tiny', theta: 0.5 });
  const random = new Random(11);
  const view = Float32Array.from({ length: 32 ** 2 * 3 }, () => random.between(-1, 1));
  const networks = createNetworks(config);
  const scene = {
    config,
    phase: 'repair',
    step: 0,
    pinned: [5],
    paths: ['pets/5.png'],
    originals: view,
  } as const;
  const [row] = (await drawFigure(scene, networks)).rows;
  const seen = await inspect({ config, networks }, { view, mask: row!.mask });
  disposeNetworks(networks);

  expect(row!.path).toBe('pets/5.png');
  const stages = {
    original: 'original',
    real: 'autoencoded',
    damaged: 'damaged',
    repaired: 'repaired',
  } as const;
  for (const column of ['original', 'real', 'damaged', 'repaired'] as const) {
    const stage = stages[column];
    expect(row!.score[column]).toBeCloseTo(seen.score[stage], 5);
    row!.predictedMask[column].forEach((kept, cell) =>
      expect(kept).toBeCloseTo(seen.predictedMask[stage][cell]!, 5),
    );
  }
  expect(row!.predictedMask.damaged).not.toEqual(row!.predictedMask.repaired);
});
