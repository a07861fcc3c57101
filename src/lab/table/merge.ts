/** One table out of the plans and results of all shards. */
import type { Picture } from '../../evaluation/pictures/picture';
import { capitalised } from '../../base/capitalised';
import { counted } from '../../base/counted';
import { meanAndDeviation } from '../../base/meanAndDeviation';
import { wilsonInterval } from '../../evaluation/metrics';
import { aboutMethod, METHOD_IDS } from '../../experiments/abouts';
import { configDifference, valueOf } from '../../experiments/config';
import { courseText, rowCourse } from '../../experiments/methodsTable';
import { EARLIER_PROTOCOL, isEarlierProtocol, MEASURE_PROTOCOL } from '../../experiments/measureProtocol';
import { SIZES, type SizeName } from '../../schema/sizes';
import { rowLabel, tableAbout } from '../../experiments/tables';
import {
  BASELINE,
  settingDifference,
  tableFeatures,
  tableJobs,
  type PlannedRow,
  type TablePlan,
  type TableSetting,
} from '../../experiments/tablePlan';
import type {
  Table,
  TableCell,
  TableReference,
  TableRow,
  TrialResult,
  TrialScore,
} from '../../experiments/tableResult';
import type { FeaturesAbout } from '../../schema/about';
import type { TableStore } from './store';

/**
 * What is known of the table in a folder so far. Results of an earlier protocol stand for themselves: beside one of the
 * present they are missing. Throws one sentence where there is no table.
 */
export async function storedTable(store: TableStore): Promise<Table> {
  const plan = mergePlans(await store.plans());
  const stored = await Promise.all(tableJobs(plan).map(({ id }) => store.results(id)));
  const present = stored.flatMap((results) => results.find(isPresent) ?? []);
  const earlier = stored.flatMap((results) => (results.some(isPresent) ? [] : (results[0] ?? [])));
  return present.some(({ scores }) => scores.length > 0) || earlier.length === 0
    ? tableOf(plan, present, MEASURE_PROTOCOL)
    : tableOf(plan, [...present, ...earlier], null);
}

/** Whether a result may stand beside those that are measured today. A failure was not measured at all. */
export function isPresent({ failure, protocolVersion }: TrialResult): boolean {
  return failure !== null || !isEarlierProtocol(protocolVersion);
}

/** What all shards together were asked for. Throws one sentence if they belong to different tables. */
export function mergePlans(plans: readonly TablePlan[]): TablePlan {
  const [first, ...others] = plans;
  if (!first) throw new Error('There is no table in the folder: give the one that “lab sweep --out” wrote.');
  const rows = new Map<string, PlannedRow>();
  for (const { setting, rows: some } of [first, ...others]) {
    const difference = settingDifference(first.setting, setting);
    if (difference) throw new Error(`The folder holds parts of two tables: ${difference}.`);
    for (const row of some) {
      const [key] = configDifference(rows.get(row.id)?.config ?? row.config, row.config);
      if (key) throw new Error(`The shards give the row “${row.id}” another ${key}: they are of two tables.`);
      rows.set(row.id, row);
    }
  }
  const seeds = new Set(plans.flatMap((plan) => plan.seeds));
  return { setting: first.setting, rows: [...rows.values()], seeds: [...seeds].sort((a, b) => a - b) };
}

/**
 * The table of these results, at most one of each job.
 *
 * @param protocolVersion null: of an earlier one
 */
function tableOf(plan: TablePlan, results: readonly TrialResult[], protocolVersion: number | null): Table {
  const { setting, seeds } = plan;
  const bySeed = [...results].sort((a, b) => a.seed - b.seed);
  const ofRow = (id: string): TrialResult[] => bySeed.filter(({ kind, row }) => kind === 'row' && row === id);
  const baseline = ofRow(BASELINE);
  const measured = new Set(results.map(({ job }) => job));
  return {
    version: 1,
    setting,
    caption: [captionOf(plan), ...(protocolVersion === null ? [EARLIER_PROTOCOL] : [])].join(' '),
    protocol: results.find(({ protocol }) => protocol !== '')?.protocol ?? '',
    ...(protocolVersion !== null && { protocolVersion }),
    seeds: [...seeds],
    rows: plan.rows.map((row) => tableRow(row, setting, ofRow(row.id), baseline)),
    references: referencesOf(
      bySeed.filter(({ kind }) => kind === 'references'),
      tableFeatures(setting),
    ),
    missing: tableJobs(plan).flatMap(({ id }) => (measured.has(id) ? [] : [id])),
  };
}

function tableRow(
  { id, letter, title, config, paper }: PlannedRow,
  { base }: TableSetting,
  results: readonly TrialResult[],
  baseline: readonly TrialResult[],
): TableRow {
  const { layers, judged } = tableFeatures({ base });
  const scored = results.filter(({ failure }) => failure === null);
  const changed = configDifference(base, config).flatMap((key) => {
    const value = valueOf(config, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const redrawn = scored.flatMap(({ seed, redraws }) => (redraws ? redrawnText(seed, redraws) : []));
  return {
    ...{ id, letter, title, paper, changes: Object.fromEntries(changed) },
    cells: cellsByLayer(scored, 'trained', layers),
    difference: id === BASELINE ? null : differenceTo(baseline, scored, judged),
    seeds: scored.map(({ seed }) => seed),
    failures: results.flatMap(({ failure }) => failure ?? []),
    ...(redrawn.length > 0 && { redrawn }),
  };
}

function redrawnText(seed: number, redraws: number): string {
  const times = counted(redraws, 'time');
  return `Seed ${seed}: training went back ${times} after a loss that was no number, and went on with other batches.`;
}

/** Seed by seed, so that what a seed does to both rows cancels out. */
function differenceTo(
  baseline: readonly TrialResult[],
  row: readonly TrialResult[],
  judged: string,
): TableCell | null {
  const pairs = row.flatMap((result) => {
    const before = baseline.find(({ seed }) => seed === result.seed);
    const [ours, theirs] = [result, before].map((one) => one && accuracyOf(one, 'trained', judged));
    return ours === undefined || theirs === undefined ? [] : [ours - theirs];
  });
  return cellOf(pairs);
}

function referencesOf(results: readonly TrialResult[], { layers, beside }: FeaturesAbout): TableReference[] {
  if (results.length === 0) return [];
  const single = (network: TableReference['network'], layer: TrialScore['layer']): TableReference => {
    return { network, cells: {}, cell: scoredCell(results, network, layer) };
  };
  return [
    { network: 'random', cells: cellsByLayer(results, 'random', layers), cell: null },
    ...Object.entries(beside).map(([network, { layer }]) => single(network, layer)),
    single('pixels', 'pixels'),
    single('majority', null),
  ];
}

function cellsByLayer(
  results: readonly TrialResult[],
  network: TrialScore['network'],
  layers: readonly string[],
): TableRow['cells'] {
  const cells = layers.flatMap((layer) => {
    const cell = scoredCell(results, network, layer);
    return cell ? [[layer, cell] as const] : [];
  });
  return Object.fromEntries(cells);
}

function accuracyOf(...place: Parameters<typeof scoreOf>): number | undefined {
  return scoreOf(...place)?.accuracy;
}

function scoreOf(
  { scores }: TrialResult,
  network: TrialScore['network'],
  layer: TrialScore['layer'],
): TrialScore | undefined {
  return scores.find((score) => score.network === network && score.layer === layer);
}

/** Of one seed with the interval that its judging images leave open. */
function scoredCell(
  results: readonly TrialResult[],
  network: TrialScore['network'],
  layer: TrialScore['layer'],
): TableCell | null {
  const scores = results.flatMap((result) => scoreOf(result, network, layer) ?? []);
  const cell = cellOf(scores.map(({ accuracy }) => accuracy));
  const [only, ...others] = scores;
  if (!cell || !only || others.length > 0) return cell;
  return { ...cell, interval: wilsonInterval(Math.round(only.accuracy * only.count), only.count) };
}

function cellOf(values: readonly number[]): TableCell | null {
  return values.length === 0 ? null : { ...meanAndDeviation(values), values: [...values] };
}

/** “0.25 of the width”, or the shares of each part where they differ. */
function widthText({ autoencoder, trunk, hidden }: (typeof SIZES)[SizeName]['widths']): string {
  const [own, convolutions, fc1] = [autoencoder, trunk, hidden].map((width) => Number(width.toFixed(4)));
  if (own === convolutions && own === fc1) return `${own} of the width`;
  return `${own} of the width (C’s convolutions ${convolutions}, fc1 ${fc1})`;
}

/** States the gap between the paper's setting and this one, whoever copies the table. */
function captionOf(plan: TablePlan): string {
  const { setting, seeds } = plan;
  const { title, base, images, labelled } = setting;
  const { pixels, widths } = SIZES[base.size];
  const over =
    seeds.length === 1
      ? 'one seed, with the 95 % interval of the images that judge; another seed would differ, too'
      : `${seeds.length} seeds; mean ± sample standard deviation`;
  const isOfMethods = plan.rows.some(({ config }) => config.method !== base.method);
  const { origin, course, scales } = isOfMethods ? methodsWords(plan) : rowsWords(plan);
  return [
    `${title}. Accuracy in percent over ${over}.`,
    ...origin,
    `Here: ${images.count} images of “${images.name}” at ${pixels} px and ${widthText(widths)},`,
    `${course};`,
    `linear classifiers on each frozen layer, judged on “${labelled.name}”.`,
    ...scales,
  ].join(' ');
}

interface CaptionWords {
  readonly origin: readonly string[];
  readonly course: string;
  readonly scales: readonly string[];
}

/** Of rows that change something of one method, where a paper has numbers of some beside those. */
function rowsWords({ setting: { title, base, images }, rows }: TablePlan): CaptionWords {
  const about = rows.some(({ paper }) => paper !== null) ? tableAbout({ title, base }) : undefined;
  return {
    origin: about ? [`${capitalised(about.source)}: ${about.origin}.`] : [],
    course: `${courseText(base, images.count)} in batches of ${base.batchSize}`,
    scales: about
      ? ['The scales differ: compare the order of rows within a column, not numbers across columns.']
      : [],
  };
}

/** Of methods side by side. */
function methodsWords({ setting: { base, images }, rows }: TablePlan): CaptionWords {
  return {
    origin: ['Every method sees as many batches of the same images; each has settings of its own.'],
    course: `in batches of ${base.batchSize}`,
    scales: rows.map(({ title, config }) => `${title}: ${rowCourse(config, images.count)}.`),
  };
}

/** Figure 6: a picture strip for each row, the inputs first. */
export interface RenderedRow {
  readonly title: string;
  readonly pictures: readonly Picture[];
  /** Paths of the images; none in tables made before they were kept. */
  readonly names: readonly string[];
}

/** What the rows render of the same images, at the first seed that has them. Throws one sentence where there is nothing. */
export async function storedRenderings(store: TableStore): Promise<RenderedRow[]> {
  const plan = mergePlans(await store.plans());
  const rendered: RenderedRow[] = [];
  for (const row of plan.rows) {
    for (const seed of plan.seeds) {
      const job = `${row.id}-seed${seed}`;
      const [result] = await store.results(job);
      const found = result?.renderings && (await store.pictures(job));
      if (!result?.renderings || !found) continue;
      const { pixels, paths: names = [] } = result.renderings;
      if (rendered.length === 0)
        rendered.push({ title: 'Input', names, pictures: cutStrip(found.inputs, pixels) });
      rendered.push({
        title: rowLabel(row.letter, row.title),
        names,
        pictures: cutStrip(found.renderings, pixels),
      });
      break;
    }
  }
  if (rendered.length === 0) throw new Error(nothingRendered(plan));
  return rendered;
}

function nothingRendered({ rows }: TablePlan): string {
  if (rows.some(({ config }) => aboutMethod(config.method).rendersImages))
    return 'No row of the table that renders images is measured yet: there is nothing to draw.';
  const able = METHOD_IDS.map(aboutMethod).filter(({ rendersImages }) => rendersImages);
  const titles = able.map(({ title }) => `“${title}”`).join(' and ');
  return `There is no Figure 6 of this table: it shows rendered images, and of the methods only ${titles} renders any.`;
}

function cutStrip(strip: Uint8Array, pixels: number): Picture[] {
  const bytes = pixels * pixels * 4;
  return Array.from({ length: strip.length / bytes }, (_, i) => ({
    ...{ width: pixels, height: pixels },
    rgba: Uint8ClampedArray.from(strip.subarray(i * bytes, (i + 1) * bytes)),
  }));
}
