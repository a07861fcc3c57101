/** Files that a process writes which is killed: what is there is always one whole content. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../base/random';
import { NodeFolder } from './nodeFolder';

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
