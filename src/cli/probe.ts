/** `lab probe`: what classifiers read out of a run's features, beside the baselines. */
import { decodeText } from '../base/decodeText';
import { readAttributes } from '../data/attributes';
import { attributeMaterial, attributeSplits } from '../evaluation/attributeSplits';
import type { HeadKind } from '../evaluation/head';
import { baselinesOf, contestantsOf, type Comparison, type Contestant } from '../evaluation/contestants';
import { PROBE_DEFAULTS, type ProbeOptions } from '../evaluation/probe';
import { probeTable, type TableRow } from '../evaluation/probeTable';
import type { Reader } from '../evaluation/readers';
import { majorityOf, splitLine, splitsOf, stl10Splits, type LabelledSplit } from '../evaluation/split';
import type { Config } from '../experiments/config';
import { MEASURE_PROTOCOL } from '../experiments/measureProtocol';
import { networksOf } from '../lab/works';
import type { Supervision } from '../evaluation/supervised';
import type { Reading } from '../networks/reading';
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
  type ProbeRow,
} from './probeLines';

export interface ContestantOptions extends MeasuringOptions {
  readonly layers?: string;
  readonly baseline?: string;
}

export interface ProbeCommandOptions extends ContestantOptions {
  readonly seeds: string;
  readonly shares: string;
  readonly l2: string;
  readonly head?: HeadKind;
  readonly fineTune?: boolean;
  /** Whether the same network is trained from scratch with the labels, too. */
  readonly supervised?: boolean;
  readonly epochs?: number;
  /** Which training images of STL-10; by the head if absent. */
  readonly stl10?: 'folds' | 'all';
  readonly attributes?: string;
}

const MAX_SEEDS = 100;

/** Prints one line for each number as soon as it is known, then means over the splits and the protocol. */
export function probeRun(options: ProbeCommandOptions): Promise<ExitCode> {
  const shares = numbersOf(options.shares, 1, '--shares');
  const probe = { ...PROBE_DEFAULTS, l2: numbersOf(options.l2, 1e6, '--l2')[0]! };
  const seeds = seedCount(options.seeds);
  if (options.attributes !== undefined && (options.fineTune || options.head === 'mlp')) {
    throw new BadUsage('--attributes are read by linear probes only: leave out --fine-tune and --head mlp.');
  }
  if (options.attributes !== undefined && options.supervised) {
    throw new BadUsage('--supervised learns classes: leave out --attributes.');
  }
  const check = (reading: Reading) => choiceOf(options, reading);
  return measure(
    options,
    async (measuring) => {
      const { config, images, progress, run } = measuring;
      const epochs = options.epochs ?? config.probeEpochs;
      const contestants = contestantsIn(measuring, options, options.supervised ? { epochs } : null);
      if (options.attributes !== undefined) {
        return probeTheAttributes(options.attributes, contestants, measuring, probe, options.json ?? false);
      }
      const readers = readersOf(options, config);
      const splits = splitsIn(measuring, seeds, options.stl10 ?? foldsOrAll(readers[0]!));
      progress.say(splitLine(splits));
      const notes = new ProtocolNotes();
      const rows: ProbeRow[] = [];
      if (!options.json) {
        printMoment(measuring);
        printMajority(splits[0]!);
      }
      const onRow = (row: TableRow): void => {
        if (row.method === 'knn' || row.method === 'attributes') return;
        rows.push(row);
        if (options.json) jsonLine(rowFacts(row));
        else printRow(row);
        notes.add(row.score.about);
      };
      const { seed } = config;
      await run(probeTable(contestants, images, { splits, shares, seed, readers, probe, onRow }));
      if (options.json) {
        for (const split of splits) jsonLine({ type: 'majority', ...majorityOf(split) });
        return;
      }
      if (splits.length > 1) printMeans(rows, splits.length);
      notes.print();
    },
    check,
  );
}

/** A number for a program. */
function rowFacts({ title, layer, share, head, method, score }: ProbeRow): object {
  const fineTuned = method === 'tuned';
  return {
    type: 'probe',
    protocolVersion: MEASURE_PROTOCOL,
    network: title,
    layer,
    share,
    head,
    fineTuned,
    score,
  };
}

/** What --layers and --baseline name; all there is where they are left out. Throws BadUsage for unknown names. */
export function choiceOf(
  { layers, baseline }: ContestantOptions,
  reading: Reading,
): Pick<Comparison, 'layers' | 'baselines'> {
  const [known, all] = [reading.layers, baselinesOf(reading)];
  return {
    layers: layers === undefined ? known : listOf(layers, known, '--layers'),
    baselines: baseline === undefined ? all : listOf(baseline === 'none' ? '' : baseline, all, '--baseline'),
  };
}

/** The run’s networks and fresh ones, as far as they were chosen. */
export function contestantsIn(
  { config, reading, trained, called }: Measuring,
  options: ContestantOptions,
  supervised: Supervision | null = null,
): Contestant[] {
  const random = networksOf(config);
  const choice = choiceOf(options, reading);
  return contestantsOf({ config, reading, trained, random, called, ...choice, supervised });
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
  contestants: readonly Contestant[],
  { config, images, run, progress }: Measuring,
  probe: ProbeOptions,
  json: boolean,
): Promise<void> {
  const attributes = readAttributes(decodeText(await readNamedFile(file)), images);
  const material = attributeMaterial(images, attributes.described);
  const splits = attributeSplits(material, attributes, config.seed, 1);
  progress.say(splitLine(splits, true));
  for (const note of attributes.notes) progress.say(note);
  const notes = new ProtocolNotes();
  const onRow = (row: TableRow): void => {
    if (row.method !== 'attributes') return;
    const facts = { network: row.title, layer: row.layer, ...row.score };
    if (json) jsonLine({ type: 'attributes', protocolVersion: MEASURE_PROTOCOL, ...facts });
    else printAttributes(facts);
    notes.add(row.score.about);
  };
  await run(probeTable(contestants, images, { splits, probe, attributes, onRow }));
  if (!json) notes.print();
}
