/** The diagnoses of the thesis’s chapter 4: of images alone, and of what networks see of them. */
import { InvalidArgumentError, type Command, type Option } from 'commander';
import { TILING } from '../evaluation/arrangement/tiles';
import { arrangementRun, type ArrangementCommandOptions } from './arrangement';
import type { ExitCode } from './exit';
import { retrievalRun, type RetrievalCommandOptions } from './retrieval';
import { statisticsRun, type StatisticsOptions } from './statistics';
import { TRAINED_HELP } from './trainedRun';

const MAX_QUERIES = 64;
const MAX_TILES = 16;
const MAX_IMAGES = 100_000;

/** Adds `statistics`, `arrangement` and `retrieval`. */
export function addDiagnosisCommands(
  lab: Command,
  dataHelp: string,
  backendOption: () => Option,
  finish: (code: ExitCode) => void,
): void {
  lab
    .command('statistics')
    .description(
      'Tell what images look like in all, whether patches give their rotation away, and which method suits them.',
    )
    .requiredOption('--data <dir>', dataHelp)
    .option('--out <dir>', 'where PNG files of the mean image and the most oriented patches go')
    .option('--json', 'one JSON object a line on stdout')
    .action(async (options: StatisticsOptions) => finish(await statisticsRun(options)));

  const ofRuns = (name: string, description: string): Command =>
    lab
      .command(name)
      .description(description)
      .requiredOption('--run <dir>', TRAINED_HELP)
      .requiredOption('--data <dir>', dataHelp)
      .addOption(backendOption())
      .option('--json', 'one JSON object a line on stdout');

  ofRuns(
    'arrangement',
    'Tell images from the same with their tiles permuted, by linear probes of frozen features: do they see the whole?',
  )
    .option('--against <runs>', 'other runs beside it, of any method, with commas')
    .option('--layers <names>', 'layers of the network that the method is judged by; all if absent')
    .option('--baseline <names>', 'what to compare with, as random,pixels, or “none”; all there is if absent')
    .option('--images <n>', 'images at most, spread over the set', wholeNumber(8, MAX_IMAGES), 600)
    .option('--tiles <n>', 'tiles along a side', wholeNumber(2, MAX_TILES), TILING.tiles)
    .option('--band <share>', 'breadth of the band over each seam, of a tile’s side', bandShare, TILING.band)
    .option('--plain-originals', 'leave the originals as they are; else their bands are filled, too')
    .option('--out <file>', 'draw some images as they are and permuted, as PNG')
    .action(async (options: ArrangementCommandOptions) => finish(await arrangementRun(options)));

  ofRuns(
    'retrieval',
    'Draw the images most alike to some, in rows that alternate two networks: the run’s and a random one, or another run’s.',
  )
    .option('--against <run>', 'the other run, of any method; a random network if absent')
    .option(
      '--images <n>',
      'images that others are looked for, spread over the set',
      wholeNumber(1, MAX_QUERIES),
      4,
    )
    .requiredOption('--out <file>', 'the PNG to write')
    .action(async (options: RetrievalCommandOptions) => finish(await retrievalRun(options)));
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It should be a whole number from ${least} to ${most}.`);
  };
}

function bandShare(text: string): number {
  const share = Number(text);
  if (share > 0 && share <= 0.5) return share;
  throw new InvalidArgumentError('It should be a number above 0 and at most 0.5.');
}
