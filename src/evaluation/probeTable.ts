/**
 * The table of the paper's kind: layers × networks, with the baselines that a number means nothing without. One loop for
 * all that labels are read with, for the page, the tables and the command line.
 */
import type { ImageSet } from '../data/imageSet';
import {
  normalisingOf,
  partsThatFit,
  readContestant,
  type Contestant,
  type Normalising,
} from './contestants';
import type { HeadKind } from './head';
import { classifyByNeighbours, type KnnScore } from './neighbours';
import {
  probeAttributes,
  type AttributeScore,
  type AttributeTask,
  type ProbeOptions,
  type ProbeScore,
} from './probe';
import { canRead, readLabels, type Readable, type Reader } from './readers';
import { partOf, type Sliced } from './slices';
import { shareOfLabels, type LabelledSplit, type NeighbourTask } from './split';

/** A number read out of features. `tuned`: as the probe, with the layers up to this one fine-tuned. */
type Answer =
  | {
      readonly method: 'probe' | 'tuned';
      /** Share of the training labels that was used, in (0, 1]. */
      readonly share: number;
      readonly head: HeadKind;
      readonly score: ProbeScore;
    }
  | { readonly method: 'attributes'; readonly score: AttributeScore }
  | { readonly method: 'knn'; readonly score: KnnScore };

/** One number of the table. */
export type TableRow = Answer & {
  readonly network: Contestant['network'];
  readonly title: string;
  readonly layer: string;
  /** Of the splits, from 0; the k-NN classifier is judged once. */
  readonly split: number;
};

export interface TableQuestions {
  readonly splits: readonly LabelledSplit[];
  /** What reads labels, one after the other. */
  readonly readers?: readonly Reader[];
  /** Shares of the training labels; all of them if absent. */
  readonly shares?: readonly number[];
  /** Chooses which labels a share keeps. */
  readonly seed?: number;
  readonly probe: ProbeOptions;
  /** Read on each split in place of labels. */
  readonly attributes?: AttributeTask | null;
  readonly neighbours?: { readonly task: NeighbourTask; readonly k: number } | null;
  /** Called as soon as a number is known. */
  readonly onRow: (row: TableRow) => void;
}

/** Something to be read out of a layer; its work is not begun. */
interface Question {
  readonly what: string;
  readonly read: (of: Readable) => Sliced<Answer>;
}

/** All that is read from features that were normalised over the same images. */
interface Stage {
  readonly normalising: Normalising;
  readonly split: number;
  readonly questions: (contestant: Contestant, layer: string) => Question[];
}

/**
 * Asks everything of every contestant. Its slices count units of work: a layer that is extracted is one, and so is each
 * number.
 */
export async function* probeTable(
  contestants: readonly Contestant[],
  images: ImageSet,
  asked: TableQuestions,
): Sliced<void> {
  const parts = partsThatFit(contestants, images.count);
  let done = 0;
  const total = parts.reduce((sum, part) => sum + workOf(part, images, asked), 0);
  const unit = <T>(what: string, work: Sliced<T>, weight = 1): Sliced<T> => {
    const before = done;
    done += weight;
    return partOf(work, { what, done: before, weight, total });
  };
  for (const contestant of parts) {
    const { network, title, layers } = contestant;
    let readables: Readable[] = [];
    let before: Stage | null = null;
    for (const stage of stagesOf(contestant, images, asked)) {
      if (isReadAnew(contestant, before, stage)) {
        const work = readContestant(contestant, images, stage.normalising);
        readables = yield* unit(`features, ${title}`, work, layers.length);
      }
      before = stage;
      for (const readable of readables) {
        const layer = readable.features.name;
        for (const { what, read } of stage.questions(contestant, layer)) {
          const answer = yield* unit(`${what}, ${title}`, read(readable));
          asked.onRow({ ...answer, network, title, layer, split: stage.split });
        }
      }
    }
  }
}

/** The splits one after the other, then the neighbours. */
function stagesOf({ source }: Contestant, images: ImageSet, asked: TableQuestions): Stage[] {
  const { splits, neighbours } = asked;
  const stages = splits.map((split, i): Stage => ({
    normalising: normalisingOf(source.config, split),
    split: i,
    questions: (contestant, layer) => questionsOn(split, contestant, layer, images, asked),
  }));
  if (!neighbours) return stages;
  const { task, k } = neighbours;
  const last: Stage = {
    normalising: { images: task.references, called: 'images to learn from, without their labels' },
    split: 0,
    questions: (_, layer) => [
      {
        what: `k-NN on ${layer}`,
        read: async function* ({ features }) {
          return { method: 'knn', score: yield* classifyByNeighbours(features, task, k) };
        },
      },
    ],
  };
  return [...stages, last];
}

function questionsOn(
  split: LabelledSplit,
  { source }: Contestant,
  layer: string,
  images: ImageSet,
  { readers = [], shares = [1], seed = 0, probe, attributes }: TableQuestions,
): Question[] {
  if (attributes) {
    const read: Question['read'] = async function* ({ features }) {
      return { method: 'attributes', score: yield* probeAttributes(features, attributes, split, probe) };
    };
    return [{ what: layer, read }];
  }
  const able = readers.filter((reader) => canRead(reader, source, layer));
  return able.flatMap((reader) =>
    shares.map((share): Question => {
      const { head, fineTuned } = reader;
      const read: Question['read'] = async function* (readable) {
        const training = shareOfLabels(split.labels, split.training, share, seed);
        const score = yield* readLabels(readable, images, { ...split, training }, reader, probe);
        return { method: fineTuned ? 'tuned' : 'probe', share, head, score };
      };
      return { what: layer, read };
    }),
  );
}

/** Whether features have to be taken again: they depend on the images that normalise. */
function isReadAnew({ adapts }: Contestant, before: Stage | null, { normalising }: Stage): boolean {
  if (!before) return true;
  const [a, b] = [before.normalising.images, normalising.images];
  return adapts && a !== b && (a.length !== b.length || a.some((image, i) => image !== b[i]));
}

function workOf(contestant: Contestant, images: ImageSet, asked: TableQuestions): number {
  let before: Stage | null = null;
  let work = 0;
  for (const stage of stagesOf(contestant, images, asked)) {
    if (isReadAnew(contestant, before, stage)) work += contestant.layers.length;
    before = stage;
    for (const layer of contestant.layers) work += stage.questions(contestant, layer).length;
  }
  return work;
}
