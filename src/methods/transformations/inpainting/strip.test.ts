import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { TileFigure } from '../../../experiments/figures';
import { startBackend } from '../../../kernels/backend';
import { noiseSet } from '../../../lab/labUnderTest';
import { readNetworks } from '../../../networks/networks';
import { SIZES } from '../../../schema/sizes';
import type { FigureScene } from '../../../training/method';
import { transformations } from '../method';
import type { TransformationsConfig } from '../network';
import { begin, configOf, noise, PIXELS } from '../transformationsUnderTest';
import { borderWidth, patchSide } from './geometry';

beforeAll(() => startBackend({ preference: 'wasm' }));

const config = configOf({ kinds: 'rotations-lci' });

it('the strip shows the patch, its border around noise, what F makes of it, and that in its place', async () => {
  const { networks, dispose } = begin(config);
  const originals = noise(2, 1);
  const scene: FigureScene<TransformationsConfig> = {
    ...{ config, phase: 'transformations', step: 0 },
    ...{ pinned: [4, 7], paths: ['a', 'b'], originals },
  };
  const tensors = tf.memory().numTensors;
  const figure = (await transformations.picture(scene, networks)) as TileFigure;
  expect(tf.memory().numTensors).toBe(tensors);
  const again = (await transformations.picture(scene, networks)) as TileFigure;
  expect(again.rows).toEqual(figure.rows);
  const side = patchSide(config);
  const border = borderWidth(config);
  for (const { pictures, bars } of figure.rows) {
    const { plain, patch, erased, inpainted, pasted, copied } = pictures;
    const pixel = (of: Uint8ClampedArray | undefined, i: number) => [...of!.subarray(4 * i, 4 * i + 4)];
    const inside = Array.from({ length: PIXELS ** 2 }, (_, i) => i).filter((i) => patch![4 * i + 3] === 255);
    expect(inside).toHaveLength(side ** 2);
    const [left, top] = [inside[0]! % PIXELS, Math.floor(inside[0]! / PIXELS)];
    let kept = 0;
    for (let i = 0; i < PIXELS ** 2; i++) {
      const [x, y] = [(i % PIXELS) - left, Math.floor(i / PIXELS) - top];
      const isInside = x >= 0 && y >= 0 && x < side && y < side;
      expect(isInside).toBe(patch![4 * i + 3] === 255);
      expect(pixel(pasted, i)).toEqual(pixel(isInside ? inpainted : plain, i));
      if (isInside) expect(pixel(patch, i)).toEqual(pixel(plain, i));
      else expect(pixel(copied, i)).toEqual(pixel(plain, i));
      const isBorder = Math.min(x, y, side - 1 - x, side - 1 - y) < border;
      if (isInside && isBorder) {
        kept++;
        expect(pixel(erased, i)).toEqual(pixel(plain, i));
      }
    }
    expect(kept).toBe(side ** 2 - (side - 2 * border) ** 2);
    expect(pictures['warped']).toBeUndefined();
    for (const column of ['told0', 'told90', 'toldInpainted', 'toldCopied']) {
      const shares = bars[column]!;
      expect(shares[4]).toBeNull();
      expect(shares.reduce<number>((sum, share) => sum + (share ?? 0), 0)).toBeCloseTo(1, 4);
    }
  }
  expect(figure.confusion!.classes).toEqual(['Plain', '90°', '180°', '270°', 'Inpainted']);
  dispose();
});

it('a run is judged the same each time, by patches of its own, and is left as it was', async () => {
  const { networks, dispose } = begin(config);
  const images = noiseSet(6, SIZES.tiny.storedPixels);
  const judge = () =>
    transformations.judge!({
      phase: 'transformations',
      networks,
      config,
      images,
      indices: [0, 1, 2, 3, 4, 5],
    });
  const before = await readNetworks(networks);
  const first = await judge();
  const tensors = tf.memory().numTensors;
  expect(await judge()).toEqual(first);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(await readNetworks(networks)).toEqual(before);
  // Of 6 images in 5 kinds.
  expect(30 * first.heldOutAccuracy!).toBeCloseTo(Math.round(30 * first.heldOutAccuracy!), 5);
  dispose();
});
