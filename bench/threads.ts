/**
 * npm run bench:threads -- [--size laptop,stl10] [--batch N] [--threads 0,1,2] [--rounds N] [--out FILE]
 *
 * Images per second of the command line's training loop by the number of threads, 0 for one thread in memory that is
 * not shared. A process each, which take turns, round after round, so that whatever else the machine does meets all of
 * them alike; ratios are medians of those within a round. See README.md.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { decodeWithSharp } from '../src/cli/decode';
import { startThread } from '../src/cli/helpers';
import { findData } from '../src/cli/session';
import { readImages } from '../src/data/readImages';
import { makeConfig } from '../src/experiments/presets';
import { startBackend } from '../src/kernels/backend';
import { Run } from '../src/lab/run';
import { SIZES, type SizeName } from '../src/schema/sizes';

interface Asked {
  readonly size: SizeName;
  readonly batch: number;
  readonly threads: number;
}

/** One visit to one process, in one phase. */
interface Visit {
  readonly seconds: number;
  /** Of the processor, all threads together, and the one that everything else waits for. */
  readonly cpu: number;
  readonly main: number;
}
interface Phases {
  readonly autoencoder: Visit;
  readonly repair: Visit;
}

/** A round: the processes that were ready to run, as the system averages them over a minute, and the visits. */
interface Record {
  readonly load: number;
  readonly visits: readonly Phases[];
}

/** A visit lasts this long at least. */
const LEAST_SECONDS = 1;

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'laptop,stl10' },
    batch: { type: 'string' },
    threads: { type: 'string', default: '0,1,2' },
    rounds: { type: 'string', default: '9' },
    out: { type: 'string' },
    serve: { type: 'boolean', default: false },
  },
});
const sizes = values.size.split(',') as SizeName[];
const batchOf = (size: SizeName): number => Number(values.batch ?? (size === 'stl10' ? 8 : 32));

if (values.serve)
  await serve({ size: sizes[0]!, batch: batchOf(sizes[0]!), threads: Number(values.threads) });
else await measureAll(values.threads.split(',').map(Number), Number(values.rounds));

async function measureAll(counts: readonly number[], rounds: number): Promise<void> {
  const results = [];
  for (const size of sizes) results.push(await measure(size, batchOf(size), counts, rounds));
  const processor = cpus()[0]?.model.trim() ?? 'unknown';
  const result = { measured: 'training by threads', processor, cores: availableParallelism(), results };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  process.stdout.write(text);
  if (values.out) writeFileSync(values.out, text);
}

/** Answers each message with a visit. */
async function serve({ size, batch, threads }: Asked): Promise<void> {
  await startBackend({
    preference: 'wasm',
    threads: threads || 1,
    ...(threads > 0 && { startHelper: startThread }),
  });
  const { files, name } = await findData('sample');
  const { storedPixels: pixels } = SIZES[size];
  const images = await readImages(files, { name, pixels, decode: decodeWithSharp });
  // As the page opens it, but that E and D are fresh, so that there is a phase one.
  const preset = size === 'laptop' ? { preset: 'default', autoencoder: 'fresh' } : {};
  const config = makeConfig({ ...preset, size, batchSize: batch, aeSteps: 1e6, ganSteps: 1e6 });
  const runs = { autoencoder: new Run(config, images), repair: Run.withWeights(config, images, new Map()) };
  for (const run of Object.values(runs)) await steps(run, 1);
  process.on('message', () => {
    void (async () => {
      const phases = { autoencoder: await visit(runs.autoencoder), repair: await visit(runs.repair) };
      process.send!(phases);
    })();
  });
  process.send!('ready');
}

async function visit(run: Run): Promise<Visit> {
  const [since, cpu, main] = [performance.now(), process.cpuUsage(), mainThreadSeconds()];
  let [count, seconds] = [0, 0];
  while (seconds < LEAST_SECONDS) {
    await steps(run, 1);
    count++;
    seconds = (performance.now() - since) / 1000;
  }
  const used = process.cpuUsage(cpu);
  return {
    seconds: seconds / count,
    cpu: (used.user + used.system) / 1e6 / count,
    main: (mainThreadSeconds() - main) / count,
  };
}

async function steps(run: Run, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const metrics = Object.values(run.advance());
    await Promise.all(metrics.map((metric) => metric.data()));
    tf.dispose(metrics);
  }
}

/** Of Linux, in ticks of 10 ms. */
function mainThreadSeconds(): number {
  const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(size: SizeName, batch: number, counts: readonly number[], rounds: number) {
  const children: ChildProcess[] = [];
  for (const threads of counts) children.push(await start({ size, batch, threads }));
  const records: Record[] = [];
  for (let round = 0; round < rounds; round++) {
    const visits: Phases[] = [];
    // In turns at going first.
    const order = counts.map((_, i) => (round % 2 ? counts.length - 1 - i : i));
    for (const i of order) {
      children[i]!.send('visit');
      [visits[i]] = (await once(children[i]!, 'message')) as [Phases];
    }
    records.push({ load: loadavg()[0]!, visits });
    process.stderr.write(`${size}, round ${round + 1} of ${rounds}, load ${loadavg()[0]!.toFixed(1)}\n`);
  }
  for (const child of children) child.kill();
  const loads = records.map(({ load }) => load);
  return {
    ...{ size, batch, rounds },
    load: { median: median(loads), least: Math.min(...loads), most: Math.max(...loads) },
    autoencoder: rowsOf('autoencoder', batch, counts, records),
    repair: rowsOf('repair', batch, counts, records),
  };
}

/** A row for each number of threads; ratios against the row of one thread. */
function rowsOf(phase: keyof Phases, batch: number, counts: readonly number[], records: readonly Record[]) {
  const one = counts.indexOf(1);
  const of = (i: number, what: keyof Visit): number[] => records.map(({ visits }) => visits[i]![phase][what]);
  return counts.map((threads, i) => ({
    threads,
    imagesPerSecond: short(batch / median(of(i, 'seconds'))),
    bestImagesPerSecond: short(batch / Math.min(...of(i, 'seconds'))),
    /** As the clock says, whatever else ran: median of the ratios of a round. */
    againstOne: short(median(of(one, 'seconds').map((seconds, at) => seconds / of(i, 'seconds')[at]!))),
    /** How much of the main thread's work others took: what `againstOne` could be if every thread had a core to itself. */
    dividedBy: short(median(of(one, 'main')) / median(of(i, 'main'))),
    processorSecondsPerImage: short(median(of(i, 'cpu')) / batch),
    mainThreadSecondsPerImage: short(median(of(i, 'main')) / batch),
  }));
}

async function start({ size, batch, threads }: Asked): Promise<ChildProcess> {
  const args = ['--serve', '--size', size, '--batch', String(batch), '--threads', String(threads)];
  const child = fork(fileURLToPath(import.meta.url), args, { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

function short(number: number): number {
  return Number(number.toPrecision(3));
}
