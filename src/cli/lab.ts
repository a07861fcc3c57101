/** The headless lab: the same Lab as the page’s, in Node. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf } from '../base/messageOf';
import type { SavingPlan } from '../lab/saving/schedule';
import { SOFTWARE } from '../export/software';
import { backendOption, countUpTo, threadsOption } from './backend';
import { capsule, type CapsuleOptions } from './capsule';
import { addConfigOptions } from './configOptions';
import { addDiagnosisCommands } from './diagnosisCommands';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { addExportCommands } from './exportCommands';
import { figuresRun, type FiguresOptions } from './figures/figures';
import { addMeasuringCommands } from './measuringCommands';
import { listMethods, type MethodsOptions } from './methods';
import { writable } from './nodeFolder';
import { pytorch, type PytorchOptions } from './pytorch';
import { render, type RenderOptions } from './render';
import { addSweepCommands } from './sweepCommands';
import { train, type TrainOptions } from './train';
import { findShippedBy } from '../lab/shipped';
import { readShipped, TRAINED_HELP } from './trainedRun';
import { askForSkipped } from './skippedList';
import { say } from './terminal';

const MAX_ROWS = 64;

const DATA_HELP = 'folder, zip or image; “sample” for the bundled set';

function program(finish: (code: ExitCode) => void): Command {
  const lab = new Command('lab')
    .description('Trains self-supervised methods on your own images, without a browser.')
    .version(SOFTWARE.version)
    .option('--skipped <file>', 'list all files that are skipped in a CSV file (“train” does so in --out)')
    .hook('preAction', (command) => askForSkipped(command.opts<{ skipped?: string }>().skipped))
    .exitOverride()
    .configureOutput({ outputError: () => undefined }) // main() tells it, once
    .showHelpAfterError(false);

  addConfigOptions(lab.command('train').description('Train a method on a folder of images, all its phases.'))
    .option('--data <dir>', `${DATA_HELP}; needed but for a capsule with images`)
    .requiredOption('--out <dir>', 'where the run goes; without --resume it must not hold a run yet')
    .addOption(backendOption())
    .addOption(threadsOption())
    .option(
      '--resume',
      'continue the run in --out from its newest whole checkpoint; steps, rates and θ may then differ',
    )
    .option('--from-capsule <file>', 'continue in --out the run that “lab capsule” or the page packed')
    .option('--autoencoder <dir>', `skip phase one: take E and D of this run, ${TRAINED_HELP}`)
    .addOption(savingOption())
    .option('--json', 'one JSON object a line on stdout: backend, images, metrics, done')
    .action(async (options: TrainOptions) => finish(await train(options)));

  lab
    .command('methods')
    .description('List the methods that can be trained: id, title, and what learns what.')
    .option('--json', 'one JSON object a line on stdout')
    .action((options: MethodsOptions) => finish(listMethods(options)));

  lab
    .command('render')
    .description(
      'Draw the figure of a run: Figure 3 of the paper, or what another method shows of each image.',
    )
    .requiredOption('--run <dir>', TRAINED_HELP)
    .requiredOption('--data <dir>', DATA_HELP)
    .requiredOption('--out <file>', 'the PNG to write')
    .option('--images <n>', 'rows, evenly over the images', countUpTo(MAX_ROWS), 8)
    .option('--theta <share>', 'drop rate θ, if not the run’s; where the method has one')
    .addOption(backendOption())
    .addOption(threadsOption())
    .action(async (options: RenderOptions) => finish(await render(options)));

  addExportCommands(lab, backendOption, finish);

  lab
    .command('capsule')
    .description('Pack a run into one zip: to keep, to give on, to continue elsewhere.')
    .requiredOption('--run <dir>', 'what “lab train --out” wrote')
    .requiredOption('--out <file>', 'the zip to write')
    .option('--data <dir>', 'the run’s images, to list each with its hash and to draw Figure 3')
    .option('--images', 'put the images in as well')
    .option('--all-checkpoints', 'all that are kept, not the newest alone')
    .addOption(backendOption())
    .addOption(threadsOption())
    .action(async (options: CapsuleOptions) => finish(await capsule(options)));

  lab
    .command('pytorch')
    .description('Write a PyTorch project that continues a run, on one GPU or many.')
    .option('--run <dir>', 'what “lab train --out” wrote')
    .option('--capsule <file>', 'or what “lab capsule” or the page packed')
    .requiredOption('--out <dir>', 'the folder to write')
    .option('--licence <text>', 'under which you give the weights on')
    .addOption(backendOption())
    .addOption(threadsOption())
    .action(async (options: PytorchOptions) => finish(await pytorch(options)));

  lab
    .command('figures')
    .description(
      'Draw the paper’s figures 3, 6, 7, 8 and 9 of a run; of another method its figure, filters, patches, neighbours and attention.',
    )
    .requiredOption('--run <dir>', TRAINED_HELP)
    .requiredOption('--data <dir>', DATA_HELP)
    .requiredOption('--out <dir>', 'where the PNG files go')
    .option('--neighbours-from <dir>', 'other images, in which neighbours are looked for (Figure 8)')
    .addOption(backendOption())
    .addOption(threadsOption())
    .option('--json', 'one JSON object a line on stdout: each file with its numbers')
    .action(async (options: FiguresOptions) => finish(await figuresRun(options)));

  addDiagnosisCommands(lab, DATA_HELP, backendOption, finish);
  addMeasuringCommands(lab, DATA_HELP, backendOption, finish);

  lab.hook('preAction', (_, command) => {
    const out = command.options.find(({ flags }) => flags === '--out <file>');
    const { out: file } = command.opts<{ readonly out?: string }>();
    if (out && file !== undefined) writable(file); // known before hours of work, not after
  });
  addSweepCommands(lab, { dataHelp: DATA_HELP, backendOption, savingOption, finish });

  return lab;
}

function savingOption(): Option {
  return new Option('--checkpoint-every <interval>', 'steps, or seconds as in 60s')
    .argParser(savingPlan)
    .default(savingPlan('60s'), '60s');
}

function savingPlan(text: string): SavingPlan {
  const [, digits, unit] = /^([1-9]\d{0,8})(s?)$/.exec(text) ?? [];
  if (!digits) throw new InvalidArgumentError('It should be a number of steps, or of seconds as in 60s.');
  return unit ? { seconds: Number(digits), steps: Infinity } : { seconds: Infinity, steps: Number(digits) };
}

async function main(): Promise<ExitCode> {
  // A reader that went away, as `| head` does, is no reason to end a run.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  findShippedBy(async () => (await readShipped()).weights);
  let code: ExitCode = EXIT.done;
  try {
    await program((ending) => (code = ending)).parseAsync();
  } catch (error) {
    return tell(error);
  }
  return code;
}

/** Says on stderr in a sentence what is wrong. */
function tell(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done; // help or version was asked for
    if (error.code !== 'commander.help') say(`lab: ${inOneLine(error.message)}`);
    return EXIT.badUsage;
  }
  say(`lab: ${messageOf(error)}`);
  return error instanceof BadUsage ? EXIT.badUsage : EXIT.failed;
}

/** Commander puts what a word is like on a line of its own: “error: unknown option '--thetaa'\n(Did you mean --theta?)”. */
function inOneLine(message: string): string {
  return message.replace(/^error: /, '').replace(/\n\(Did you mean (.*\?)\)$/, ': did you mean $1');
}

// The backends keep handles open; what is on its way to a pipe is written before we leave.
const code = await main();
process.stdout.write('', () => process.exit(code));
