/** `lab sweep`: a table of the paper's kind, or a grid of settings, over seeds; all of it or one machine's part. */
import path from 'node:path';
import { messageOf } from '../base/messageOf';
import { splitLine } from '../evaluation/split';
import { aboutMethod, FIRST_METHOD, METHOD_IDS } from '../experiments/abouts';
import { changed, type Config } from '../experiments/config';
import { stageText } from '../experiments/phases';
import { gridRows, parseAxis } from '../experiments/sweepRows';
import { planTable, tableJobs, type RowWish, type Shard } from '../experiments/tablePlan';
import { SIZES } from '../schema/sizes';
import { firstConfig } from '../experiments/presets';
import { methodRows } from '../experiments/methodsTable';
import { baseChanges, findTable, quickSetting, tableRows, tablesOf } from '../experiments/tables';
import type { Table } from '../experiments/tableResult';
import { tableToMarkdown } from '../export/markdownTable';
import { Device } from '../lab/recovery/device';
import type { SavingPlan } from '../lab/saving/schedule';
import { runTable } from '../lab/table/runner';
import type { TableEvent } from '../lab/table/events';
import { identitiesOf, readTableImages, type TableImages } from '../lab/table/images';
import { shardName, TableStore } from '../lab/table/store';
import { backendOptions, type BackendChoice } from './backend';
import { configFromOptions, methodFromOptions, type ConfigOptions } from './configOptions';
import { decodeWithSharp } from './decode';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { withLock } from './folderLock';
import { onInterrupt } from './interrupt';
import { jsonLine, printFile } from './terminal';
import { NodeFolder } from './nodeFolder';
import { duration, Progress } from './progress';
import { findData } from './session';
import { sweepTogether } from './sweepJobs';

const TABLES = METHOD_IDS.flatMap((method) => tablesOf({ method }));
/** The table of all methods. */
const METHODS = 'methods';

/** “1: the paper’s ablations; methods: all methods side by side” */
export const TABLES_HELP = [
  ...TABLES.map(({ id, summary }) => `${id}: ${summary}`),
  `${METHODS}: all methods side by side`,
].join('; ');

function tableNames(): string {
  return `${TABLES.map(({ id }) => id).join(', ')} or ${METHODS}`;
}

export interface SweepOptions extends ConfigOptions, BackendChoice {
  readonly data: string;
  readonly labelled?: string;
  readonly out: string;
  readonly table?: string;
  readonly grid: readonly string[];
  readonly rows?: string;
  readonly seeds?: number;
  readonly shard: Shard;
  /** Processes that share the work on this machine. */
  readonly jobs?: number;
  readonly quick?: boolean;
  readonly checkpointEvery: SavingPlan;
  readonly json?: boolean;
}

/** Trains and measures what is not done yet, and prints the table as far as all machines have come. */
export async function sweep(options: SweepOptions): Promise<ExitCode> {
  const jobs = Math.min(options.jobs ?? 1, trialsOf(options));
  if (jobs > 1) return sweepTogether(options, jobs);
  const folder = path.join(options.out, shardName(options.shard));
  return withLock(folder, () => sweepThere(options));
}

/** As many as every part of the machine’s share has at least. */
function trialsOf(options: SweepOptions): number {
  // How many rows there are does not depend on the images; the references of a seed are a trial, too.
  const trials = seedsOf(options) * (wishOf(options).rows(1).length + 1);
  return Math.floor(trials / options.shard.parts);
}

function seedsOf({ seeds, quick }: SweepOptions): number {
  return seeds ?? (quick ? 1 : 3);
}

async function sweepThere(options: SweepOptions): Promise<ExitCode> {
  const wish = wishOf(options);
  const seeds = seedsOf(options);
  const progress = new Progress(process.stderr);
  const controller = new AbortController();
  const interrupt = onInterrupt(() => {
    progress.say('Stopping and saving; press Ctrl-C again to end without saving.');
    controller.abort();
  });
  try {
    const device = new Device((backend) => progress.show({ type: 'backend', backend }));
    await device.start(await backendOptions(options));
    const images = await readBoth(options, wish.base, progress, controller.signal);
    const rows = wish.rows(images.training.count);
    const plan = planTable({ ...wish, rows, seeds, ...(await identitiesOf(images)) });
    const { part, parts } = options.shard;
    if (parts > tableJobs(plan).length) {
      throw new BadUsage(`--shard ${part}/${parts} asks for more parts than there are trials.`);
    }
    const seen: { table?: Table } = {};
    await runTable(plan, options.shard, images, {
      store: new TableStore(new NodeFolder(options.out)),
      ...{ device, saving: options.checkpointEvery, signal: controller.signal },
      emit: (event) => {
        if (event.type === 'table') seen.table = event.table;
        show(event, progress);
        if (options.json) jsonLine(event);
      },
    });
    progress.end();
    if (!options.json && seen.table) printFile(tableToMarkdown(seen.table));
    progress.say(`Saved in “${options.out}”.`);
    return EXIT.done;
  } catch (error) {
    if (!interrupt.pressed) throw error;
    progress.say('Stopped; everything so far is saved, and the same command continues.');
    return EXIT.interrupted;
  } finally {
    progress.end();
    interrupt.dispose();
  }
}

interface Wish {
  readonly title: string;
  readonly base: Config;
  readonly rows: (imageCount: number) => readonly RowWish[];
}

/** What the options ask for. Throws BadUsage where that is nothing, or two things. */
function wishOf(options: SweepOptions): Wish {
  const { table, grid, quick } = options;
  const method = methodFromOptions(options) ?? FIRST_METHOD;
  const base = configFromOptions(options, {
    // Methods side by side are each as a page opens them.
    ...(table === METHODS && { preset: firstConfig(method).preset }),
    ...(quick && quickSetting(method)),
  });
  if ((table === undefined) === (grid.length === 0)) {
    throw new BadUsage(
      `Say what to sweep: either --table ${tableNames()}, or --grid with a field and its values.`,
    );
  }
  try {
    if (table === undefined) return gridOf(options, base);
    return table === METHODS ? methodsOf(options, base) : tableOf(options, base);
  } catch (error) {
    throw new BadUsage(messageOf(error), { cause: error });
  }
}

function gridOf({ rows, grid }: SweepOptions, base: Config): Wish {
  if (rows !== undefined) throw new Error('--rows belongs to --table; a grid has the rows of its values.');
  const axes = grid.map((text) => parseAxis(text, base.method));
  return {
    title: 'Sweep',
    base,
    rows: () => gridRows(axes, base.method),
  };
}

/** Every method, as long as the base is. */
function methodsOf({ rows }: SweepOptions, base: Config): Wish {
  if (rows !== undefined)
    throw new Error('--rows belongs to the table of a paper; that of the methods has one for each.');
  return { title: 'Methods', base, rows: (imageCount) => methodRows(base, imageCount) };
}

/** A table of the method’s paper. */
function tableOf({ table: id = '', rows, theta, set }: SweepOptions, base: Config): Wish {
  const found = findTable(id);
  if (!found) {
    const names = TABLES.map((table) => `${table.id}, ${table.summary}`).join('; ');
    throw new Error(`--table should be ${names}; or ${METHODS}, not “${id}”.`);
  }
  const { method, table } = found;
  if (method !== base.method) {
    const [owner, present] = [method, base.method].map((one) => `“${aboutMethod(one).title}”`);
    throw new Error(`Table ${id} is of the method ${owner}, not of ${present}.`);
  }
  const own = baseChanges(table);
  const given = [...(theta === undefined ? [] : ['theta']), ...set.map(([key]) => key)];
  const twice = given.find((key) => key in own);
  if (twice !== undefined) {
    throw new Error(
      `The rows of the table set ${twice} themselves: leave it out, or sweep it with --grid ${twice}=….`,
    );
  }
  const wishes = tableRows(table, rows?.split(','));
  return { title: table.title, base: changed(base, own), rows: () => wishes };
}

async function readBoth(
  { data, labelled = data }: SweepOptions,
  { size, seed }: Config,
  progress: Progress,
  signal: AbortSignal,
): Promise<TableImages> {
  const training = await findData(data);
  const judged = labelled === data ? training : await findData(labelled);
  const images = await readTableImages(training, judged, {
    pixels: SIZES[size].storedPixels,
    decode: decodeWithSharp,
    signal,
    onProgress: (reading) => progress.show({ type: 'reading', progress: reading }),
  });
  progress.show({ type: 'images', images: images.training.info });
  const { images: others } = images.labelled;
  if (others !== images.training) progress.show({ type: 'images', images: others.info });
  progress.say(splitLine([images.labelled.splitFor(seed)]));
  return images;
}

function show(event: TableEvent, progress: Progress): void {
  if (event.type === 'recovered') progress.say(`${event.recovery.what} ${event.recovery.kept}`);
  if (event.type !== 'progress') return;
  const { done, total, title, seed, stage, share, secondsLeft } = event.progress;
  const name = `${done + 1} of ${total}: ${title}, seed ${seed}, ${stageText(stage)}`;
  progress.advance(
    name,
    Math.round(100 * share),
    100,
    secondsLeft === null ? '' : `${duration(secondsLeft)} left`,
  );
}
