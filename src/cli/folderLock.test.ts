/** Two processes at one folder: the second is refused while the first lives, however the first ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withLock } from './folderLock';
import { lab, startLab, type LabProcess } from './labProcess';

let root: string;
const at = (...names: string[]): string => path.join(root, ...names);
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'folderLock-'));
});
afterAll(() => rm(root, { recursive: true }));

const IN_USE = /is in use: another “lab” process is writing to it/;

/** Holds the lock until it is killed, and says when it has it. */
async function holder(folder: string) {
  const script = `
    import { withLock } from ${JSON.stringify(path.resolve(import.meta.dirname, 'folderLock.ts'))};
    await withLock(process.argv[1], () => {
      process.stdout.write('.');
      return new Promise((resolve) => setTimeout(resolve, 1e9));
    });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, folder]);
  await once(child.stdout, 'data');
  return child;
}

describe('withLock', () => {
  it('refuses a second process, until the first is killed', async () => {
    const child = await holder(at('held'));
    await expect(withLock(at('held'), () => Promise.resolve())).rejects.toThrow(IN_USE);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await withLock(at('held'), () => Promise.resolve('done'))).toBe('done');
  });

  it('does not heed what a process left that is no more, whatever is in it', async () => {
    await withLock(at('left'), () => writeFile(at('left', 'run.json'), ''));
    await writeFile(at('left', '.lock'), String(process.pid));
    expect(await withLock(at('left'), () => Promise.resolve('done'))).toBe('done');
  });

  it('leaves nothing of its own, and no empty folder that it made', async () => {
    await withLock(at('new', 'deep'), () => Promise.resolve());
    await expect(withLock(at('failed'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await readdir(root)).not.toEqual(expect.arrayContaining(['new']));
    expect(await readdir(root)).not.toEqual(expect.arrayContaining(['failed']));
    await withLock(at('kept'), () => writeFile(at('kept', 'run.json'), ''));
    expect(await readdir(at('kept'))).toEqual(['run.json']);
  });

  it('lets one of many in at a time', async () => {
    let [inside, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 3));
      inside--;
    };
    const tries = Array.from({ length: 40 }, () => withLock(at('many'), work));
    const ends = await Promise.allSettled(tries);
    expect(most).toBe(1);
    for (const end of ends) if (end.status === 'rejected') expect(String(end.reason)).toMatch(IN_USE);
  });
});

/** The command once it has said `sign`. */
function startedLab(args: readonly string[], sign: string): Promise<LabProcess> {
  return new Promise((resolve) => {
    const started = startLab(args, (stdout) => {
      if (stdout.includes(sign)) resolve(started);
    });
    void started.ended.then(() => resolve(started));
  });
}

describe('the commands', { timeout: 300_000 }, () => {
  const SMALL = ['--size', 'tiny', '--batch', '2', '--ae-steps', '1000000', '--gan-steps', '1'];

  beforeAll(async () => {
    for (const folder of ['a', 'b']) {
      const picture = sharp({ create: { width: 40, height: 40, channels: 3, background: 'teal' } });
      for (const name of ['1', '2', '3']) {
        const bytes = await picture.png().toBuffer();
        await withLock(at('data', folder), () => writeFile(at('data', folder, `${name}.png`), bytes));
      }
    }
  });

  it('train refuses a folder that another trains in, with --resume and without', async () => {
    const train = ['train', '--data', at('data'), '--out', at('run'), ...SMALL];
    const first = await startedLab([...train, '--json'], '"metrics"');
    for (const more of [[], ['--resume']]) {
      const { code, stderr } = await lab(...train, ...more);
      expect([code, stderr]).toEqual([1, expect.stringMatching(IN_USE)]);
    }
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
  });

  it('sweep refuses a part that another makes, and not the other part', async () => {
    const sweep = ['sweep', '--data', at('data'), '--out', at('table'), ...SMALL, '--grid', 'theta=0.1,0.2'];
    const first = await startedLab([...sweep, '--shard', '1/2', '--json'], '"progress"');
    const second = await lab(...sweep, '--shard', '1/2');
    expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(IN_USE)]);
    const other = startLab([...sweep, '--shard', '2/2', '--json'], (stdout) => {
      if (stdout.includes('"progress"')) other.child.kill('SIGINT');
    });
    expect((await other.ended).stderr).not.toMatch(IN_USE);
    first.child.kill('SIGINT');
    await first.ended;
  });
});
