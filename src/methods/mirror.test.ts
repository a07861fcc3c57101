/** That README.md tells the truth: a method in a file of its own and two list entries gets all that a method has. */
import { beforeAll, expect, it, vi } from 'vitest';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { RunFolder } from '../checkpoints/runFolder';
import { decodeWithSharp } from '../cli/decode';
import type * as Abouts from '../experiments/abouts';
import type { Config } from '../experiments/config';
import { configToHash, hashToConfig } from '../experiments/link';
import { makeConfig } from '../experiments/presets';
import { metricsToCsv } from '../export/metricsCsv';
import { finish } from '../base/slices';
import { startBackend } from '../kernels/backend';
import { measureTable } from '../lab/evaluate/probe';
import type { EvaluationEvent, MeasureRequest } from '../lab/evaluate/events';
import type { LabEvent } from '../lab/events';
import { Lab } from '../lab/lab';
import { noiseFiles, weightHash } from '../lab/labUnderTest';
import type * as Works from '../lab/works';

// The two entries.
vi.mock('../experiments/abouts', async (original) => {
  const real = await original<typeof Abouts>();
  const { MIRROR } = await import('./mirrorAboutUnderTest');
  const ABOUTS = { ...real.ABOUTS, mirror: MIRROR };
  return {
    ...real,
    ABOUTS,
    METHOD_IDS: Object.keys(ABOUTS),
    aboutMethod: (method: keyof typeof ABOUTS) => ABOUTS[method],
  };
});
vi.mock('../lab/works', async (original) => {
  const real = await original<typeof Works>();
  const { mirror } = await import('./mirrorUnderTest');
  const { makeNetworks } = await import('../networks/networks');
  const methodOf: typeof real.methodOf = (config) =>
    (config.method as string) === 'mirror' ? mirror : real.methodOf(config);
  const networksOf: typeof real.networksOf = (config, values) =>
    makeNetworks(methodOf(config).specs(config), values ?? config.seed);
  return { ...real, methodOf, networksOf };
});

const method = 'mirror' as Config['method'];
const SETTINGS = { method, size: 'tiny', batchSize: 4, steps: 6 } as const;
const MOST_STEPS = { seconds: Infinity, steps: Infinity };

beforeAll(() => startBackend({ preference: 'wasm' }));

async function open(config: Config) {
  const events: LabEvent[] = [];
  const folder = new RunFolder('run', new MemoryFolder({ full: false }));
  const lab = new Lab(config, {
    decode: decodeWithSharp,
    emit: (event) => events.push(event),
    keeping: { newFolder: () => folder, plan: MOST_STEPS },
  });
  await lab.open({ preference: 'wasm' });
  const files = await noiseFiles(8, 3);
  // In folders of two labels.
  await lab.load(
    files.map((file, i) => ({ ...file, path: `set/${i % 2 === 0 ? 'a' : 'b'}/${i}.png` })),
    'set',
  );
  return { lab, folder, events };
}

it('has a link, and its settings have names and bounds', () => {
  const config = makeConfig(SETTINGS);
  expect(configToHash(config)).toBe('method=mirror&size=tiny&batchSize=4&steps=6');
  expect(hashToConfig(`#${configToHash(config)}`)).toEqual({ config, problems: [] });
  expect(hashToConfig('#method=mirror&theta=0.5').problems).toEqual([
    expect.stringContaining('“theta” is not a setting'),
  ]);
});

it('trains, is kept, and goes on from a checkpoint as if nothing had been', async () => {
  const { lab, folder } = await open(makeConfig(SETTINGS));
  for (let step = 0; step < 3; step++) await lab.step();
  await lab.keeper!.save();
  await lab.keeper!.settled();
  lab.start();
  await lab.settled();
  expect(lab.status).toMatchObject({ state: 'finished', phase: 'mirrors', step: 6, updates: null });
  expect(metricsToCsv(lab.metrics).split('\r\n')[0]).toBe(
    'phase,step,epoch,seconds,mirrorLoss,learningRate,imagesPerSecond',
  );

  const again = await open(makeConfig({ ...SETTINGS, seed: 9 }));
  expect(await again.lab.continueRun(folder, { checkpoint: 'mirrors-000003' })).toMatchObject({
    outcome: 'continued',
  });
  again.lab.start();
  await again.lab.settled();
  expect(await weightHash(again.lab)).toBe(await weightHash(lab));
});

it('has its features measured', async () => {
  const { lab } = await open(makeConfig(SETTINGS));
  const { config, networks: trained, images } = lab.subject!;
  const { methodOf, networksOf } = await import('../lab/works');
  const random = networksOf(config);
  const { reading } = methodOf(config);
  const request = {
    ...{ layers: ['conv1', 'conv5'], baselines: ['random'], seeds: 1, images: 8, neighbours: 1, shares: [1] },
    ...{ head: 'linear', fineTune: false, supervised: false, epochs: 1, onSecond: false, attributes: null },
  } satisfies MeasureRequest;
  const told: EvaluationEvent[] = [];
  const scene = {
    comparison: { config, reading, trained, random, layers: request.layers, baselines: request.baselines },
    set: { images, stl10: null },
    moment: { phase: lab.status.phase, step: 0 },
    isUntrained: true,
  };
  await finish(measureTable(scene, request, (event) => told.push(event)));
  const rows = told.flatMap((event) => (event.type === 'row' ? [event.row] : []));
  expect(new Set(rows.map(({ network, layer }) => `${network} ${layer}`))).toEqual(
    new Set(['trained conv1', 'trained conv5', 'random conv1', 'random conv5']),
  );
});
