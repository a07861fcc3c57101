/** `lab probe`: what linear classifiers read out of a run's features, beside the baselines. */
import { readFile } from 'node:fs/promises';
import { readAttributes } from '../data/attributes';
import { meanAndDeviation } from '../evaluation/metrics';
import { probeAttributes, PROBE_DEFAULTS, type ProbeOptions } from '../evaluation/probe';
import {
  BASELINES,
  contestantGroups,
  extractGroup,
  probeTable,
  type Contestant,
  type Contestants,
  type ProbeRow,
} from '../evaluation/probeTable';
import { majorityOf, splitDescribed, splitsBySeed, type LabelledSplit } from '../evaluation/split';
import { FEATURE_LAYERS } from '../networks/discriminator';
import { createNetworks } from '../networks/networks';
import { BadUsage, type ExitCode } from './exit';
import { jsonLine } from './jsonLines';
import { listOf, measure, numbersOf, percent, type Measuring, type MeasuringOptions } from './measuring';

export interface ContestantOptions extends MeasuringOptions {
  readonly layers: string;
  readonly baseline: string;
}

export interface ProbeCommandOptions extends ContestantOptions {
  readonly seeds: string;
  readonly shares: string;
  readonly l2: string;
  readonly attributes?: string;
}

const MAX_SEEDS = 100;

/** Prints one line for each number as soon as it is known, then means over the splits. */
export function probeRun(options: ProbeCommandOptions): Promise<ExitCode> {
  const shares = numbersOf(options.shares, 1, '--shares');
  const fit = { ...PROBE_DEFAULTS, l2: numbersOf(options.l2, 1e6, '--l2')[0]! };
  const seeds = seedCount(options.seeds);
  const choice = choiceOf(options);
  return measure(options, async (measuring) => {
    const { config, trained } = measuring;
    if (config.probeHead !== 'linear') {
      measuring.progress.say(
        'The run asks for probeHead “mlp”, which is not built: this is the linear probe.',
      );
    }
    const contestants = { config, trained, random: createNetworks(config), ...choice };
    if (options.attributes !== undefined) {
      return probeTheAttributes(options.attributes, contestants, measuring, fit, options.json ?? false);
    }
    const splits = splitsOf(measuring, seeds);
    if (!options.json) printMajority(splits[0]!);
    const rows = await measuring.run(
      probeTable(contestants, measuring.images, {
        ...{ splits, shares, seed: contestants.config.seed, probe: fit },
        onRow: (row) => (options.json ? jsonLine({ type: 'probe', ...row }) : printRow(row)),
      }),
    );
    if (options.json) for (const split of splits) jsonLine({ type: 'majority', ...majorityOf(split) });
    else if (splits.length > 1) printMeans(rows, splits.length);
  });
}

/** What --layers and --baseline name. Throws BadUsage for unknown names. */
export function choiceOf({ layers, baseline }: ContestantOptions): Pick<Contestants, 'layers' | 'baselines'> {
  return {
    layers: listOf(layers, FEATURE_LAYERS, '--layers'),
    baselines: baseline === 'none' ? [] : listOf(baseline, BASELINES, '--baseline'),
  };
}

function seedCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_SEEDS) return count;
  throw new BadUsage(`--seeds should be a whole number from 1 to ${MAX_SEEDS}, not “${text}”.`);
}

/** STL-10: its ten folds, judged on its test images. Others: the given folders, or one split for each seed. */
function splitsOf({ images, stl10, config }: Measuring, seeds: number): LabelledSplit[] {
  if (stl10) {
    const common = { labels: images.labels, classes: images.labelNames, validation: stl10.test };
    if (stl10.folds.length === 0) {
      return [{ ...common, training: stl10.training, description: 'into STL-10’s training and test images' }];
    }
    return stl10.folds.map((training, i) => ({
      ...{ ...common, training, description: `into fold ${i + 1} of STL-10 and its test images` },
    }));
  }
  return splitsBySeed(images, config.seed, seeds);
}

async function probeTheAttributes(
  file: string,
  contestants: Contestants,
  { images, run }: Measuring,
  fit: ProbeOptions,
  json: boolean,
): Promise<void> {
  const attributes = readAttributes(await readFile(file, 'utf8'), images);
  const split = splitDescribed(attributes.described, images.count, contestants.config.seed);
  const scored = async ({ network, features }: Contestant): Promise<void> => {
    const score = await run(probeAttributes(features, attributes, split, fit));
    if (json) jsonLine({ type: 'attributes', network, layer: features.name, ...score });
    else {
      const mean = score.meanAveragePrecision;
      print(`${network.padEnd(12)}${features.name.padEnd(9)}mAP ${mean === null ? '–' : percent(mean)}`);
      for (const { name, averagePrecision, prevalence } of score.attributes) {
        const value = averagePrecision === null ? '–' : percent(averagePrecision);
        print(`    ${name}: ${value} (chance ${percent(prevalence)})`);
      }
      print(`    ${score.protocol}`);
    }
  };
  for (const group of contestantGroups(contestants)) {
    const extracted = await run(extractGroup(contestants.config, group, images, split.training));
    for (const contestant of extracted) await scored(contestant);
  }
}

function printMajority(split: LabelledSplit): void {
  const { accuracy, interval } = majorityOf(split);
  print(`majority             ${percent(accuracy)} % [${percent(interval.low)}, ${percent(interval.high)}]`);
}

function printRow({ network, layer, share, score }: ProbeRow): void {
  const { accuracy, interval } = score.validation;
  const { gradientNorm, iterations, converged } = score.fit;
  const labels = share < 1 ? `${percent(share)} % of the labels, ` : '';
  const optimum = `${converged ? '' : 'NOT CONVERGED, '}‖∇‖ ${gradientNorm.toExponential(1)} after ${iterations} steps`;
  print(
    `${network.padEnd(12)}${layer.padEnd(9)}${percent(accuracy)} % ` +
      `[${percent(interval.low)}, ${percent(interval.high)}]  ${labels}training ${percent(score.trainingAccuracy)} %, ${optimum}`,
  );
  print(`    ${score.protocol}`);
}

function printMeans(rows: readonly ProbeRow[], splits: number): void {
  print(`Mean ± standard deviation over ${splits} splits:`);
  const groups = new Map<string, ProbeRow[]>();
  for (const row of rows) {
    const key = [row.network, row.layer, row.share].join('\t');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  for (const [key, group] of groups) {
    const [network = '', layer = '', share] = key.split('\t');
    const { mean, deviation } = meanAndDeviation(group.map(({ score }) => score.validation.accuracy));
    const labels = share === '1' ? '' : `  ${percent(Number(share))} % of the labels`;
    print(`${network.padEnd(12)}${layer.padEnd(9)}${percent(mean)} ± ${percent(deviation ?? 0)} %${labels}`);
  }
}

/** One line on stdout. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
