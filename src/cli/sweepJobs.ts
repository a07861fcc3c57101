/** `lab sweep --jobs N`: the trials of a sweep in several processes of one machine, each a shard of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { counted } from '../base/counted';
import { stageText } from '../experiments/phases';
import type { Shard } from '../experiments/tablePlan';
import type { Table } from '../experiments/tableResult';
import { tableToMarkdown } from '../export/markdownTable';
import type { TableEvent, TableProgress } from '../lab/table/events';
import { cores, type BackendChoice } from './backend';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { onInterrupt } from './interrupt';
import { duration, Progress } from './progress';
import { jsonLine, printFile } from './terminal';

export interface SweepJobs extends BackendChoice {
  readonly out: string;
  readonly shard: Shard;
  readonly json?: boolean;
}

/** How a process of a sweep ended, and the last that it said. */
interface Ending {
  readonly code: number | null;
  readonly said: string;
}

/** Parts of a shard, which together are that shard. */
export function partsOf({ part, parts }: Shard, jobs: number): Shard[] {
  return Array.from({ length: jobs }, (_, i) => ({ part: (part - 1) * jobs + i + 1, parts: parts * jobs }));
}

/** Threads of each process, so that together they have no more than there are cores. */
export function threadsOfJob(jobs: number, cores: number): number {
  return Math.max(1, Math.floor(cores / jobs));
}

/** Runs this command once for each part, all at once, and prints the table that they come to together. */
export async function sweepTogether(options: SweepJobs, jobs: number): Promise<ExitCode> {
  const progress = new Progress(process.stderr);
  const threads = options.threads ?? threadsOfJob(jobs, cores());
  const isWasm = options.backend === 'wasm';
  progress.say(`${counted(jobs, 'job')} at once${isWasm ? `, ${counted(threads, 'thread')} each` : ''}.`);
  const seen: { table?: Table } = {};
  const at = new Map<number, TableProgress>();
  const hear = (event: TableEvent, job: number): void => {
    if (options.json) jsonLine({ ...event, job });
    if (event.type === 'table') seen.table = event.table;
    if (event.type === 'recovered') progress.say(`${event.recovery.what} ${event.recovery.kept}`);
    if (event.type === 'progress') show(at.set(job, event.progress), progress);
  };
  const parts = partsOf(options.shard, jobs);
  const children = parts.map((part) => startPart(part, isWasm ? threads : null));
  const interrupt = onInterrupt(() => {
    progress.say('Stopping and saving; press Ctrl-C again to end without saving.');
    for (const child of children) child.kill('SIGINT');
  });
  try {
    const endings = await Promise.all(
      children.map((child, i) => follow(child, (event) => hear(event, i + 1))),
    );
    progress.end();
    assertDone(endings, interrupt.pressed);
    if (!options.json && seen.table) printFile(tableToMarkdown(seen.table));
    if (interrupt.pressed) {
      progress.say('Stopped; everything so far is saved, and the same command continues.');
      return EXIT.interrupted;
    }
    progress.say(`Saved in “${options.out}”.`);
    return EXIT.done;
  } finally {
    progress.end();
    interrupt.dispose();
  }
}

/** This very command again, but for what comes last. */
function startPart({ part, parts }: Shard, threads: number | null): ChildProcess {
  const own = ['--jobs', '1', '--shard', `${part}/${parts}`, '--json'];
  const args = [
    ...process.argv.slice(1),
    ...own,
    ...(threads === null ? [] : ['--threads', String(threads)]),
  ];
  return spawn(process.execPath, [...process.execArgv, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function follow(child: ChildProcess, hear: (event: TableEvent) => void): Promise<Ending> {
  let said = '';
  createInterface(child.stdout!).on('line', (line) => hear(JSON.parse(line) as TableEvent));
  createInterface(child.stderr!).on('line', (line) => (said = line));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** Throws what a part said that failed; the others have gone on to their ends. */
function assertDone(endings: readonly Ending[], isStopped: boolean): void {
  // Ctrl-C ends a process by its signal that has not come so far as to hear it, nor to have anything to save.
  const failed = endings.find(
    ({ code }) => code !== EXIT.done && code !== EXIT.interrupted && !(isStopped && code === null),
  );
  if (!failed) return;
  const sentence = failed.said.replace(/^lab: /, '') || `A job ended with code ${failed.code}.`;
  throw failed.code === EXIT.badUsage ? new BadUsage(sentence) : new Error(sentence);
}

function show(at: ReadonlyMap<number, TableProgress>, progress: Progress): void {
  const all = [...at.values()];
  const sum = (of: (one: TableProgress) => number): number => all.reduce((total, one) => total + of(one), 0);
  const now = all.map(
    ({ title, seed, stage, share }) =>
      `${title}, seed ${seed}, ${stageText(stage)} ${Math.round(100 * share)} %`,
  );
  const left = all.map(({ secondsLeft }) => secondsLeft);
  const longest = left.every((seconds) => seconds !== null) ? [`${duration(Math.max(...left))} left`] : [];
  progress.advance(
    'Trials',
    sum(({ done }) => done),
    sum(({ total }) => total),
    [...now, ...longest].join('; '),
  );
}
