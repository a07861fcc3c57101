/** `docs/REPRODUCTION.md` from the numbers: nothing in it is written by hand but the sentences around them. */
import { artifactsOnly } from '../../src/methods/artifacts/config';
import { EARLIER_PROTOCOL, isEarlierProtocol } from '../../src/experiments/measureProtocol';
import { DEFAULT_NEIGHBOURS } from '../../src/experiments/neighbours';
import { FEATURE_LAYERS } from '../../src/networks/trunk';
import type { Difference, Verdict } from './compare';
import { FOLDS } from './crossValidate';
import type { FashionResult, Measured, Reproduced } from './result';
import { COMPARISONS, type Comparison } from './setting';
import { allTables, differenceOf, find, meanOf, rowTitle, signed, type Measure, type Tabled } from './tables';

const VERDICTS: Record<Verdict, string> = {
  holds: '**holds**',
  leans: 'leans that way',
  open: 'open',
  'leans-reversed': 'leans the other way',
  reversed: '**reversed**',
};

/**
 * The page, in Markdown.
 *
 * @param notes what was tried, by hand
 * @param fashion the second image set, if it was measured
 */
export function report(result: Reproduced, notes: string, fashion: FashionResult | null): string {
  return [
    '# Does it reproduce?',
    '',
    `Written by \`npm run reproduce\`; its numbers are in [reproduce.json](../bench/results/reproduce.json).`,
    '',
    ...intro(result),
    '',
    '## Orderings',
    '',
    ...orderings(result),
    '',
    '## All numbers',
    ...allTables(result),
    '',
    ...games(result),
    '',
    ...(fashion ? fashionSection(fashion) : []),
    notes.trim(),
    '',
  ].join('\n');
}

function intro({ images, labels, majority, seeds, rows, measured, made, command }: Reproduced): string[] {
  const config = artifactsOnly(rows[0]!.config, 'The reproduction');
  return [
    `${seeds.length} seeds, size \`${config.size}\`, batch ${config.batchSize}, ${config.aeSteps} + ${config.ganSteps} steps on the ` +
      `${images.count} images of “${images.name}” (${labels} labels; the commonest has ${percent(majority)} %). ` +
      `The paper trained on about 50 million presentations at 96 px and full width; this is ` +
      `${(config.ganSteps * config.batchSize).toLocaleString('en')}. So only orderings can be compared, not numbers.`,
    '',
    `- **Linear probe**: ${FOLDS} folds, each image judged once by a probe that has not seen it.`,
    `- **k-NN**: the ${DEFAULT_NEIGHBOURS} nearest others by cosine similarity of standardised features, leave-one-out.`,
    `- Both on the central view; ${normalisation(measured)} Folds are the same everywhere.`,
    '- All rows of a seed share autoencoder, batches, initial C and R. Differences are taken at the same seed; ± is the',
    '  standard deviation over seeds, brackets are Student’s 95 % interval over them. With three seeds it is wide.',
    '- *Holds*, *reversed*: the interval leaves 0 out. *Leans*: it does not, but all seeds agree in sign. One cell in twenty',
    '  would be bold by chance alone, and three seeds that happen to agree give an interval that is too narrow.',
    '',
    `\`${command}\` in ${made.processes === 1 ? 'one process' : `${made.processes} processes`}: ${made.minutes.toFixed(0)} minutes (${made.software}).`,
  ];
}

/** Whose statistics normalise; what was measured before that was counted is marked. */
function normalisation(measured: readonly Measured[]): string {
  return measured.some(({ protocolVersion }) => isEarlierProtocol(protocolVersion))
    ? `batch normalisation of C folded with its averages. ${EARLIER_PROTOCOL}`
    : 'batch normalisation of C, trained or random, by its statistics over all these images.';
}

/** The paper's comparisons of which both sides were measured, with their intervals. */
export function orderings(result: Tabled): string[] {
  const head = [
    '| The paper: better | its numbers | conv5, linear probe | all layers, linear probe | all layers, k-NN |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [...head, ...known(result).map((comparison) => orderingRow(result, comparison))];
}

function known({ measured }: Tabled): Comparison[] {
  const there = new Set(measured.map(({ who }) => who));
  return COMPARISONS.filter(({ better, worse }) => there.has(better) && there.has(worse));
}

function orderingRow(result: Tabled, comparison: Comparison): string {
  const { title, paper } = comparison;
  const cell = (measure: Measure, layers: readonly string[]): string =>
    differenceText(differenceOf(result, comparison, measure, layers));
  const cells = [
    cell('linear', ['conv5']),
    cell('linear', FEATURE_LAYERS),
    cell('neighbours', FEATURE_LAYERS),
  ];
  return `| ${title} | ${paper ? paper.join(' > ') : '–'} | ${cells.join(' | ')} |`;
}

function differenceText({ mean, interval, verdict }: Difference): string {
  const range = interval ? ` [${signed(interval.low)}, ${signed(interval.high)}]` : '';
  return `${signed(mean)}${range} ${VERDICTS[verdict]}`;
}

function fashionSection(result: FashionResult): string[] {
  const { seeds, judged, measured } = result;
  const config = artifactsOnly(result.config, 'The reproduction');
  return [
    '## Where there are more images: Fashion-MNIST',
    '',
    '`npm run reproduce:fashion` (`apt-get install dataset-fashion-mnist`): 60,000 images to train on, the same',
    `measures in two folds of ${judged} of its test images, ${seeds.length} seeds, size \`${config.size}\`, ${config.aeSteps} + ${config.ganSteps} steps of`,
    `${config.batchSize}. The setting was chosen at seed 1 by k-NN on 2,000 other test images. Measured on the central view; ${normalisation(measured)}`,
    '',
    ...orderings(result),
    ...allTables(result),
    '',
    ...games(result),
    '',
  ];
}

/** How the game stood at the end of each row. */
function games({ measured, seeds, rows }: Tabled): string[] {
  const cell = (who: string, name: string): string => {
    const values = seeds.flatMap((seed) => find(measured, who, seed).metrics[name] ?? []);
    return values.length === 0 ? '–' : meanOf(values).toFixed(2);
  };
  const names = ['classLoss', 'accuracy', 'maskAccuracy'];
  return [
    'The game at its end (mean of the last tenth of the steps; a class loss of 0.69 is chance):',
    '',
    '| C | class loss | accuracy | mask accuracy |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ id, title }) => `| ${[rowTitle(id, title), ...names.map((name) => cell(id, name))].join(' | ')} |`,
    ),
  ];
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
