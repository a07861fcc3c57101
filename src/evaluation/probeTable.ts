/**
 * The table of the paper's kind: layers × networks, with the baselines that a number means nothing without. One loop for
 * all that labels are read with, for the page, the tables and the command line.
 */
import type { ImageView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import {
  normalisingOf,
  partsThatFit,
  readContestant,
  type Contestant,
  type Normalising,
} from './contestants';
import type { HeadKind } from './head';
import { classifyByEach, type KnnScore } from './neighbours';
import {
  probeAttributes,
  type AttributeScore,
  type AttributeTask,
  type ProbeOptions,
  type ProbeScore,
} from './probe';
import { canRead, readLabels, type Readable, type Reader } from './readers';
import { partOf, type Sliced } from '../base/slices';
import { supervise, SUPERVISED_HEAD, type Supervised, type Supervision } from './supervised';
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
  | { readonly method: 'knn'; readonly k: number; readonly score: KnnScore };

/** The layer of the answers that a supervised network gives by itself. */
const OWN_HEAD = 'head';

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
  readonly neighbours?: NeighbourQuestion | null;
  /** What the networks are given of each image; the central view if absent. */
  readonly views?: readonly ImageView[];
  /** Called as soon as a number is known. */
  readonly onRow: (row: TableRow) => void;
}

interface NeighbourQuestion {
  readonly task: NeighbourTask;
  /** Numbers of neighbours, each of which gives a row. */
  readonly ks: readonly number[];
}

/** Something to be read out of a layer, in one or several numbers; its work is not begun. */
interface Question {
  readonly what: string;
  readonly read: (of: Readable) => Sliced<readonly Answer[]>;
}

/** All that is read from features that were normalised over the same images. */
interface Stage {
  readonly normalising: Normalising;
  readonly split: number;
  /** Null where nothing is learnt. */
  readonly labelled: LabelledSplit | null;
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
  const parts = partsThatFit(contestants, images.count * (asked.views?.length ?? 1));
  const asking = new Asking(parts, images, asked);
  try {
    yield* asking.all();
  } finally {
    asking.dispose();
  }
}

class Asking {
  readonly #contestants: readonly Contestant[];
  readonly #images: ImageSet;
  readonly #asked: TableQuestions;
  /** What labels made of a network, by the split that they are of. */
  readonly #pupils = new Map<number, Supervised>();
  readonly #total: number;
  #done = 0;

  constructor(contestants: readonly Contestant[], images: ImageSet, asked: TableQuestions) {
    this.#contestants = contestants;
    this.#images = images;
    this.#asked = asked;
    this.#total = contestants.reduce((sum, one) => sum + workOf(one, images, asked), 0);
  }

  async *all(): Sliced<void> {
    for (const contestant of this.#contestants) {
      let readables: Readable[] = [];
      let before: Stage | null = null;
      for (const stage of stagesOf(contestant, this.#images, this.#asked)) {
        if (isReadAnew(contestant, before, stage)) readables = yield* this.#read(contestant, stage);
        before = stage;
        for (const readable of readables) yield* this.#askAbout(readable, contestant, stage);
      }
    }
  }

  dispose(): void {
    for (const { network } of this.#pupils.values()) network.dispose();
  }

  async *#read(contestant: Contestant, stage: Stage): Sliced<Readable[]> {
    const { learns, layers, title } = contestant;
    const pupil =
      learns && stage.labelled && (yield* this.#taught(contestant, learns, stage, stage.labelled));
    const work = readContestant(contestant, this.#images, stage.normalising, pupil, this.#asked.views);
    return yield* this.#unit(`features, ${title}`, work, layers.length);
  }

  /** What the labels of a split make of a contestant, which is also asked for its own answers. */
  async *#taught(
    contestant: Contestant,
    learns: Supervision,
    { normalising, split }: Stage,
    labelled: LabelledSplit,
  ): Sliced<Supervised> {
    const known = this.#pupils.get(split);
    if (known) return known;
    const { network, title, source } = contestant;
    const work = supervise(source, this.#images, labelled, normalising.images, learns);
    const weight = trainingWork(contestant, this.#images, labelled);
    const pupil = yield* this.#unit(`training, ${title}`, work, weight);
    this.#pupils.set(split, pupil);
    const answer = { method: 'probe', share: 1, head: SUPERVISED_HEAD, score: pupil.score } as const;
    this.#asked.onRow({ ...answer, network, title, layer: OWN_HEAD, split });
    return pupil;
  }

  async *#askAbout(readable: Readable, contestant: Contestant, { questions, split }: Stage): Sliced<void> {
    const { network, title } = contestant;
    const layer = readable.features.name;
    for (const { what, read } of questions(contestant, layer)) {
      const answers = yield* this.#unit(`${what}, ${title}`, read(readable));
      for (const answer of answers) this.#asked.onRow({ ...answer, network, title, layer, split });
    }
  }

  #unit<T>(what: string, work: Sliced<T>, weight = 1): Sliced<T> {
    const done = this.#done;
    this.#done += weight;
    return partOf(work, { what, done, weight, total: this.#total });
  }
}

/**
 * The splits one after the other, then the neighbours; but not of who has learnt the labels of those that would vote.
 */
function stagesOf({ source, learns }: Contestant, images: ImageSet, asked: TableQuestions): Stage[] {
  const { splits, neighbours } = asked;
  const stages = splits.map((split, i): Stage => ({
    normalising: normalisingOf(source.config, split),
    split: i,
    labelled: split,
    questions: (contestant, layer) => questionsOn(split, contestant, layer, images, asked),
  }));
  if (!neighbours || learns) return stages;
  const { task, ks } = neighbours;
  const last: Stage = {
    normalising: {
      images: task.references,
      called: `${task.by === null ? 'labelled images' : 'images to learn from'}, without their labels`,
    },
    split: 0,
    labelled: null,
    questions: (_, layer) => [
      {
        what: `k-NN on ${layer}`,
        read: async function* ({ features }) {
          const scores = yield* classifyByEach(features, task, ks);
          return scores.map((score, i) => ({ method: 'knn', k: ks[i]!, score }));
        },
      },
    ],
  };
  return [...stages, last];
}

function questionsOn(
  split: LabelledSplit,
  { source, learns }: Contestant,
  layer: string,
  images: ImageSet,
  { readers = [], shares = [1], seed = 0, probe, attributes }: TableQuestions,
): Question[] {
  if (attributes) {
    const read: Question['read'] = async function* ({ features }) {
      return [{ method: 'attributes', score: yield* probeAttributes(features, attributes, split, probe) }];
    };
    return [{ what: layer, read }];
  }
  // Who was trained with all labels is not asked what fewer would give, nor tuned once more.
  const able = readers.filter((reader) => canRead(reader, source, layer) && !(learns && reader.fineTuned));
  return able.flatMap((reader) =>
    (learns ? [1] : shares).map((share): Question => {
      const { head, fineTuned } = reader;
      const read: Question['read'] = async function* (readable) {
        const training = shareOfLabels(split.labels, split.training, share, seed);
        const score = yield* readLabels(readable, images, { ...split, training }, reader, probe);
        return [{ method: fineTuned ? 'tuned' : 'probe', share, head, score }];
      };
      return { what: layer, read };
    }),
  );
}

/** Whether features have to be taken again: they depend on the images that normalise, and on what was learnt. */
function isReadAnew({ adapts, learns }: Contestant, before: Stage | null, { normalising }: Stage): boolean {
  if (!before || learns) return true;
  const [a, b] = [before.normalising.images, normalising.images];
  return adapts && a !== b && (a.length !== b.length || a.some((image, i) => image !== b[i]));
}

function workOf(contestant: Contestant, images: ImageSet, asked: TableQuestions): number {
  let before: Stage | null = null;
  let work = 0;
  for (const stage of stagesOf(contestant, images, asked)) {
    if (contestant.learns && stage.labelled) work += trainingWork(contestant, images, stage.labelled);
    if (isReadAnew(contestant, before, stage)) work += contestant.layers.length;
    before = stage;
    for (const layer of contestant.layers) work += stage.questions(contestant, layer).length;
  }
  return work;
}

/** A step takes about three passes: there, back to the maps and back to the weights. */
function trainingWork({ learns, layers }: Contestant, images: ImageSet, { training }: LabelledSplit): number {
  return Math.ceil((3 * (learns?.epochs ?? 0) * layers.length * training.length) / images.count);
}
