import { expect, test } from 'vitest';
import { Random } from '../../base/random';
import { ImageSet } from '../../data/imageSet';
import { labelsOf } from '../../data/labels';
import { finish } from '../../base/slices';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { createNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { READING } from '../../methods/artifacts/reading';
import { measureTable } from './probe';
import type { MeasureRequest } from './events';

const config = makeConfig({ size: 'tiny' });
const request: MeasureRequest = {
  ...{ layers: ['conv1'], baselines: ['random'], seeds: 1, images: 100, neighbours: 1, shares: [1] },
  ...{ head: 'linear', fineTune: false, supervised: false, epochs: 1, onSecond: false, attributes: null },
};

function someImages(): ImageSet {
  const random = Random.forPurpose(1, 'noise');
  const paths = ['a', 'b'].flatMap((label) => [0, 1, 2, 3].map((i) => `set/${label}/${i}.png`));
  const data = Uint8Array.from({ length: paths.length * 44 * 44 * 3 }, () => random.integer(256));
  return new ImageSet({ name: 'set', pixels: 44, data, paths, ...labelsOf(paths) });
}

test.each([true, false])(
  'progress calls the network as the table does: untrained %s',
  async (isUntrained) => {
    await startBackend({ preference: 'wasm' });
    const { layers, baselines } = request;
    const [trained, random] = [createNetworks(config), createNetworks(config)];
    const scene = {
      comparison: { config, reading: READING, trained, random, layers, baselines },
      set: { images: someImages(), stl10: null },
      moment: { phase: 'repair', step: 0 } as const,
      isUntrained,
    };
    const seen = new Set<string>();
    await finish(
      measureTable(scene, request, () => undefined),
      { onSlice: ({ what }) => seen.add(what) },
    );
    const ours = isUntrained ? 'untrained' : 'trained';
    expect([...seen]).toEqual(
      [ours, 'random'].flatMap((name) => [`features, ${name}`, `conv1, ${name}`, `k-NN on conv1, ${name}`]),
    );
  },
);
