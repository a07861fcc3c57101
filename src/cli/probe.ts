/** `lab probe`: what classifiers read out of a run's features, beside the baselines. */
import { decodeText } from '../base/decodeText';
import { readAttributes } from '../data/attributes';
import { attributeMaterial, attributeSplits } from '../evaluation/attributeSplits';
import type { HeadKind } from '../evaluation/head';
import { probeAttributes, PROBE_DEFAULTS, type ProbeOptions } from '../evaluation/probe';
import {
  BASELINES,
  contestantGroups,
  extractGroup,
  groupsThatFit,
  probeTable,
  type Contestant,
  type Contestants,
} from '../evaluation/probeTable';
import type { Reader } from '../evaluation/readers';
import { majorityOf, splitLine, splitsOf, stl10Splits, type LabelledSplit } from '../evaluation/split';
import type { Config } from '../experiments/config';
import { FEATURE_LAYERS } from '../networks/trunk';
import { createNetworks } from '../networks/networks';
import { BadUsage, type ExitCode } from './exit';
import { readNamedFile } from './files';
import { jsonLine } from './terminal';
import { listOf, measure, numbersOf, type Measuring, type MeasuringOptions } from './measuring';
import {
  printAttributes,
  printMajority,
  printMeans,
  printMoment,
  printRow,
  ProtocolNotes,
} from './probeLines';

export interface ContestantOptions extends MeasuringOptions {
  readonly layers: string;
  readonly baseline: string;
}

export interface ProbeCommandOptions extends ContestantOptions {
  readonly seeds: string;
  readonly shares: string;
  readonly l2: string;
  readonly head?: HeadKind;
  readonly fineTune?: boolean;
  readonly epochs?: number;
  /** Which training images of STL-10; by the head if absent. */
  readonly stl10?: 'folds' | 'all';
  readonly attributes?: string;
}

const MAX_SEEDS = 100;

/** Prints one line for each number as soon as it is known, then means over the splits and the protocol. */
export function probeRun(options: ProbeCommandOptions): Promise<ExitCode> {
  const shares = numbersOf(options.shares, 1, '--shares');
  const fit = { ...PROBE_DEFAULTS, l2: numbersOf(options.l2, 1e6, '--l2')[0]! };
  const seeds = seedCount(options.seeds);
  const choice = choiceOf(options);
  if (options.attributes !== undefined && (options.fineTune || options.head === 'mlp')) {
    throw new BadUsage('--attributes are read by linear probes only: leave out --fine-tune and --head mlp.');
  }
  return measure(options, async (measuring) => {
    const { config, trained, called } = measuring;
    const json = options.json ?? false;
    const contestants = { config, trained, random: createNetworks(config), ...choice };
    if (options.attributes !== undefined) {
      return probeTheAttributes(options.attributes, contestants, measuring, fit, json);
    }
    const readers = readersOf(options, config);
    const splits = splitsIn(measuring, seeds, options.stl10 ?? foldsOrAll(readers[0]!));
    measuring.progress.say(splitLine(splits));
    if (!json) {
      printMoment(measuring);
      printMajority(splits[0]!);
    }
    const notes = new ProtocolNotes();
    const rows = await measuring.run(
      probeTable(contestants, measuring.images, {
        ...{ splits, shares, seed: config.seed, readers, probe: fit },
        onRow: (row) => {
          const named = { ...row, network: nameOf(row.network, called) };
          if (json) jsonLine({ type: 'probe', ...named });
          else printRow(named);
          notes.add(row.score.about);
        },
      }),
    );
    if (json) for (const split of splits) jsonLine({ type: 'majority', ...majorityOf(split) });
    else {
      const named = rows.map((row) => ({ ...row, network: nameOf(row.network, called) }));
      if (splits.length > 1) printMeans(named, splits.length);
      notes.print();
    }
  });
}

/** What --layers and --baseline name. Throws BadUsage for unknown names. */
export function choiceOf({ layers, baseline }: ContestantOptions): Pick<Contestants, 'layers' | 'baselines'> {
  return {
    layers: listOf(layers, FEATURE_LAYERS, '--layers'),
    baselines: baseline === 'none' ? [] : listOf(baseline, BASELINES, '--baseline'),
  };
}

/** What a network is called beside the baselines: before its first step C is the random one. */
export function nameOf(network: Contestant['network'], called: Measuring['called']): string {
  return network === 'trained' ? called : network;
}

/** The frozen head first, then, where asked for, the same with the convolutions below it. */
function readersOf({ head, epochs, fineTune }: ProbeCommandOptions, config: Config): Reader[] {
  const frozen = {
    head: head ?? config.probeHead,
    fineTuned: false,
    epochs: epochs ?? config.probeEpochs,
  };
  return fineTune ? [frozen, { ...frozen, fineTuned: true }] : [frozen];
}

/** Table 2's linear head learns from ten folds of 1,000 images, Table 1's three layers from all 5,000. */
function foldsOrAll({ head }: Reader): 'folds' | 'all' {
  return head === 'linear' ? 'folds' : 'all';
}

function seedCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_SEEDS) return count;
  throw new BadUsage(`--seeds should be a whole number from 1 to ${MAX_SEEDS}, not “${text}”.`);
}

/** STL-10: judged on its test images. Others: the given folders, or one split for each seed. */
function splitsIn(
  { material, stl10, config }: Measuring,
  seeds: number,
  of: 'folds' | 'all',
): LabelledSplit[] {
  return stl10 ? stl10Splits(material, stl10.folds, of) : splitsOf(material, config.seed, seeds);
}

async function probeTheAttributes(
  file: string,
  contestants: Contestants,
  { images, run, called, progress }: Measuring,
  fit: ProbeOptions,
  json: boolean,
): Promise<void> {
  const attributes = readAttributes(decodeText(await readNamedFile(file)), images);
  const material = attributeMaterial(images, attributes.described);
  const [split] = attributeSplits(material, attributes, contestants.config.seed, 1) as [LabelledSplit];
  progress.say(splitLine([split], true));
  for (const note of attributes.notes) progress.say(note);
  const notes = new ProtocolNotes();
  for (const group of groupsThatFit(contestantGroups(contestants), images.count)) {
    const extracted = await run(extractGroup(contestants.config, group, images, split.training));
    for (const { network, features } of extracted) {
      const score = await run(probeAttributes(features, attributes, split, fit));
      const row = { network: nameOf(network, called), layer: features.name, ...score };
      if (json) jsonLine({ type: 'attributes', ...row });
      else printAttributes(row);
      notes.add(score.about);
    }
  }
  if (!json) notes.print();
}
