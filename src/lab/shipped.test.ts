/** Runs that begin with networks which come with the program. */
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { filesUnder } from '../cli/files';
import { readShipped } from '../cli/trainedRun';
import { ARTIFACTS } from '../methods/artifacts/about';
import { artifactsOnly } from '../methods/artifacts/config';
import { makeConfig } from '../experiments/presets';
import { SAMPLE_PATH } from '../experiments/sample';
import { startBackend } from '../kernels/backend';
import { disposeNetworks, readNetworks } from '../networks/networks';
import { holds } from '../schema/about';
import { openLab } from './labUnderTest';
import { findShippedBy, freshNetworks, readyToBegin, shippedIn } from './shipped';
import { networksOf } from './works';

const DEFAULT = makeConfig({ preset: 'default', batchSize: 4, ganSteps: 4 });
const shipped = await readShipped();

it('the shipped file has networks of the shape that runs take them for', () => {
  const { givenWhere, askedBy } = ARTIFACTS.shipped;
  const asked = { ...artifactsOnly(shipped.about.config, 'The file'), [askedBy]: 'shipped' };
  expect(holds(asked, givenWhere)).toBe(true);
  expect(shippedIn(DEFAULT)).toEqual(['E', 'D']);
  expect(shippedIn(makeConfig({ preset: 'default', size: 'small' }))).toEqual([]);
  expect(shippedIn(makeConfig())).toEqual([]);
});

beforeAll(() => startBackend({ preference: 'wasm' }));

it('a run begins with E and D as they come, and with R and C as the seed draws them', async () => {
  findShippedBy(() => Promise.resolve(shipped.weights));
  expect(() => freshNetworks(DEFAULT)).toThrow('were not read');
  await readyToBegin([makeConfig(), DEFAULT]);
  const [begun, drawn] = [freshNetworks(DEFAULT), networksOf(DEFAULT)];
  const [own, random] = [await readNetworks(begun), await readNetworks(drawn)];
  for (const [name, { data }] of own) {
    const given = /^[ED]\//.test(name) ? shipped.weights : random;
    expect(data, name).toEqual(given.get(name)!.data);
  }
  [begun, drawn].forEach(disposeNetworks);
});

it('asks again for what could not be had', async () => {
  let asked = 0;
  findShippedBy(() =>
    asked++ === 0 ? Promise.reject(new Error('No network.')) : Promise.resolve(shipped.weights),
  );
  await expect(readyToBegin([DEFAULT])).rejects.toThrow('No network.');
  await readyToBegin([DEFAULT]);
  await readyToBegin([DEFAULT]);
  expect(asked).toBe(2);
});

it(
  'images that the shipped autoencoder copies well go straight to the game',
  { timeout: 120_000 },
  async () => {
    findShippedBy(() => Promise.resolve(shipped.weights));
    const { lab, of } = await openLab({ preference: 'wasm' }, DEFAULT);
    await lab.load(await filesUnder(path.join('public', SAMPLE_PATH)), 'emoji');
    await lab.tryShipped();
    expect(of('suit').at(-1)!.said).toMatch(/at 2\d\.\d dB, so training begins with damage & repair\.$/);
    expect(lab.status).toMatchObject({ phase: 'repair', step: 0, steps: 4 });
    expect((await lab.keeper!.facts()).beganWith).toMatchObject({ file: 'shipped', network: 'autoencoder' });
    await lab.step();
    expect(lab.status).toMatchObject({ phase: 'repair', step: 1 });
  },
);

it(
  'images that it copies poorly are trained on by phase one first, from the shipped autoencoder',
  { timeout: 120_000 },
  async () => {
    findShippedBy(() => Promise.resolve(shipped.weights));
    const { lab, of } = await openLab({ preference: 'wasm' }, DEFAULT); // noise
    await lab.tryShipped();
    expect(of('suit').at(-1)!.said).toMatch(/dB only, so phase one tunes it first\.$/);
    expect(lab.config).toMatchObject({ autoencoder: 'tuned' });
    expect(lab.status).toMatchObject({ phase: 'autoencoder', step: 0, steps: DEFAULT.aeSteps });
    const weights = await lab.parameters();
    expect(weights.get('E/1/kernel')!.data).toEqual(shipped.weights.get('E/1/kernel')!.data);
    // By choice it is left as it is.
    await lab.restart(DEFAULT);
    expect(lab.status).toMatchObject({ phase: 'repair', step: 0 });
  },
);
