/** Files that a process writes which is killed: what is there is always one whole content. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { lab } from './labProcess';
import { NodeFolder, replace, replaceAtOnce } from './nodeFolder';

let location: string;
beforeAll(async () => {
  location = await mkdtemp(path.join(tmpdir(), 'nodeFolder-'));
});
afterAll(() => rm(location, { recursive: true }));

const NAME = 'checkpoint';
const PART_BYTES = 1 << 20;
const PARTS = 8;

/** Writes the file again and again, of bytes that are 1, 2, 3 …, and says so each time. */
const WRITER = `
  import { NodeFolder } from ${JSON.stringify(path.resolve(import.meta.dirname, 'nodeFolder.ts'))};
  const folder = new NodeFolder(process.argv[1]);
  for (let content = 1; ; content = (content % 250) + 1) {
    await folder.write('${NAME}', Array.from({ length: ${PARTS} }, () => new Uint8Array(${PART_BYTES}).fill(content)));
    process.stdout.write('.');
  }`;

async function writeUntilKilled(milliseconds: number): Promise<void> {
  const writer = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', WRITER, location]);
  await once(writer.stdout, 'data');
  const ended = once(writer, 'exit');
  setTimeout(() => writer.kill('SIGKILL'), milliseconds);
  await ended;
}

it('are whole when it is killed while it writes, and what it left is swept away', async () => {
  const random = new Random(1);
  const folder = new NodeFolder(location);
  for (let kill = 0; kill < 12; kill++) {
    await writeUntilKilled(random.integer(40));
    const bytes = await folder.read(NAME);
    expect(bytes).toHaveLength(PARTS * PART_BYTES);
    expect(bytes!.every((byte) => byte === bytes![0])).toBe(true);
  }
  await folder.write('other', []);
  expect((await readdir(location)).sort()).toEqual([NAME, 'other']);
});

describe('where no plain file is at the name', () => {
  const at = (...names: string[]): string => path.join(location, 'odd', ...names);
  const isLink = async (name: string) => (await lstat(at(name))).isSymbolicLink();
  const ways = [
    ['replace', replace],
    [
      'replaceAtOnce',
      (file: string, content: string) => Promise.resolve().then(() => replaceAtOnce(file, content)),
    ],
  ] as const;
  beforeAll(() => mkdir(at('elsewhere'), { recursive: true }));

  it.each(ways)('%s writes to what a link leads to, and the link stays', async (name, write) => {
    await writeFile(at('elsewhere', name), 'before');
    await symlink(path.join('elsewhere', name), at(`first-${name}`));
    await symlink(at(`first-${name}`), at(`second-${name}`));
    await write(at(`second-${name}`), 'after');
    expect(await readFile(at('elsewhere', name), 'utf8')).toBe('after');
    expect([await isLink(`first-${name}`), await isLink(`second-${name}`)]).toEqual([true, true]);
  });

  it.each(ways)('%s makes the file that a link leads to', async (name, write) => {
    await symlink(path.join('elsewhere', `new-${name}`), at(`dangling-${name}`));
    await write(at(`dangling-${name}`), 'made');
    expect(await readFile(at('elsewhere', `new-${name}`), 'utf8')).toBe('made');
    expect(await isLink(`dangling-${name}`)).toBe(true);
  });

  it.each(ways)('%s refuses a device, a folder and a circle in one sentence', async (name, write) => {
    await symlink('/dev/null', at(`null-${name}`));
    await symlink(at(`circle-${name}`), at(`circle-${name}`));
    for (const [file, reason] of [
      ['/dev/null', 'is a device or a pipe, not a file: name a file.'],
      [at(`null-${name}`), 'is a device or a pipe, not a file: name a file.'],
      [at('elsewhere'), 'is a folder: name a file.'],
      [at(`circle-${name}`), 'is a link that leads back to itself: choose another place.'],
    ] as const) {
      await expect(write(file, 'lost')).rejects.toThrow(`“${file}” ${reason}`);
    }
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it.each([
    [['features', '--data', 'nowhere', '--layer', 'conv1']],
    [['export']],
    [['render', '--data', 'nowhere']],
    [['capsule']],
  ])('lab %s says so before it begins', { timeout: 60_000 }, async (command) => {
    const { code, stderr } = await lab(...command, '--run', 'nowhere', '--out', '/dev/null');
    expect([code, stderr]).toEqual([1, 'lab: “/dev/null” is a device or a pipe, not a file: name a file.\n']);
  });
});
