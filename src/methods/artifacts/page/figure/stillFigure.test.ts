import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawShipped } from '../../../../../scripts/drawShipped';
import { decodeShipped, SHIPPED_PATH } from '../../../../checkpoints/shipped';
import { startBackend } from '../../../../kernels/backend';
import { FIGURE_COLUMNS } from '../../../../worker/protocol';
import { packStill, SHIPPED_THETA, STILL_PATHS, unpackStill } from './stillFigure';

const shipped = (name: string) => readFileSync(path.join('public', name));

it('is what the shipped networks draw', async () => {
  await startBackend({ preference: 'wasm' });
  const drawn = await drawShipped(decodeShipped(new Uint8Array(shipped(SHIPPED_PATH))), SHIPPED_THETA);
  const sheet = await sharp(shipped(STILL_PATHS.sheet)).ensureAlpha().raw().toBuffer();
  const numbers: unknown = JSON.parse(shipped(STILL_PATHS.numbers).toString());
  const still = unpackStill(numbers, new Uint8ClampedArray(sheet));

  expect(packStill(still).numbers).toEqual(packStill(drawn).numbers);
  expect(still.figure.rows).toHaveLength(3);
  still.figure.rows.forEach(({ tiles }, row) => {
    for (const column of FIGURE_COLUMNS) {
      const live = drawn.figure.rows[row]!.tiles[column];
      expect(tiles[column].every((byte, i) => Math.abs(byte - live[i]!) <= 1)).toBe(true);
    }
  });
});

it('comes apart as it was put together', async () => {
  const drawn = await drawShipped(decodeShipped(new Uint8Array(shipped(SHIPPED_PATH))), 0.2);
  const { numbers, sheet } = packStill(drawn);
  const still = unpackStill(JSON.parse(JSON.stringify(numbers)), sheet);
  expect(still.figure.rows.map(({ tiles }) => tiles)).toEqual(drawn.figure.rows.map(({ tiles }) => tiles));
  expect(still.figure.rows.map(({ mask }) => mask)).toEqual(drawn.figure.rows.map(({ mask }) => mask));
  expect(() => unpackStill({ ...numbers, theta: 2 }, sheet)).toThrow();
});
