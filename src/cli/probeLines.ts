/** What `lab probe` and `lab knn` print for a person: a line a number, and once at the end how they came about. */
import { capitalised } from '../base/capitalised';
import { meanAndDeviation } from '../base/meanAndDeviation';
import type { Interval } from '../evaluation/metrics';
import type { AttributeScore, Protocol } from '../evaluation/probe';
import type { TableRow } from '../evaluation/probeTable';
import { majorityOf, type LabelledSplit } from '../evaluation/split';
import { percent, type Measuring } from './measuring';
import { print } from './terminal';

/** What a classifier read out of a layer. */
export type ProbeRow = Extract<TableRow, { readonly method: 'probe' | 'tuned' }>;

/** How a table's numbers came about, each fact once. */
export class ProtocolNotes {
  readonly #methods = new Set<string>();
  readonly #data = new Set<string>();
  readonly #features = new Set<string>();
  readonly #preparations = new Set<string>();

  add({ features, preparation, method, data }: Protocol): void {
    this.#features.add(features);
    if (preparation !== null) this.#preparations.add(preparation);
    this.#methods.add(method);
    this.#data.add(data);
  }

  print(): void {
    print('Protocol:');
    const facts = [...this.#methods, ...this.#data, ...this.#preparations, ...this.#features];
    for (const fact of facts) print(`  ${fact}`);
  }
}

/** Whose features these are. */
export function printMoment({ moment, called }: Measuring): void {
  print(`${capitalised(called)}: ${moment}.`);
}

export function printMajority(split: LabelledSplit): void {
  const { accuracy, interval } = majorityOf(split);
  print(line('majority', '', accuracy, interval));
}

export function printRow({ title, layer, share, method, score }: ProbeRow): void {
  const facts = [
    ...(method === 'tuned' ? ['fine-tuned'] : []),
    ...(share < 1 ? [`${percent(share)} % of the labels`] : []),
    `training ${percent(score.trainingAccuracy)} %`,
    evidence(score),
  ];
  const { accuracy, interval } = score.validation;
  print(`${line(title, layer, accuracy, interval)}  ${facts.join(', ')}`);
}

function evidence({ fit, descent }: ProbeRow['score']): string {
  if (!fit) return `loss ${descent!.loss.toFixed(3)} after ${descent!.steps} steps`;
  const { converged, gradientNorm, iterations } = fit;
  return `${converged ? '' : 'NOT CONVERGED, '}‖∇‖ ${gradientNorm.toExponential(1)} after ${iterations} steps`;
}

/** One line for each kind of row: its mean and deviation over the splits. */
export function printMeans(rows: readonly ProbeRow[], splits: number): void {
  print(`Mean ± standard deviation over ${splits} splits:`);
  const groups = new Map<string, ProbeRow[]>();
  for (const row of rows) {
    const key = [row.network, row.layer, row.share, row.method].join();
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const group of groups.values()) {
    const { title, layer, share, method } = group[0]!;
    const { mean, deviation } = meanAndDeviation(group.map(({ score }) => score.validation.accuracy));
    const facts = `${method === 'tuned' ? '  fine-tuned' : ''}${share < 1 ? `  ${percent(share)} % of the labels` : ''}`;
    print(`${names(title, layer)}${percent(mean)} ± ${percent(deviation ?? 0)} %${facts}`);
  }
}

export function printAttributes(
  row: AttributeScore & { readonly network: string; readonly layer: string },
): void {
  const value = (score: number | null): string => (score === null ? '–' : percent(score));
  const { interval } = row;
  const between = interval ? ` [${value(interval.low)}, ${value(interval.high)}]` : '';
  print(`${names(row.network, row.layer)}mAP ${value(row.meanAveragePrecision)}${between}`);
  for (const { name, averagePrecision, prevalence } of row.attributes) {
    print(`    ${name}: ${value(averagePrecision)} (chance ${value(prevalence)})`);
  }
}

/** “conv5 of the trained network: 57.3 % [54.1, 60.4]”, in columns. */
export function line(network: string, layer: string, share: number, { low, high }: Interval): string {
  return `${names(network, layer)}${percent(share)} % [${percent(low)}, ${percent(high)}]`;
}

function names(network: string, layer: string): string {
  return network.padEnd(12) + layer.padEnd(9);
}
