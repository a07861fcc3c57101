/** `docs/REPRODUCTION.md` from the numbers: nothing in it is written by hand but the sentences around them. */
import { meanAndDeviation } from '../../src/evaluation/metrics';
import { FEATURE_LAYERS } from '../../src/networks/discriminator';
import { difference, type Difference, type Verdict } from './compare';
import { FOLDS, NEIGHBOURS } from './crossValidate';
import type { Measured, Reproduced } from './result';
import { COMPARISONS, type Comparison } from './setting';

type Measure = 'linear' | 'neighbours';

const VERDICTS: Record<Verdict, string> = {
  holds: '**holds**',
  leans: 'leans that way',
  open: 'open',
  'leans-reversed': 'leans the other way',
  reversed: '**reversed**',
};

const MEASURES: Record<Measure, string> = { linear: 'linear probe', neighbours: 'k-NN' };

/** The page, in Markdown. @param notes what was tried, by hand */
export function report(result: Reproduced, notes: string): string {
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
    '## Trained minus random, layer by layer',
    '',
    ...overRandom(result, 'linear'),
    '',
    ...overRandom(result, 'neighbours'),
    '',
    '## All numbers',
    '',
    ...worthTable(result, 'linear'),
    '',
    ...worthTable(result, 'neighbours'),
    '',
    ...games(result),
    '',
    notes.trim(),
    '',
  ].join('\n');
}

function intro({ images, labels, majority, seeds, rows, made, command }: Reproduced): string[] {
  const { config } = rows[0]!;
  return [
    `${seeds.length} seeds, size \`${config.size}\`, batch ${config.batchSize}, ${config.aeSteps} + ${config.ganSteps} steps on the ` +
      `${images.count} images of “${images.name}” (${labels} labels; the commonest has ${percent(majority)} %). ` +
      `The paper trained on about 50 million presentations at 96 px and full width; this is ` +
      `${(config.ganSteps * config.batchSize).toLocaleString('en')}. So only orderings can be compared, not numbers.`,
    '',
    `- **Linear probe**: ${FOLDS} folds, each image judged once by a probe that has not seen it.`,
    `- **k-NN**: the ${NEIGHBOURS} nearest others by cosine similarity of standardised features, leave-one-out.`,
    '- Both on the central view; batch normalisation of C folded with its averages. Folds are the same everywhere.',
    '- All rows of a seed share autoencoder, batches, initial C and R. Differences are taken at the same seed; ± is the',
    '  standard deviation over seeds, brackets are Student’s 95 % interval over them. With three seeds it is wide.',
    '- *Holds*, *reversed*: the interval leaves 0 out. *Leans*: it does not, but all seeds agree in sign.',
    '',
    `\`${command}\` in ${made.processes} processes: ${made.minutes.toFixed(0)} minutes (${made.software}).`,
  ];
}

function orderings(result: Reproduced): string[] {
  const head = [
    '| The paper: better | its numbers | conv5, linear probe | all layers, linear probe | all layers, k-NN |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [...head, ...known(result).map((comparison) => orderingRow(result, comparison))];
}

/** Those of which both sides were measured. */
function known({ measured }: Reproduced): Comparison[] {
  const there = new Set(measured.map(({ who }) => who));
  return COMPARISONS.filter(({ better, worse }) => there.has(better) && there.has(worse));
}

function orderingRow(result: Reproduced, comparison: Comparison): string {
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

/** Better minus worse, in points, of the mean over layers. */
function differenceOf(
  { measured, seeds }: Reproduced,
  { better, worse }: { readonly better: string; readonly worse: string },
  measure: Measure,
  layers: readonly string[],
): Difference {
  const valueOf = (who: string, seed: number): number =>
    meanOf(layers.map((layer) => find(measured, who, seed).layers[layer]![measure]));
  return difference(seeds.map((seed) => 100 * (valueOf(better, seed) - valueOf(worse, seed))));
}

function differenceText({ mean, interval, verdict }: Difference): string {
  const range = interval ? ` [${signed(interval.low)}, ${signed(interval.high)}]` : '';
  return `${signed(mean)}${range} ${VERDICTS[verdict]}`;
}

/** Rows × layers: what training brought, in points, with its interval; bold where that leaves 0 out. */
function overRandom(result: Reproduced, measure: Measure): string[] {
  const cell = (id: string, layer: string): string => {
    const { mean, interval, verdict } = differenceOf(result, { better: id, worse: 'random' }, measure, [
      layer,
    ]);
    const sure = verdict === 'holds' || verdict === 'reversed';
    const range = interval ? ` [${signed(interval.low)}, ${signed(interval.high)}]` : '';
    return `${sure ? `**${signed(mean)}**` : signed(mean)}${range}`;
  };
  return [
    `Points, ${MEASURES[measure]}; bold where the interval leaves 0 out.`,
    '',
    ...header(),
    ...result.rows.map(({ id, title }) =>
      tableLine([rowTitle(id, title), ...FEATURE_LAYERS.map((layer) => cell(id, layer))]),
    ),
  ];
}

function header(): string[] {
  return [tableLine(['C', ...FEATURE_LAYERS]), tableLine(['C', ...FEATURE_LAYERS].map(() => '---'))];
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rowTitle(id: string, title: string): string {
  return id === 'baseline' ? title : `(${id}) ${title}`;
}

/** Networks × layers: mean ± standard deviation over seeds, in percent. */
function worthTable({ measured, seeds, rows }: Reproduced, measure: Measure): string[] {
  const cell = (who: string, layer: string): string => {
    const values = seeds.map((seed) => 100 * find(measured, who, seed).layers[layer]![measure]);
    const { mean, deviation } = meanAndDeviation(values);
    return deviation === null ? mean.toFixed(1) : `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`;
  };
  const line = (title: string, who: string): string =>
    tableLine([title, ...FEATURE_LAYERS.map((layer) => cell(who, layer))]);
  return [
    `Accuracy in percent, ${MEASURES[measure]}. φ of the autoencoder: ${cell('references', 'encoder')}; pixels: ${cell('references', 'pixels')}.`,
    '',
    ...header(),
    ...rows.map(({ id, title }) => line(rowTitle(id, title), id)),
    line('Random, same seed', 'random'),
  ];
}

/** How the game stood at the end of each row. */
function games({ measured, seeds, rows }: Reproduced): string[] {
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

function find(measured: readonly Measured[], who: string, seed: number): Measured {
  const found = measured.find((one) => one.who === who && one.seed === seed);
  if (!found) throw new Error(`“${who}” was not measured at seed ${seed}.`);
  return found;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
