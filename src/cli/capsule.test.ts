/** Runs that leave as capsules and go on elsewhere, as they are used: child processes that train on wasm. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../base/random';
import { lab, startLab } from './labProcess';

const BUDGET = ['--ae-steps', '60', '--gan-steps', '60', '--size', 'tiny', '--batch', '4', '--json'];

let folder = '';
const at = (name: string): string => path.join(folder, name);
const train = (out: string): string[] => ['train', '--data', at('data'), '--out', at(out), ...BUDGET];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  const random = new Random(1);
  await mkdir(at('data/some'), { recursive: true });
  for (let i = 0; i < 6; i++) {
    const data = Uint8Array.from({ length: 60 * 50 * 3 }, () => random.integer(256));
    const picture = sharp(data, { raw: { width: 60, height: 50, channels: 3 } });
    await picture.jpeg().toFile(at(`data/some/${i}.jpg`));
  }
  const { code, stderr } = await lab(...train('whole'));
  if (code !== 0) throw new Error(stderr);
  for (const phase of ['autoencoder', 'repair'] as const) await interrupted(phase);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

/** The same run, called after the phase in which Ctrl-C is pressed. */
async function interrupted(phase: string): Promise<void> {
  let pressed = false; // once: a second press would end it without saving
  const { child, ended } = startLab(train(phase), (stdout) => {
    if (!pressed && stdout.includes(`"phase":"${phase}","step":2`)) pressed = child.kill('SIGINT');
  });
  expect((await ended).code).toBe(130);
}

const weights = (run: string) => readFile(path.join(at(run), 'discriminator.safetensors'));

test(
  'a run that left in either phase ends with the weights of one that stayed',
  { timeout: 120_000 },
  async () => {
    for (const phase of ['autoencoder', 'repair']) {
      const packed = await lab(
        'capsule',
        '--run',
        at(phase),
        '--data',
        at('data'),
        '--out',
        at(`${phase}.zip`),
      );
      expect(packed).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('continues it') as unknown,
      });
      const out = `${phase}-on`;
      const { code, stderr } = await lab(
        'train',
        '--from-capsule',
        at(`${phase}.zip`),
        '--data',
        at('data'),
        '--out',
        at(out),
      );
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(new RegExp(`Continued from step \\d+ of phase “${phase}”`)),
      ]);
      expect(await weights(out)).toEqual(await weights('whole'));
    }
  },
);

test('with its images inside it needs nothing else', { timeout: 120_000 }, async () => {
  const args = ['--run', at('repair'), '--data', at('data'), '--images', '--out', at('images.zip')];
  expect((await lab('capsule', ...args)).code).toBe(0);
  expect((await lab('train', '--from-capsule', at('images.zip'), '--out', at('inside'))).code).toBe(0);
  expect(await weights('inside')).toEqual(await weights('whole'));
});

test('what cannot go on says why in a sentence, and leaves nothing', { timeout: 120_000 }, async () => {
  expect((await lab('capsule', '--run', at('repair'), '--out', at('bare.zip'))).code).toBe(0);
  const on = (...more: string[]) => lab('train', '--out', at('refused'), ...more);
  expect(await on('--from-capsule', at('bare.zip'))).toMatchObject({
    code: 2,
    stderr: 'lab: The capsule holds no images: give --data, the images of “data”.\n',
  });
  const others = await on('--from-capsule', at('bare.zip'), '--data', 'sample');
  expect(others.code).toBe(1);
  expect(others.stderr).toMatch(
    /trained on 6 images of “data”, and “.+” has \d+\. Give the run’s own as --data\.\n$/,
  );
  await writeFile(at('foreign.zip'), 'PK no');
  const foreign = await on('--from-capsule', at('foreign.zip'), '--data', at('data'));
  expect(foreign).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^lab: “.+”: This is not a run capsule.+\.\n$/) as unknown,
  });
  expect(await readdir(folder)).not.toContain('refused');
  expect(await lab('train', '--out', at('refused'))).toMatchObject({ code: 2 });
  expect(await lab('capsule', '--run', at('repair'), '--images', '--out', at('x.zip'))).toMatchObject({
    code: 2,
    stderr: 'lab: --images needs --data, to know where they are.\n',
  });
});
