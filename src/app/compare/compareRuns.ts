/** Stored runs side by side: what they differ in, and where they ended. Pure, so that it is tested without a page. */
import { meanAndDeviation } from '../../base/meanAndDeviation';
import { finalOf } from '../../experiments/metrics';
import type { MethodAbout } from '../../schema/about';
import { aboutMethod, METHOD_IDS, type MethodId } from '../../experiments/abouts';
import {
  configDifference,
  fieldName,
  fieldsOf,
  valueOf,
  type Config,
  type ConfigKey,
  type Setting,
} from '../../experiments/config';
import { phasesOf } from '../../experiments/phases';
import { presetOf } from '../../experiments/presets';
import { isBefore } from '../../experiments/position';
import type { MetricName, MetricRow, Phase, StoredRun } from '../../worker/protocol';
import { stepsOf } from '../../parts/chartSpecs';
import { settingText } from '../../parts/format';

/** Said in a run's title anyway, or of no account to what is learnt. */
const TITLED: readonly ConfigKey[] = ['preset', 'seed', 'size'];

/** Runs that share all settings and images but not the seed, and came equally far. */
export interface RunGroup {
  /** The key of React, and no more. */
  readonly id: string;
  readonly runs: readonly StoredRun[];
}

export interface Spread {
  readonly mean: number;
  /** Of the sample, with n − 1; null for one value. */
  readonly deviation: number | null;
  readonly count: number;
}

/** A setting in words: “θ 0.3”, “Gate off”, “Head: linear”. */
function settingWords(config: Config, key: ConfigKey): string {
  const isWord = typeof valueOf(config, key) === 'string';
  return `${fieldName(config, key)}${isWord ? ':' : ''} ${valueWords(config, key)}`;
}

/** A setting’s value in words; a dash for one that the config’s method does not have. */
export function valueWords(config: Config, key: ConfigKey): string {
  return key === 'method' ? aboutMethod(config.method).title : valueText(valueOf(config, key));
}

function valueText(value: Setting | undefined): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return settingText(value);
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : value;
}

/** How long a run is, which says less about it than what it is. */
function lengthsOf(config: Config): readonly string[] {
  return ['batchSize', 'budget', ...phasesOf(config).flatMap(({ budget }) => Object.values(budget))];
}

/** What a run changes of its preset, in words, its length last; none for the preset as it stands. */
export function changesOf({ config }: StoredRun): string[] {
  const preset = presetOf(config.method, config.preset);
  const lengths = lengthsOf(config);
  const changes = changesText(preset, config, [...TITLED, ...lengths]);
  const others = fieldsOf(config)
    .map(({ key }) => key)
    .filter((key) => !lengths.includes(key));
  return [...changes, ...changesText(preset, config, [...TITLED, ...others])];
}

/** The settings that one config has otherwise than another, in the words of the first. */
export function changesText(from: Config, to: Config, aside: readonly string[] = ['preset']): string[] {
  return configDifference(from, to)
    .filter((key) => !aside.includes(key))
    .filter((key) => valueOf(to, key) !== undefined)
    .map((key) => settingWords(to, key));
}

/** The settings in which runs differ from each other, seeds aside. */
export function varyingKeys(runs: readonly StoredRun[]): ConfigKey[] {
  const keys = new Set(runs.flatMap(({ config }) => fieldsOf(config).map(({ key }) => key)));
  return (['method', ...keys] as const).filter(
    (key) => key !== 'seed' && new Set(runs.map(({ config }) => valueOf(config, key))).size > 1,
  );
}

/** Of these settings, which stand in a table, and how many are left out: those of one method that its runs share. */
export function tabledKeys(runs: readonly StoredRun[]) {
  const keys = varyingKeys(runs).filter((key) => key !== 'method');
  const values = (some: readonly StoredRun[], key: ConfigKey) =>
    new Set(some.map(({ config }) => valueOf(config, key)));
  const shared = keys.filter((key) => !values(runs, key).has(undefined));
  const own = keys.filter((key) => {
    const having = runs.filter(({ config }) => valueOf(config, key) !== undefined);
    return having.length < runs.length && values(having, key).size > 1;
  });
  return { keys: [...shared, ...own], leftOut: keys.length - shared.length - own.length };
}

/**
 * Runs of the same settings on the same images that came equally far, each seed once, in the order in which their
 * first one comes. Of runs that share their seed too, as a rerun or a fork does, the one that came furthest stands.
 */
export function groupBySettings(runs: readonly StoredRun[]): RunGroup[] {
  const groups = new Map<string, StoredRun[]>();
  for (const run of furthestOfEach(runs)) {
    const id = JSON.stringify([run.images.hash, { ...run.config, seed: 0 }, run.phase, run.step]);
    groups.set(id, [...(groups.get(id) ?? []), run]);
  }
  return [...groups].map(([id, runs]) => ({ id, runs }));
}

/** Of equals the first: they are the same numbers. */
function furthestOfEach(runs: readonly StoredRun[]): StoredRun[] {
  const furthest = new Map<string, StoredRun>();
  for (const run of runs) {
    const key = JSON.stringify([run.images.hash, run.config]);
    const other = furthest.get(key);
    if (!other || isBefore(other, run)) furthest.set(key, run);
  }
  return [...furthest.values()];
}

/**
 * For each run the one of these whose curve is the same as far as it goes, if there is any: the original of an import, a
 * fork up to where it parted, the same settings run again. Its curve is not drawn over that one’s.
 */
export function copiesAmong(runs: readonly StoredRun[], metrics: ReadonlyMap<string, readonly MetricRow[]>) {
  const copies = new Map<string, StoredRun>();
  const byLength = runs.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  byLength.forEach((run, i) => {
    const original = byLength.slice(0, i).find((other) => !copies.has(other.id) && isWithin(run, other));
    if (original) copies.set(run.id, original);
  });
  return copies;

  function lengthOf({ id }: StoredRun): number {
    return metrics.get(id)?.length ?? 0;
  }

  function isWithin(run: StoredRun, other: StoredRun): boolean {
    const [rows, others] = [metrics.get(run.id) ?? [], metrics.get(other.id) ?? []];
    if (rows.length === 0 || run.images.hash !== other.images.hash) return false;
    return rows.every(({ phase, step, values }, i) => {
      const there = others[i]!;
      const isSame = ([metric, value]: [string, number]) =>
        metric === 'imagesPerSecond' || there.values[metric as MetricName] === value;
      return there.phase === phase && there.step === step && Object.entries(values).every(isSame);
    });
  }
}

/**
 * A metric at the end of a run: the mean over the last tenth of the steps that have it, or the last measure on held-out
 * images; null where there is none.
 */
export function finalValue(rows: readonly MetricRow[], metric: MetricName): number | null {
  const values = rows.flatMap(({ values }) => values[metric] ?? []);
  return finalOf(metric, values);
}

/** What a guess comes to by a metric that a method’s runs are compared by; null where nothing says. */
export function guessOf(method: MethodId, metric: MetricName, rows: readonly MetricRow[]): number | null {
  const { charts, compared }: MethodAbout = aboutMethod(method);
  const guess = compared.find((each) => each.metric === metric)?.guess;
  if (guess !== undefined) return finalValue(rows, guess as MetricName);
  return charts.find(({ lines }) => lines.some((line) => line.metric === metric))?.chance ?? null;
}

/** Mean and deviation of what is there; null of nothing. */
export function spread(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { ...meanAndDeviation(known), count: known.length };
}

/** A point of a curve: a step of its phase. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** A metric over the steps of its phase, in at most `most` points, each the mean of as many neighbouring steps. */
export function thinCurve(rows: readonly MetricRow[], metric: MetricName, most: number): CurvePoint[] {
  const points = rows.flatMap(({ step, values }) =>
    values[metric] === undefined ? [] : [{ x: step, y: values[metric] }],
  );
  const width = Math.ceil(points.length / most);
  const thin: CurvePoint[] = [];
  for (let from = 0; from < points.length; from += width) {
    const bin = points.slice(from, from + width);
    const mean = (of: (point: CurvePoint) => number) =>
      bin.reduce((sum, point) => sum + of(point), 0) / bin.length;
    thin.push({ x: Math.round(mean(({ x }) => x)), y: mean(({ y }) => y) });
  }
  return thin;
}

interface Compared {
  readonly metric: MetricName;
  readonly title: string;
  /** Null where methods measure it in phases of their own. */
  readonly phase: Phase | null;
}

/** What the table and the chart show of the ends of runs by these methods; where two share a metric, the first one’s words. */
export function comparedOf(methods: readonly MethodId[]): readonly Compared[] {
  const all = METHOD_IDS.filter((method) => methods.includes(method)).flatMap(
    (method) => aboutMethod(method).compared as readonly Compared[],
  );
  const namesakes = (metric: MetricName) => all.filter((other) => other.metric === metric);
  return all
    .filter((each) => namesakes(each.metric)[0] === each)
    .map((each) => {
      const isOfOne = namesakes(each.metric).every(({ phase }) => phase === each.phase);
      return isOfOne ? each : { ...each, phase: null };
    });
}

/**
 * Which metric a chart of these methods, at least one, shows, what else there is to choose, and what a saved chart says.
 *
 * @param wanted taken where they have it, else the first that they have
 */
export function comparedMetric(methods: readonly MethodId[], wanted: MetricName | null) {
  const compared = comparedOf(methods);
  const { metric, title, phase } = compared.find(({ metric }) => metric === wanted) ?? compared[0]!;
  return {
    metric,
    choices: compared.map(({ metric, title }) => [metric, title] as const),
    words: { title, across: stepsOf({ phase }), up: title.toLowerCase() },
  };
}
