/**
 * Nearest neighbours by cosine similarity of standardised features: the thesis's k-NN classifier (ch. 4,
 * “Nearest Neighbor Evaluation”) and the retrieval of Figure 8.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Features } from './features';
import { classification, type Classification } from './metrics';
import { describeFeatures, sentence, type Protocol } from './probe';
import type { Sliced, SlicedAtOnce } from '../base/slices';
import type { NeighbourTask } from './split';
import { measureRows, rowLength, rowsPerSlice, standardizedRows, type Standardization } from './standardize';

/** The k nearest of one query, nearest first; of equals the one with the lower index. */
export interface Neighbours {
  /** Rows of the reference features. */
  readonly indices: readonly number[];
  /** Cosine similarities, in [−1, 1]. */
  readonly similarities: readonly number[];
}

export interface NeighbourQuery {
  readonly k: number;
  /** What is searched. Each value is standardised over these rows. */
  readonly references: Features;
  readonly referenceRows: ArrayLike<number>;
  /** What is looked for; the references themselves if absent, and then no image is its own neighbour. */
  readonly queries?: Features;
  readonly queryRows?: ArrayLike<number>;
}

/** Queries compared in one go. */
const QUERIES_AT_ONCE = 32;

/** The nearest references of each query row, in the order of the queries. */
export async function* nearestNeighbours(query: NeighbourQuery): Sliced<Neighbours[]> {
  const { references, referenceRows, queries = references, queryRows = referenceRows, k } = query;
  if (rowLength(queries) !== rowLength(references)) {
    throw new Error('The two sets were measured at different layers or sizes: extract them alike.');
  }
  const statistics = yield* measureRows(references, referenceRows, 'value');
  const searched = new ReferenceBlocks(rowLength(references), referenceRows.length);
  const found: Neighbours[] = [];
  try {
    yield* searched.fill(references, statistics, referenceRows);
    for (let from = 0; from < queryRows.length; from += QUERIES_AT_ONCE) {
      const to = Math.min(queryRows.length, from + QUERIES_AT_ONCE);
      const similarities = yield* searched.compare(unitRows(queries, statistics, queryRows, from, to));
      for (let row = from; row < to; row++) {
        const own = similarities.subarray((row - from) * searched.count, (row - from + 1) * searched.count);
        const isItself = (i: number): boolean =>
          queries === references && referenceRows[i] === queryRows[row];
        const nearest = largest(own, k, isItself);
        found.push({
          indices: nearest.map((i) => referenceRows[i]!),
          similarities: nearest.map((i) => own[i]!),
        });
      }
      yield { what: 'neighbours', done: to, total: queryRows.length };
    }
  } finally {
    searched.dispose();
  }
  return found;
}

export interface KnnScore extends Classification {
  readonly protocol: string;
  readonly about: Protocol;
}

/** The k-NN classifier: the commonest label among the k nearest; of equally common labels that of the nearer neighbour. */
export async function* classifyByNeighbours(
  features: Features,
  task: NeighbourTask,
  k: number,
): Sliced<KnnScore> {
  return (yield* classifyByEach(features, task, [k]))[0]!;
}

/** The same for several k, out of one search (thesis Figure 4.6). @param ks at least one, in any order */
export async function* classifyByEach(
  features: Features,
  task: NeighbourTask,
  ks: readonly number[],
): Sliced<KnnScore[]> {
  const { references, judged } = task;
  const neighbours = yield* nearestNeighbours({
    ...{ k: Math.max(...ks), references: features, referenceRows: references },
    ...{ queries: features, queryRows: judged },
  });
  const method = `${ks.join(', ')} nearest neighbours by cosine similarity, majority vote`;
  return ks.map((k) => scoreOf(features, task, neighbours, k, method));
}

function scoreOf(
  features: Features,
  { labels, classes, references, judged, by, leftOut }: NeighbourTask,
  neighbours: readonly Neighbours[],
  k: number,
  method: string,
): KnnScore {
  const predicted = neighbours.map(({ indices }) => vote(indices.slice(0, k).map((i) => labels[i]!)));
  const truth = Array.from(judged, (i) => labels[i]!);
  const isAlone = by === null;
  const how = isAlone ? 'leave-one-out' : `${judged.length} images among ${references.length} others`;
  const over = isAlone ? `all ${references.length} labelled images` : `the ${references.length} others`;
  const about = {
    features: describeFeatures(features),
    preparation: features.preparation ?? null,
    method: `${method}, ${how}`,
    data: [
      `each value standardised over ${over}`,
      ...(isAlone ? [] : [`split ${by}`]),
      ...leftOut,
      features.views ? `${features.views} crops` : 'central view',
    ].join('; '),
  };
  return { ...classification(truth, predicted, classes.length), protocol: sentence(about), about };
}

/** The same, leave-one-out. @param labels by row of the features; −1: left out */
export function leaveOneOut(
  features: Features,
  labels: Int16Array,
  classes: readonly string[],
  k: number,
): Sliced<KnnScore> {
  const all = Uint32Array.from([...labels.keys()].filter((i) => labels[i]! >= 0));
  const task = { labels, classes, references: all, judged: all, by: null, leftOut: [] };
  return classifyByNeighbours(features, task, k);
}

/** The commonest label; of equally common ones the first to appear. */
export function vote(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/** Standardised rows of unit length on the backend, turned and in blocks, ready to be multiplied with queries. */
class ReferenceBlocks {
  readonly count: number;
  readonly #length: number;
  readonly #blocks: tf.Tensor2D[] = [];

  constructor(length: number, count: number) {
    this.#length = length;
    this.count = count;
  }

  *fill(features: Features, statistics: Standardization, rows: ArrayLike<number>): SlicedAtOnce<void> {
    const perBlock = rowsPerSlice(this.#length);
    for (let from = 0; from < rows.length; from += perBlock) {
      const to = Math.min(rows.length, from + perBlock);
      const values = unitRows(features, statistics, rows, from, to);
      this.#blocks.push(tf.tidy(() => tf.transpose(tf.tensor2d(values, [to - from, this.#length]))));
      yield { what: 'references', done: to, total: rows.length };
    }
  }

  /** Cosine similarities of queries [n, length] with all references: [n, count]. */
  async *compare(queries: Float32Array): Sliced<Float32Array> {
    const rows = queries.length / this.#length;
    const similarities = new Float32Array(rows * this.count);
    const left = tf.tensor2d(queries, [rows, this.#length]);
    try {
      let column = 0;
      for (const block of this.#blocks) {
        const width = block.shape[1];
        const product = tf.matMul<tf.Tensor2D>(left, block);
        const values = await product.data();
        product.dispose();
        for (let row = 0; row < rows; row++) {
          similarities.set(values.subarray(row * width, (row + 1) * width), row * this.count + column);
        }
        column += width;
        yield { what: 'similarities', done: column, total: this.count };
      }
    } finally {
      left.dispose();
    }
    return similarities;
  }

  dispose(): void {
    tf.dispose(this.#blocks.splice(0));
  }
}

/** Standardised rows, divided by their Euclidean norm. */
function unitRows(
  features: Features,
  statistics: Standardization,
  rows: ArrayLike<number>,
  from: number,
  to: number,
): Float32Array {
  const values = standardizedRows(features, statistics, rows, from, to);
  const length = rowLength(features);
  for (let start = 0; start < values.length; start += length) {
    const row = values.subarray(start, start + length);
    let sum = 0;
    for (const value of row) sum += value * value;
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (let i = 0; i < length; i++) row[i]! *= scale;
  }
  return values;
}

/** Indices of the k largest values, largest first, without those left out. */
function largest(values: Float32Array, k: number, leftOut: (i: number) => boolean): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const full = best.length >= k;
    if ((full && values[i]! <= values[best[k - 1]!]!) || leftOut(i)) continue;
    let place = full ? k - 1 : best.length;
    while (place > 0 && values[best[place - 1]!]! < values[i]!) place--;
    best.splice(place, 0, i);
    if (best.length > k) best.pop();
  }
  return best;
}
