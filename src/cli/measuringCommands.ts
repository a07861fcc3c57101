/** The commands that tell what a run's features are worth. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { PROBE_DEFAULTS } from '../evaluation/probe';
import { ABOUTS } from '../experiments/abouts';
import { valueProblem } from '../experiments/configProblems';
import { DEFAULT_NEIGHBOURS } from '../experiments/neighbours';
import { countUpTo, threadsOption } from './backend';
import type { ExitCode } from './exit';
import { featuresRun, type FeaturesOptions } from './features';
import { gameRun, type GameCommandOptions } from './game';
import { knnRun, type KnnOptions } from './knn';
import { probeRun, type ProbeCommandOptions } from './probe';
import { TRAINED_HELP } from './trainedRun';

const MAX_NEIGHBOURS = 1000;
const MAX_EPOCHS = 10_000;

/** Adds `probe`, `knn`, `features` and `game`. */
export function addMeasuringCommands(
  lab: Command,
  dataHelp: string,
  backendOption: () => Option,
  finish: (code: ExitCode) => void,
): void {
  const command = (name: string, description: string): Command =>
    lab
      .command(name)
      .description(description)
      .requiredOption('--run <dir>', TRAINED_HELP)
      .requiredOption('--data <dir>', dataHelp)
      .option(
        '--weights <file>',
        'safetensors of a network of its method or an AlexNet, in place of the run’s',
      )
      .addOption(backendOption())
      .addOption(threadsOption())
      .option('--json', 'one JSON object a line on stdout');
  const withContestants = (one: Command): Command =>
    one
      .option('--layers <names>', 'layers of the network that the method is judged by; all if absent')
      .option(
        '--baseline <names>',
        'what to compare with, as random,pixels, or “none”; all there is if absent',
      );

  withContestants(
    command(
      'probe',
      'Train classifiers on features of labelled images: the run’s own, or others for transfer.',
    ),
  )
    .option('--seeds <n>', 'splits into training and validation images, where folders give none', '1')
    .option('--shares <list>', 'shares of the training labels, as 0.01,0.05,0.1,1', '1')
    .option('--l2 <weight>', 'λ of ½λ‖W‖²', String(PROBE_DEFAULTS.l2))
    .addOption(
      new Option(
        '--head <kind>',
        'linear, or the paper’s two hidden layers; the run’s probeHead if absent',
      ).choices(['linear', 'mlp']),
    )
    .option('--fine-tune', 'beside each frozen row one whose convolutions learn too')
    .option(
      '--supervised',
      'beside them the same network trained from scratch with the labels: what they would give',
    )
    .option(
      '--epochs <n>',
      'of what descends: mlp, fine-tuned, supervised; the run’s probeEpochs if absent',
      countUpTo(MAX_EPOCHS),
    )
    .addOption(
      new Option('--stl10 <images>', 'training images of STL-10: folds for a linear head, else all').choices([
        'folds',
        'all',
      ]),
    )
    .option(
      '--attributes <file>',
      'CSV of path and 0/1 columns, or CelebA’s list_attr_celeba.txt: average precision of each attribute',
    )
    .action(async (options: ProbeCommandOptions) => finish(await probeRun(options)));

  withContestants(command('knn', 'Classify each labelled image by its nearest others.'))
    .option('-k, --k <list>', 'neighbours; a curve of several, as 1,2,5,10,20,50', neighbourCounts, [
      DEFAULT_NEIGHBOURS,
    ])
    .addOption(
      new Option(
        '--crops <which>',
        'what of each image: the central view, or five crops whose features are put in a row',
      )
        .choices(['central', 'five'])
        .default('central'),
    )
    .option('--csv <file>', 'write the numbers as CSV')
    .option('--out <file>', 'draw accuracy against k as PNG')
    .action(async (options: KnnOptions) => finish(await knnRun(options)));

  command('features', 'Write a layer’s values for every image as a NumPy file.')
    .option('--layer <name>', 'which; the last convolution if absent')
    .option('--full', 'whole maps, not resized to the probe’s 9,216 values')
    .requiredOption('--out <file>', 'the .npy to write; a .json with the order of the images comes beside it')
    .action(async (options: FeaturesOptions) => finish(await featuresRun(options)));

  command('game', 'Measure how well the discriminator tells corrupt images and finds the dropped cells.')
    .option('--theta <rate>', 'drop rate; the run’s if absent', dropRate)
    .option(
      '--all',
      'judge by all images, not by those alone that the run holds out where the data are its own',
    )
    .action(async (options: GameCommandOptions) => finish(await gameRun(options)));
}

function dropRate(text: string): number {
  const parsed = ABOUTS.artifacts.fields.theta.safeParse(text.trim() === '' ? NaN : Number(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(valueProblem('theta', text));
}

/** In rising order, each once. */
function neighbourCounts(text: string): number[] {
  const counts = text.split(',').map(Number);
  if (counts.every((count) => Number.isInteger(count) && count >= 1 && count <= MAX_NEIGHBOURS))
    return [...new Set(counts)].sort((a, b) => a - b);
  throw new InvalidArgumentError(
    `It should be a whole number from 1 to ${MAX_NEIGHBOURS}, or several with commas.`,
  );
}
