/** The table of the page: probes and k-NN on every chosen layer of every contestant, split by split. */
import type { Attributes } from '../data/attributes';
import type { ImageSet } from '../data/imageSet';
import type { LabelledImages } from '../data/readLabelled';
import type { Features } from '../evaluation/features';
import { classifyByNeighbours } from '../evaluation/neighbours';
import { probeAttributes, PROBE_DEFAULTS } from '../evaluation/probe';
import {
  contestantGroups,
  extractGroup,
  groupsThatFit,
  needsTraining,
  type Contestant,
  type ContestantGroup,
  type Contestants,
} from '../evaluation/probeTable';
import { canRead, readLabels, type Reader } from '../evaluation/readers';
import type { Sliced } from '../evaluation/slices';
import { majorityOf, shareOfLabels, type LabelledSplit, type NeighbourTask } from '../evaluation/split';
import { networkName } from '../experiments/networkName';
import type { EvaluationEvent, MeasuredRow, MeasureHead, MeasureRequest, Moment } from './evaluateEvents';
import { measureTask, type MeasureTask } from './evaluateTask';

/** What is measured: the contestants are the caller's copies. */
export interface MeasureScene {
  readonly contestants: Contestants;
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
  { contestants, set, moment, isUntrained }: MeasureScene,
  request: MeasureRequest,
  tell: (event: EvaluationEvent) => void,
): Sliced<void> {
  const { config } = contestants;
  const { kept, ...parts } = measureTask(set, request, config.seed);
  const task = { ...parts, images: set.images.subset(kept) };
  tell({ type: 'head', head: { ...headOf(task, request), moment, isUntrained } });
  const groups = groupsThatFit(contestantGroups(contestants), task.images.count);
  const total = groups.reduce((sum, group) => sum + workOf(group, task, request), 0);
  let done = 0;
  const called = (network: Contestant['network']): string => networkName(network, { isUntrained });
  /** A unit of the work, under its name. */
  const unit = <T>(what: string, work: Sliced<T>, weight = 1): Sliced<T> => {
    const before = done;
    done += weight;
    return within(work, { what, done: before, weight, total });
  };
  for (const group of groups) {
    let extracted: Contestant[] | null = null;
    for (const [index, split] of task.splits.entries()) {
      if (!extracted || needsTraining(config, group)) {
        const work = extractGroup(config, group, task.images, split.training);
        extracted = yield* unit(`features, ${called(group.network)}`, work, group.names.length);
      }
      for (const contestant of extracted) {
        for (const reading of readingsOf(contestant, split, task, request, config.seed)) {
          const { network, features } = contestant;
          const measured = yield* unit(`${features.name}, ${called(network)}`, reading.work);
          const { method, share } = reading;
          tell({
            type: 'row',
            row: { ...measured, method, share, network, layer: features.name, split: index },
          });
        }
      }
    }
    if (request.neighbours === 0 || !task.neighbours) continue;
    for (const { network, features } of extracted ?? []) {
      const work = knnRow(features, task.neighbours, request.neighbours);
      const measured = yield* unit(`k-NN on ${features.name}, ${called(network)}`, work);
      tell({
        type: 'row',
        row: { ...measured, method: 'knn', share: 1, network, layer: features.name, split: 0 },
      });
    }
  }
}

function headOf(task: Task, { head, onSecond }: MeasureRequest): Omit<MeasureHead, 'moment' | 'isUntrained'> {
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

type Measured = Omit<MeasuredRow, 'method' | 'share' | 'network' | 'layer' | 'split'>;

/** One number to be read out of features. */
interface Reading {
  readonly method: 'probe' | 'tuned';
  readonly share: number;
  readonly work: Sliced<Measured>;
}

/** The readings of one contestant on one split. Their work is not begun. */
function* readingsOf(
  contestant: Contestant,
  split: LabelledSplit,
  { images, attributes }: Task,
  request: MeasureRequest,
  seed: number,
): Generator<Reading, void> {
  if (attributes) {
    yield { method: 'probe', share: 1, work: attributesRow(contestant.features, split, attributes) };
    return;
  }
  for (const reader of readersOf(request).filter((one) => canRead(one, contestant))) {
    for (const share of request.shares) {
      const training = shareOfLabels(split.labels, split.training, share, seed);
      const method = reader.fineTuned ? 'tuned' : 'probe';
      yield { method, share, work: labelsRow(contestant, images, { ...split, training }, reader) };
    }
  }
}

function readersOf({ head, epochs, fineTune }: MeasureRequest): Reader[] {
  const frozen = { head, epochs, fineTuned: false };
  return fineTune ? [frozen, { ...frozen, fineTuned: true }] : [frozen];
}

async function* labelsRow(
  contestant: Contestant,
  images: ImageSet,
  split: LabelledSplit,
  reader: Reader,
): Sliced<Measured> {
  const { validation, protocol } = yield* readLabels(contestant, images, split, reader, PROBE_DEFAULTS);
  const { accuracy: value, interval } = validation;
  return { value, interval, classification: validation, attributes: null, protocol };
}

async function* attributesRow(
  features: Features,
  split: LabelledSplit,
  attributes: Attributes,
): Sliced<Measured> {
  const score = yield* probeAttributes(features, attributes, split, PROBE_DEFAULTS);
  const { meanAveragePrecision: value, protocol } = score;
  return { value, interval: null, classification: null, attributes: score.attributes, protocol };
}

async function* knnRow(features: Features, task: NeighbourTask, k: number): Sliced<Measured> {
  const score = yield* classifyByNeighbours(features, task, k);
  const { accuracy: value, interval, protocol } = score;
  return { value, interval, classification: score, attributes: null, protocol };
}

/** Units of work: extracting a layer is one, and so is each number read out of it. */
function workOf(group: ContestantGroup, { splits, attributes }: Task, request: MeasureRequest): number {
  const { fineTune, shares, neighbours } = request;
  const isTuned = fineTune && group.names[0]!.startsWith('conv');
  const readings = attributes ? 1 : shares.length * (isTuned ? 2 : 1);
  return group.names.length * (1 + splits.length * readings + (neighbours > 0 && !attributes ? 1 : 0));
}

/** Work as a part of a larger one: `weight` of its `total` units, after `done`. */
async function* within<T>(
  work: Sliced<T>,
  { what, done, weight, total }: { what: string; done: number; weight: number; total: number },
): Sliced<T> {
  try {
    for (;;) {
      const slice = await work.next();
      if (slice.done) return slice.value;
      // A convex fit does not know how long it will take: only what counts its steps to the end counts here.
      const { what: part, done: steps, total: all } = slice.value;
      const share = part === 'features' || part === 'steps' ? steps / all : 0;
      yield { what, done: done + weight * share, total };
    }
  } finally {
    await work.return(undefined as T);
  }
}
