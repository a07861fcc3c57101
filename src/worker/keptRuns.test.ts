import { expect, it } from 'vitest';
import { manifestText, parseManifest } from '../checkpoints/manifest';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { RunShelf } from '../checkpoints/runShelf';
import { makeConfig } from '../experiments/presets';
import { KeptRuns } from './keptRuns';
import type { LabEvent } from './protocol';

const facts = {
  config: makeConfig({ size: 'tiny' }),
  data: { name: 'pets', count: 2, hash: 'a1' },
  backend: { name: 'wasm', device: 'SIMD' },
  ...({ state: 'paused', phase: 'autoencoder', step: 7, started: '2020-01-01T00:00:00.000Z' } as const),
  ...{ trainingSeconds: 1, totalSeconds: 2, parent: null, imported: null, beganWith: null, deleted: null },
};
/** As a version that knew of no imports wrote it. */
const older = JSON.parse(manifestText(facts)) as Record<string, unknown>;
delete older['imported'];
delete older['beganWith'];

it('tells runs that came in files from their original, in this visit and in later ones', async () => {
  const disk = new MemoryFolder();
  const visit = () => {
    const told: LabEvent[] = [];
    return { kept: new KeptRuns(new RunShelf(disk), (event) => told.push(event)), told };
  };
  const manifest = parseManifest(JSON.stringify(older));
  const first = visit();
  await first.kept.shelf.open('original').writeManifest(manifest);
  for (const file of ['run.zip', 'again.zip']) await first.kept.take({ checkpoints: [], manifest }, file);
  const later = visit();
  await later.kept.begin();
  for (const { told } of [first, later]) {
    const last = told.findLast((event) => event.type === 'runs');
    const files = last?.runs.map(({ imported }) => imported?.file ?? 'none');
    expect(files?.toSorted()).toEqual(['again.zip', 'none', 'run.zip']);
  }
});
