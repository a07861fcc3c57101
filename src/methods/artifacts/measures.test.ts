import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { finish } from '../../base/slices';
import { dividedImages } from '../../experiments/heldOut';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { noiseSet } from '../../lab/labUnderTest';
import { disposeNetworks } from '../../networks/networks';
import { measureHealth } from './evaluation/health';
import { MEASURES } from './measures';
import { createNetworks } from './networks/artifactNetworks';

const images = noiseSet(24, 44);

beforeAll(() => startBackend({ preference: 'wasm' }));

it.each([
  [0.25, 6, true],
  [0, 24, false],
])('health at a held-out share of %s is that of %s images', async (heldOut, count, isHeldOut) => {
  const config = makeConfig({ size: 'tiny', theta: 0.5, heldOut });
  const networks = createNetworks(config);
  const before = tf.memory().numTensors;
  const shares: number[] = [];
  const examined = await finish(MEASURES.health({ config, networks }, images), {
    onSlice: ({ done, total }) => shares.push(done / total),
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(examined).toMatchObject({ images: count, isHeldOut, game: { images: count } });
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  const indices = isHeldOut ? dividedImages(config, 24).heldOut : images.spread(24);
  expect(examined).toMatchObject(await finish(measureHealth({ config, networks }, images, { indices })));
  expect(examined.game).toEqual(
    await finish(MEASURES.game({ config, networks }, images, { indices: [...indices] })),
  );
  disposeNetworks(networks);
});

it('the game that is broken off has freed its tensors', async () => {
  const config = makeConfig({ size: 'tiny', theta: 0.5 });
  const networks = createNetworks(config);
  const before = tf.memory().numTensors;
  const work = MEASURES.game({ config, networks }, images, {});
  await work.next();
  await work.return(undefined as never);
  expect(tf.memory().numTensors).toBe(before);
  disposeNetworks(networks);
});
