/** Tables of accuracies and of differences over seeds, in Markdown. */
import { meanAndDeviation } from '../../src/base/meanAndDeviation';
import { FEATURE_LAYERS } from '../../src/networks/trunk';
import { difference, type Difference } from './compare';
import type { Measured } from './result';

export type Measure = 'linear' | 'neighbours';

const MEASURES: Record<Measure, string> = { linear: 'linear probe', neighbours: 'k-NN' };

/** What tables are made from. */
export interface Tabled {
  readonly measured: readonly Measured[];
  readonly seeds: readonly number[];
  readonly rows: readonly { readonly id: string; readonly title: string }[];
}

/** Better minus worse, in points, of the mean over layers. */
export function differenceOf(
  { measured, seeds }: Tabled,
  { better, worse }: { readonly better: string; readonly worse: string },
  measure: Measure,
  layers: readonly string[],
): Difference {
  const valueOf = (who: string, seed: number): number =>
    meanOf(layers.map((layer) => find(measured, who, seed).layers[layer]![measure]));
  return difference(seeds.map((seed) => 100 * (valueOf(better, seed) - valueOf(worse, seed))));
}

/** Accuracies by both measures, and what training brought. */
export function allTables(result: Tabled): string[] {
  const measures = ['linear', 'neighbours'] as const;
  return measures.flatMap((measure) => [
    '',
    ...worthTable(result, measure),
    '',
    ...overRandom(result, measure),
  ]);
}

/** Rows × layers: what training brought, in points, with its interval; bold where that leaves 0 out. */
function overRandom(result: Tabled, measure: Measure): string[] {
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

/** With the paper’s letter, where it has one. */
export function rowTitle(id: string, title: string): string {
  return id.length === 1 ? `(${id}) ${title}` : title;
}

/** Networks × layers: mean ± standard deviation over seeds, in percent. */
function worthTable({ measured, seeds, rows }: Tabled, measure: Measure): string[] {
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

export function find(measured: readonly Measured[], who: string, seed: number): Measured {
  const found = measured.find((one) => one.who === who && one.seed === seed);
  if (!found) throw new Error(`“${who}” was not measured at seed ${seed}.`);
  return found;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}
