/**
 * The paper's robust comparisons at a setting that two cores can afford:
 *
 *   npm run reproduce                    all of it: under an hour on two cores; goes on where it was broken off
 *   npm run reproduce -- --parts 1       in one process instead of two
 *   npm run reproduce -- --report        the page anew, from the numbers there are
 *   npm run reproduce -- --quick --data DIR --out DIR   a few steps on a few images, written into DIR: does it work?
 *
 * Trains through `lab sweep`, which keeps everything below --out (.reproduce unless given). Writes
 * bench/results/reproduce.json and docs/REPRODUCTION.md.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { decodeWithSharp } from '../src/cli/decode';
import { NodeFolder } from '../src/cli/nodeFolder';
import { findData } from '../src/cli/session';
import { SIZES } from '../src/schema/sizes';
import type { TablePlan } from '../src/experiments/tablePlan';
import { SOFTWARE } from '../src/export/software';
import { startBackend } from '../src/kernels/backend';
import { readTableImages } from '../src/lab/table/images';
import { mergePlans } from '../src/lab/table/merge';
import { TableStore } from '../src/lab/table/store';
import { measureAll } from './reproduce/measure';
import { report } from './reproduce/report';
import {
  FASHION_FILE,
  fashionSchema,
  RESULT_FILE,
  reproducedSchema,
  resultOf,
  type FashionResult,
  type Reproduced,
} from './reproduce/result';
import { QUICK, ROWS, SEEDS, SETTING } from './reproduce/setting';
import { writeFormatted } from './reproduce/writeFormatted';

const PAGE = 'docs/REPRODUCTION.md';
/** What was tried, by hand: the end of the page. */
const NOTES = 'scripts/reproduce/notes.md';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: '.reproduce' },
    data: { type: 'string', default: 'sample' },
    parts: { type: 'string', default: '2' },
    quick: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const target = options.quick ? options.out : '.';
  const result = options.report ? await readResult(target) : await reproduce(target);
  const page = path.join(target, PAGE);
  await writeFormatted(page, report(result, await readFile(NOTES, 'utf8'), await readFashion()));
  say(`Written: ${page}`);
}

async function readResult(target: string): Promise<Reproduced> {
  const text = await readFile(path.join(target, RESULT_FILE), 'utf8');
  return reproducedSchema.parse(JSON.parse(text));
}

/** Null where nobody has measured it. */
async function readFashion(): Promise<FashionResult | null> {
  if (!existsSync(FASHION_FILE)) return null;
  return fashionSchema.parse(JSON.parse(await readFile(FASHION_FILE, 'utf8')));
}

async function reproduce(target: string): Promise<Reproduced> {
  const begun = performance.now();
  const parts = Number(options.parts);
  const { rows, setting, seeds } = options.quick ? QUICK : { rows: ROWS, setting: SETTING, seeds: SEEDS };
  const sweep = ['sweep', '--table', '1', '--rows', rows.join(','), '--seeds', `${seeds}`, ...setting];
  const command = [...sweep, '--data', options.data, '--out', options.out];
  await Promise.all(
    Array.from({ length: parts }, (_, i) => lab([...command, '--shard', `${i + 1}/${parts}`])),
  );

  const plan = mergePlans(await new TableStore(new NodeFolder(options.out)).plans());
  const images = await readLabelled(plan);
  const measured = await measureAll(plan, { sweep: options.out, parts, images, say });
  const counts = images.info.labels.map(({ count }) => count);
  const result = resultOf({
    command: `lab ${[...sweep, '--data', options.data].join(' ')}`,
    images: plan.setting.images,
    labels: counts.length,
    majority: Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0),
    rows: plan.rows.map(({ id, title, config }) => ({ id, title, config })),
    seeds: plan.seeds,
    measured,
    made: {
      software: `${SOFTWARE.name} ${SOFTWARE.version}`,
      processes: parts,
      minutes: (performance.now() - begun) / 60_000,
      finished: new Date().toISOString(),
    },
  });
  const file = path.join(target, RESULT_FILE);
  await writeFormatted(file, JSON.stringify(result, null, 2));
  return result;
}

/** The command line as a child process; what it says goes to stderr. Throws one sentence if it fails. */
function lab(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/lab.ts', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`“lab ${args.join(' ')}” ended with ${code}.`)),
    );
  });
}

/** The labelled images as the sweep read them. */
async function readLabelled({ rows }: TablePlan) {
  await startBackend({ preference: 'wasm' });
  const data = await findData(options.data);
  const pixels = SIZES[rows[0]!.config.size].storedPixels;
  const { labelled } = await readTableImages(data, data, { pixels, decode: decodeWithSharp });
  return labelled.images;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

await main();
