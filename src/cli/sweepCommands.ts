/** The commands that fill tables. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Shard } from '../experiments/tablePlan';
import { addConfigOptions } from './configOptions';
import { countUpTo, threadsOption } from './backend';
import type { ExitCode } from './exit';
import { sweep, TABLES_HELP, type SweepOptions } from './sweep';
import { table, TABLE_FORMATS, type TableOptions } from './table';

const MAX_SEEDS = 100;
const MAX_JOBS = 64;
const MAX_PARTS = 10_000;

interface Shared {
  readonly dataHelp: string;
  readonly backendOption: () => Option;
  readonly savingOption: () => Option;
  readonly finish: (code: ExitCode) => void;
}

/** Adds `sweep` and `table`. */
export function addSweepCommands(
  lab: Command,
  { dataHelp, backendOption, savingOption, finish }: Shared,
): void {
  addConfigOptions(
    lab
      .command('sweep')
      .description(
        'Fill a table: train and probe many experiments over seeds. Continues where it was broken off.',
      ),
  )
    .requiredOption('--data <dir>', `images to train on: ${dataHelp}`)
    .option('--labelled <dir>', 'images in labelled folders for the probes, if not those of --data')
    .requiredOption('--out <dir>', 'where everything goes; the machines of a sweep share it')
    .option('--table <name>', TABLES_HELP)
    .option('--rows <ids>', 'rows of the table, as baseline,g,k (default: all)')
    .option('--grid <field=values>', 'sweep a field instead, as theta=0.1,0.5; repeatable', gather, [])
    .option(
      '--seeds <n>',
      'trainings of each row, from --seed on (default: 3; with --quick 1)',
      countUpTo(MAX_SEEDS),
    )
    .option('--shard <i/n>', 'do the i-th of n parts of the work', shardOf, { part: 1, parts: 1 })
    .option(
      '--jobs <n>',
      'trials at once, a process each; their threads share the cores (default: 1)',
      countUpTo(MAX_JOBS),
    )
    .option('--quick', 'a setting for minutes in place of the defaults; other options go before it')
    .addOption(backendOption())
    .addOption(threadsOption())
    .addOption(savingOption())
    .option('--json', 'one JSON object a line on stdout: progress, and the table whenever a number has come')
    .action(async (options: SweepOptions) => finish(await sweep(options)));

  lab
    .command('table')
    .description('Write the table of a sweep, of all its parts as far as they have come.')
    .requiredOption('--in <dir>', 'what “lab sweep --out” wrote')
    .addOption(new Option('--format <name>', 'png is Figure 6').choices(TABLE_FORMATS).default('md'))
    .option('--out <file>', 'the file to write (default: stdout)')
    .action(async (options: TableOptions) => finish(await table(options)));
}

function gather(text: string, before: string[]): string[] {
  return [...before, text];
}

function shardOf(text: string): Shard {
  const [, part = 0, parts = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= parts && parts <= MAX_PARTS) return { part, parts };
  throw new InvalidArgumentError('It should look like 2/8: the second of eight parts.');
}
