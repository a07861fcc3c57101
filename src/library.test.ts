/** The package as other programs have it: packed, unpacked somewhere else, and used by examples/train.mjs. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from './base/random';
import { readRunWeights } from './lab/exports';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

/** What `npm install` does, but that dependencies are those that are here already. */
async function install(): Promise<void> {
  const args = ['pack', '--json', '--pack-destination', folder];
  const packed = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const name = /artifact-lab-[\d.]+\.tgz/.exec(packed)![0];
  await mkdir(at('node_modules'));
  execFileSync('tar', ['-xzf', name, '-C', 'node_modules'], { cwd: folder });
  await symlink(at('node_modules/package'), at('node_modules/artifact-lab'));
  for (const dependency of await readdir('node_modules')) {
    await symlink(path.resolve('node_modules', dependency), at(`node_modules/${dependency}`));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  await install();
  await mkdir(at('images'));
  const random = new Random(1);
  for (let i = 0; i < 5; i++) {
    const data = Uint8Array.from({ length: 44 * 44 * 3 }, () => random.integer(256));
    const picture = sharp(data, { raw: { width: 44, height: 44, channels: 3 } });
    await picture.png().toFile(at(`images/${i}.png`));
  }
}, 600_000);
afterAll(() => rm(folder, { recursive: true }));

async function expectDiscriminator(): Promise<void> {
  const { config } = readRunWeights(await readFile(at('discriminator.safetensors')));
  expect(config).toMatchObject({ size: 'tiny', theta: 0.5 });
}

test('the example trains and saves, in twenty lines', { timeout: 600_000 }, async () => {
  await copyFile('examples/train.mjs', at('train.mjs'));
  expect((await readFile('examples/train.mjs', 'utf8')).trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  expect(node('train.mjs', 'images')).toMatch(/autoencoder 20 .*\n[^]*repair 20 /);
  await expectDiscriminator();
});

test('the same in a worker', { timeout: 600_000 }, async () => {
  await rm(at('discriminator.safetensors'));
  const start = "new (require('node:worker_threads').Worker)('./train.mjs', { argv: ['images'] })";
  expect(node('-e', start)).toContain('repair 20');
  await expectDiscriminator();
});

test('the part for browsers asks for nothing of Node', async () => {
  const files = [
    'library.js',
    ...(await readdir('dist-lib')).filter((name) => /^\w+-[\w-]+\.js$/.test(name)),
  ];
  for (const name of files) {
    expect(await readFile(at(`node_modules/artifact-lab/dist-lib/${name}`), 'utf8'), name).not.toMatch(
      /from "(node:|fs|path|sharp)/,
    );
  }
});

test('its types are there for programs that are resolved as Node does', { timeout: 600_000 }, async () => {
  await writeFile(
    at('typed.mts'),
    `import { Lab, makeConfig, type Config } from 'artifact-lab';
     import { decodeWithSharp } from 'artifact-lab/node';
     const config: Config = makeConfig({ size: 'tiny' });
     export const lab = new Lab(config, { decode: decodeWithSharp, emit: (event) => event.type satisfies string });
     // @ts-expect-error: no such phase
     export const phase: 'none' = lab.status.phase;`,
  );
  const options = [
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    '@webgpu/types,node',
  ];
  node(path.resolve('node_modules/typescript/bin/tsc'), ...options, 'typed.mts');
});
