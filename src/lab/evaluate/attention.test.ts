import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, test } from 'vitest';
import { Random } from '../../base/random';
import { finish } from '../../base/slices';
import { ImageSet } from '../../data/imageSet';
import { labelsOf } from '../../data/labels';
import { aboutMethod, METHOD_IDS } from '../../experiments/abouts';
import type { TileFigure } from '../../experiments/figures';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { disposeNetworks } from '../../networks/networks';
import { drawFigure, sceneOf } from '../figure/scene';
import { methodOf, networksOf } from '../works';
import { attentionSheet } from './sheets';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

function someImages(): ImageSet {
  const random = Random.forPurpose(1, 'noise');
  const paths = ['a', 'b'].flatMap((label) => [0, 1].map((i) => `set/${label}/${i}.png`));
  const data = Uint8Array.from({ length: paths.length * 44 * 44 * 3 }, () => random.integer(256));
  return new ImageSet({ name: 'set', pixels: 44, data, paths, ...labelsOf(paths) });
}

/** For each decision, the column of the figure that shows a picture of it. */
const SHOWN = {
  rotations: { '0°': 'turn0', '90°': 'turn90', '180°': 'turn180', '270°': 'turn270' },
  transformations: { Plain: 'plain', '90°': 'turned', '180°': null, '270°': null, Warped: 'warped' },
} as const;

const noted = /^P\((.+)\) = (\d\.\d\d)$/;

test.each(['rotations', 'transformations'] as const)(
  'attention of %s is of the figure’s pictures, with the probabilities that it tells',
  async (method) => {
    const config = makeConfig({ method, size: 'tiny', seed: 3 });
    const moment = { phase: method, step: 0 };
    const [networks, images] = [networksOf(config), someImages()];
    const scene = { config, networks, reading: methodOf(config).reading, images, moment };
    const figure = (await drawFigure(sceneOf({ config, ...moment, images }, [2, 0]), networks)) as TileFigure;
    const before = tf.memory().numTensors;
    const done: number[] = [];
    const sheet = await finish(attentionSheet(scene, [2, 0]), {
      onSlice: ({ done: so, total }) => done.push(so / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    const names = Object.entries(SHOWN[method]);
    expect(sheet.rows.map(({ title }) => title)).toEqual(
      ['b/0.png', 'a/0.png'].flatMap((image) => names.map(([name]) => `${image}, ${name}`)),
    );
    expect(done).toEqual(sheet.rows.map((_, i) => i / sheet.rows.length));
    let shown = 0;
    for (const [i, { pictures }] of sheet.rows.entries()) {
      const [seen, ...looks] = pictures;
      const row = figure.rows[Math.floor(i / names.length)]!;
      const [right, column] = names[i % names.length]!;
      const told = row.bars[`told${right === 'Plain' ? 0 : right.replace('°', '')}`];
      if (!column || !told) continue;
      shown++;
      expect(seen!.picture.rgba).toEqual(row.pictures[column]);
      const largest = names[told.indexOf(Math.max(...(told as number[])))]![0];
      expect(looks.map(({ note }) => noted.exec(note)?.[1])).toEqual([...new Set([right, largest])]);
      for (const { note, value, picture } of looks) {
        const [, name, share] = noted.exec(note)!;
        expect(value).toBeCloseTo(told[names.findIndex(([one]) => one === name)]!, 5);
        expect(Number(share)).toBeCloseTo(value!, 2);
        expect(picture.width).toBe(32);
      }
    }
    expect(shown).toBe(method === 'rotations' ? 8 : 6);
    // Untrained networks answer alike whatever is right, so that some answers are wrong.
    expect(sheet.rows.some(({ pictures }) => pictures.length === 3)).toBe(true);
    disposeNetworks(networks);
  },
);

it('is refused, in a sentence, of networks whose decisions are not about an image as it is', async () => {
  const config = makeConfig({ size: 'tiny' });
  const { reading } = methodOf(config);
  const moment = { phase: 'repair', step: 0 } as const;
  const scene = { config, networks: {}, reading, images: someImages(), moment };
  await expect(finish(attentionSheet(scene, [0]))).rejects.toThrow('decides nothing about an image as it is');
});

it.each(METHOD_IDS)('the about of %s says whether there are such decisions', (method) => {
  const { reading } = methodOf(makeConfig({ method }));
  expect(aboutMethod(method).hasDecisions ?? false).toBe(reading.decisions !== undefined);
});
