/** The table of the page: probes and k-NN on every chosen layer of every contestant, split by split. */
import type { ImageSet } from '../../data/imageSet';
import type { LabelledImages } from '../../data/readLabelled';
import { contestantsOf, type Comparison } from '../../evaluation/contestants';
import { PROBE_DEFAULTS } from '../../evaluation/probe';
import { probeTable, type TableRow } from '../../evaluation/probeTable';
import type { Reader } from '../../evaluation/readers';
import type { Sliced } from '../../base/slices';
import { majorityOf } from '../../evaluation/split';
import { MEASURE_PROTOCOL } from '../../experiments/measureProtocol';
import { networkName } from '../../experiments/networkName';
import type { EvaluationEvent, MeasuredRow, MeasureHead, MeasureRequest, Moment } from './events';
import { measureTask, type MeasureTask } from './task';

/** What is measured: the networks are the caller's copies. */
export interface MeasureScene {
  readonly comparison: Omit<Comparison, 'called' | 'supervised'>;
  readonly set: LabelledImages;
  readonly moment: Moment;
  /** Whether the trained contestant still has the weights of the random one. */
  readonly isUntrained: boolean;
}

/** What is measured on, with its pixels. */
interface Task extends Pick<MeasureTask, 'splits' | 'neighbours' | 'attributes' | 'labelled'> {
  readonly images: ImageSet;
}

/** Measures everything that is asked for, and tells each number as soon as it is known. */
export async function* measureTable(
  { comparison, set, moment, isUntrained }: MeasureScene,
  request: MeasureRequest,
  tell: (event: EvaluationEvent) => void,
): Sliced<void> {
  const { seed } = comparison.config;
  const { kept, ...parts } = measureTask(set, request, seed);
  const task = { ...parts, images: set.images.subset(kept) };
  tell({
    type: 'head',
    head: { protocolVersion: MEASURE_PROTOCOL, ...headOf(task, request), moment, isUntrained },
  });
  const called = networkName('trained', { isUntrained });
  const { splits, neighbours, attributes } = task;
  const { epochs } = request;
  const supervised = request.supervised && !attributes ? { epochs } : null;
  yield* probeTable(contestantsOf({ ...comparison, called, supervised }), task.images, {
    ...{
      splits,
      readers: readersOf(request),
      shares: request.shares,
      seed,
      probe: PROBE_DEFAULTS,
      attributes,
    },
    neighbours: neighbours && request.neighbours > 0 ? { task: neighbours, ks: [request.neighbours] } : null,
    onRow: (row) => tell({ type: 'row', row: measuredRow(row) }),
  });
}

function measuredRow(row: TableRow): MeasuredRow {
  const { network, layer, split } = row;
  const place = { network, layer, split };
  const { protocol } = row.score;
  if (row.method === 'attributes') {
    const { meanAveragePrecision: value, interval, attributes } = row.score;
    return {
      ...place,
      method: 'probe',
      share: 1,
      value,
      interval,
      classification: null,
      attributes,
      protocol,
    };
  }
  const classification = row.method === 'knn' ? row.score : row.score.validation;
  const { accuracy: value, interval } = classification;
  const share = row.method === 'knn' ? 1 : row.share;
  return { ...place, method: row.method, share, value, interval, classification, attributes: null, protocol };
}

function headOf(
  task: Task,
  { head, onSecond }: MeasureRequest,
): Omit<MeasureHead, 'moment' | 'isUntrained' | 'protocolVersion'> {
  const { images, labelled, splits, attributes } = task;
  return {
    ...{ set: images.name, isTransfer: onSecond, head },
    ...{ images: images.count, labelled, splits: splits.length },
    classes: attributes?.names ?? splits[0]!.classes,
    measure: attributes ? 'mean average precision' : 'accuracy',
    chance: chanceOf(task),
  };
}

/** Of attributes: the mean share of positives, which is what random scores give on average. */
function chanceOf({ splits, attributes }: Task): number {
  if (!attributes) return majorityOf(splits[0]!).accuracy;
  const known = attributes.values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
}

function readersOf({ head, epochs, fineTune }: MeasureRequest): Reader[] {
  const frozen = { head, epochs, fineTuned: false };
  return fineTune ? [frozen, { ...frozen, fineTuned: true }] : [frozen];
}
