/**
 * How the game stands, in measures that do not depend on a threshold: how well C tells fakes from real images and finds
 * the dropped cells, beside a C that has learnt nothing and an oracle that has the undamaged picture to compare with.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../base/random';
import type { ImageSet } from '../../../data/imageSet';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide } from '../../../schema/sizes';
import { decode } from '../networks/decoder';
import { discriminate } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import { fakeImages, withoutRepair } from '../networks/fakes';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import type { Parameters } from '../../../networks/parameters';
import { bootstrapMean, plainArea, rocArea, type Estimate, type Scored } from '../../../evaluation/bootstrap';
import { batches } from '../../../evaluation/features';
import { drawScene, marginsOf } from './scene';
import type { Sliced } from '../../../base/slices';

type FakeKind = 'repaired' | 'damaged' | 'generated';

/** C's scores on one kind of fakes. */
interface Telling {
  /** Area under the ROC curve of real against fake; 0.5 is chance. */
  readonly classArea: Estimate;
  /** Share of pairs, the same image real and fake, in which the real one scores higher; 0.5 is chance. */
  readonly pairAccuracy: Estimate;
  /** Area under the ROC curve of kept against dropped cells of fakes; null where Ω has only one of them, or fakes none. */
  readonly maskArea: Estimate | null;
}

interface FakesMeasured {
  readonly kind: FakeKind;
  readonly trained: Telling;
  /** The same C as the seed initialised it. */
  readonly random: Telling;
  /** maskArea of who sees D(φ) and scores each cell by its squared difference from it: the ceiling for C. */
  readonly oracleMaskArea: Estimate | null;
}

export interface GameMeasured {
  readonly images: number;
  /** Fakes of each image and kind. */
  readonly draws: number;
  readonly theta: number;
  /** Peak signal-to-noise ratio of D(E(x)) against x, of the mean squared error over all images, in dB. */
  readonly psnr: Estimate;
  readonly fakes: readonly FakesMeasured[];
}

export interface GameOptions {
  /** Images of the set; all of them if absent. */
  readonly indices?: ArrayLike<number>;
  /** Drop rate; the config's if absent. */
  readonly theta?: number;
}

interface GameSource {
  readonly config: ArtifactsConfig;
  readonly networks: ArtifactNetworks;
  /** C before its first step; null where only the trained one is judged. */
  readonly random: Parameters | null;
}

/** What C says of one kind of fakes, without intervals; NaN where there is nothing to tell apart. */
interface PlainTelling {
  readonly classArea: number;
  readonly pairAccuracy: number;
  readonly maskArea: number;
  /** Of a C before its first step; NaN where there is none. */
  readonly randomClassArea: number;
  readonly randomMaskArea: number;
  readonly oracleMaskArea: number;
}

const PLAYERS = ['trained', 'random'] as const;

/** Few images are damaged several times, each time elsewhere. */
const FEWEST_PICTURES = 256;

/** As many as give steady statistics of normalisation. */
const BATCH_IMAGES = 16;

/** Images have values in [−1, 1]. */
const SQUARED_RANGE = 4;

/**
 * Measures the game on central views. It is judged as it is played, by statistics of a batch of real and fake images
 * together, for the trained and the random C alike; dropout and noise are off.
 *
 * @throws Error for fewer than two images
 */
export async function* measureGame(
  source: GameSource & { readonly random: Parameters },
  images: ImageSet,
  { indices = images.spread(images.count), theta = source.config.theta }: GameOptions = {},
): Sliced<GameMeasured> {
  const count = indices.length;
  if (count < 2) throw new Error('The game is measured on at least two images.');
  const config = { ...source.config, theta };
  const draws = Math.ceil(FEWEST_PICTURES / count);
  const random = Random.forPurpose(config.seed, 'game');
  const squaredErrors: number[] = [];
  const tallies = kindsOf(config).map((kind) => new Tally(kind));
  for (const { from, batch } of batches(config, images, indices, evenBatch(count))) {
    try {
      squaredErrors.push(...(await readAndFree(tf.tidy(() => copyErrors(source.networks, config, batch)))));
      for (let draw = 1; draw <= draws; draw++) {
        await playInto(tallies, { ...source, config }, batch, from, random);
        yield { what: 'game', done: from * draws + draw * batch.shape[0], total: count * draws };
      }
    } finally {
      batch.dispose();
    }
  }
  const resampling = Random.forPurpose(config.seed, 'game/bootstrap');
  return {
    ...{ images: count, draws, theta },
    psnr: bootstrapMean(squaredErrors, resampling, psnrOf),
    fakes: tallies.map((tally) => tally.measured(count, resampling)),
  };
}

/**
 * Plays one batch, the images `from` … of all, once, and adds what comes of it to the tallies, one for each kind of fakes.
 *
 * @param batch [n, p, p, 3] in [−1, 1]; the caller's to dispose
 */
async function playInto(
  tallies: readonly Tally[],
  source: GameSource,
  batch: tf.Tensor4D,
  from: number,
  random: Random,
): Promise<void> {
  const scenes = tf.tidy(() => play(source, source.config, batch, random));
  for (const [i, scene] of scenes.entries()) await tallies[i]!.add(scene, from);
}

/**
 * The same measures of one game on each image and without intervals: what can be asked again and again while training
 * goes on. Fakes are drawn from `random` by the config's θ. Frees all that it makes.
 */
export async function tellPlainly(
  source: GameSource,
  images: ImageSet,
  indices: ArrayLike<number>,
  random: Random,
): Promise<ReadonlyMap<FakeKind, PlainTelling>> {
  const { config } = source;
  const tallies = kindsOf(config).map((kind) => new Tally(kind));
  for (const { from, batch } of batches(config, images, indices, evenBatch(indices.length))) {
    await playInto(tallies, source, batch, from, random);
    batch.dispose();
  }
  return new Map(tallies.map((tally) => [tally.kind, tally.plain()]));
}

/** Peak signal-to-noise ratio of D(E(x)) against x over all these images, in dB. Frees all that it makes. */
export async function copiesPsnr(
  { config, networks }: Omit<GameSource, 'random'>,
  images: ImageSet,
  indices: ArrayLike<number>,
): Promise<number> {
  const errors: number[] = [];
  for (const { batch } of batches(config, images, indices, evenBatch(indices.length))) {
    errors.push(...(await readAndFree(tf.tidy(() => copyErrors(networks, config, batch)))));
    batch.dispose();
  }
  return psnrOf(meanOf(errors));
}

/** @param error mean squared, of values in [−1, 1] */
function psnrOf(error: number): number {
  return 10 * Math.log10(SQUARED_RANGE / error);
}

/** What there is to tell from real images: merely damaged ones are looked at even where R learns. */
function kindsOf({ fakes }: Pick<ArtifactsConfig, 'fakes'>): FakeKind[] {
  return fakes === 'repaired' ? ['repaired', 'damaged'] : [fakes];
}

/** So that the last batch is about as large as the others. */
function evenBatch(count: number): number {
  return Math.ceil(count / Math.ceil(count / BATCH_IMAGES));
}

/** Mean squared error of D(E(x)) per image, [n]. */
function copyErrors({ E, D }: ArtifactNetworks, config: ArtifactsConfig, x: tf.Tensor4D): tf.Tensor1D {
  const copies = decode(D, config, encode(E, config, x, 'inference'), 'inference');
  return tf.mean<tf.Tensor1D>(tf.squaredDifference(copies, x), [1, 2, 3]);
}

/** One kind of fakes of a batch of n images, and what each C says. */
type Scene = {
  /** Ω [n, m, m, 1]. */
  readonly mask: tf.Tensor4D;
  /** Mean squared difference from D(φ) within each cell, [n, m, m, 1]. */
  readonly differences: tf.Tensor4D;
  /** Class logits [2n, 2], real first, and logits of “kept” [n, m, m, 1] of the fakes. */
  readonly verdicts: Readonly<Partial<Record<(typeof PLAYERS)[number], Verdict>>>;
};

type Verdict = { readonly classLogits: tf.Tensor2D; readonly maskLogits: tf.Tensor4D };

/** The scene of each kind, all with the same masks. */
function play(
  { networks, random: fresh }: GameSource,
  config: ArtifactsConfig,
  x: tf.Tensor4D,
  random: Random,
): Scene[] {
  const [n, cells] = [x.shape[0], cellsPerSide(config.size)];
  const { start, mask, autoencoded, real } = drawScene(networks, config, x, random);
  return kindsOf(config).map((kind) => {
    const made = kind === config.fakes ? config : withoutRepair(config);
    const fakes = fakeImages(networks, made, { start, mask }, 'batch');
    const judge = (judging: Parameters) => {
      const { classLogits, maskLogits } = discriminate(
        judging,
        config,
        tf.concat([real, fakes], 0),
        'batch',
        null,
      );
      return { classLogits, maskLogits: tf.slice(maskLogits, [n, 0, 0, 0], [-1, -1, -1, -1]) };
    };
    const cell = x.shape[1] / cells;
    const squares = tf.mean<tf.Tensor4D>(tf.squaredDifference(fakes, autoencoded), 3, true);
    return {
      mask: tf.clone(mask),
      differences: tf.avgPool(squares, cell, cell, 'valid'),
      verdicts: { trained: judge(networks.C), ...(fresh && { random: judge(fresh) }) },
    };
  });
}

/** Collects the scores of one kind of fakes. */
class Tally {
  readonly kind: FakeKind;
  readonly #classes = { trained: [] as Scored[], random: [] as Scored[] };
  readonly #cells = { trained: [] as Scored[], random: [] as Scored[], oracle: [] as Scored[] };
  /** Of each image: shares of its pairs won. */
  readonly #pairs = { trained: [] as number[][], random: [] as number[][] };

  constructor(kind: FakeKind) {
    this.kind = kind;
  }

  /** @param from the first image of the batch. Frees the scene. */
  async add({ mask, differences, verdicts }: Scene, from: number): Promise<void> {
    const n = mask.shape[0];
    const kept = await readAndFree(mask);
    const perImage = kept.length / n;
    const cellsOf = (scores: Float32Array, sign: 1 | -1): Scored[] =>
      Array.from(scores, (score, i) => ({
        ...{ score: sign * score, positive: kept[i] === 1 },
        image: from + Math.floor(i / perImage),
      }));
    this.#cells.oracle.push(...cellsOf(await readAndFree(differences), -1));
    for (const player of PLAYERS) {
      const verdict = verdicts[player];
      if (!verdict) continue;
      const { classLogits, maskLogits } = verdict;
      this.#cells[player].push(...cellsOf(await readAndFree(maskLogits), 1));
      const margins = marginsOf(await readAndFree(classLogits));
      for (let i = 0; i < n; i++) {
        const [real, fake] = [margins[i]!, margins[n + i]!];
        const image = from + i;
        this.#classes[player].push(
          { score: real, positive: true, image },
          { score: fake, positive: false, image },
        );
        (this.#pairs[player][image] ??= []).push(real > fake ? 1 : real === fake ? 0.5 : 0);
      }
    }
  }

  plain(): PlainTelling {
    const pairs = this.#pairs.trained;
    const area = (scored: readonly Scored[]) => (scored.length > 0 ? plainArea(scored, pairs.length) : NaN);
    const maskArea = (cells: readonly Scored[]) => (this.#hasMasks ? area(cells) : NaN);
    return {
      classArea: area(this.#classes.trained),
      pairAccuracy: meanOf(pairs.map(meanOf)),
      maskArea: maskArea(this.#cells.trained),
      randomClassArea: area(this.#classes.random),
      randomMaskArea: maskArea(this.#cells.random),
      oracleMaskArea: maskArea(this.#cells.oracle),
    };
  }

  get #hasMasks(): boolean {
    return this.kind !== 'generated';
  }

  measured(images: number, random: Random): FakesMeasured {
    const maskArea = (cells: readonly Scored[]) => (this.#hasMasks ? rocArea(cells, images, random) : null);
    const telling = (player: (typeof PLAYERS)[number]): Telling => ({
      classArea: rocArea(this.#classes[player], images, random)!,
      pairAccuracy: bootstrapMean(this.#pairs[player].map(meanOf), random),
      maskArea: maskArea(this.#cells[player]),
    });
    return {
      ...{ kind: this.kind, trained: telling('trained'), random: telling('random') },
      oracleMaskArea: maskArea(this.#cells.oracle),
    };
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function readAndFree(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}
