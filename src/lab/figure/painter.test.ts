import { beforeAll, expect, test } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { createNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { readNetworks } from '../../networks/networks';
import type { Figure3 } from '../events';
import { FigurePainter } from './painter';
import { figure3 } from '../labUnderTest';

beforeAll(() => startBackend({ preference: 'wasm' }));

test('held back for the brush, the figure waits; moving θ releases it at once, with the newest θ', async () => {
  const config = makeConfig({ size: 'tiny', theta: 0.5 });
  const weights = await readNetworks(createNetworks(config));
  const originals = new Float32Array(32 * 32 * 3);
  const scene = { config, phase: 'repair', step: 1, pinned: [0], paths: ['0.png'], originals } as const;
  const drawn: Figure3[] = [];
  const painter = new FigurePainter((figure) => drawn.push(figure3(figure)));
  await painter.show({ scene, weights });
  expect(drawn).toHaveLength(1);

  painter.holdBack(1e6);
  const held = painter.show({ scene: { ...scene, step: 2 }, weights });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(drawn).toHaveLength(1);
  // What a stroke paints with is new all the same.
  expect(painter.source!.config).toMatchObject({ theta: 0.5 });

  await painter.preview({ theta: 0.9 });
  await held;
  expect(drawn.map(({ step, theta }) => [step, theta])).toEqual([
    [1, 0.5],
    [2, 0.9],
  ]);
});
