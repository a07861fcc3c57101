/** The state of the game between R and C, and whether C plays fair: GAN health and the shortcut test. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../base/random';
import type { ImageSet } from '../../../data/imageSet';
import { centralView } from '../../../data/augment';
import { SIZES } from '../../../schema/sizes';
import { discriminate } from '../networks/discriminator';
import { fakeImages, hasMasks } from '../networks/fakes';
import { batches } from '../../../evaluation/features';
import { drawScene, marginsOf } from './scene';
import type { Sliced } from '../../../base/slices';
import { calibration, type Calibration } from './calibration';
import type { PictureSource } from './damageBrush';
import { gradientNorms, type GradientNorms } from './gradientNorms';
import { KINDS, type Judged, type Kind } from './judged';
import { maskOverlap } from './maskOverlap';
import { shortcutTest, type ShortcutTest } from './shortcut';

export interface Health {
  /** Images looked at, each raw, autoencoded and corrupt. */
  readonly images: number;
  /** Share of autoencoded images that C takes for real, and of corrupt ones that it takes for corrupt. */
  readonly accuracy: Readonly<Record<'real' | 'corrupt', number>>;
  /** Who wins: C where it is right on average more often than 3 in 4 times, R where it is less than 55 %; else both play. */
  readonly ahead: 'C' | 'R' | 'even';
  /** Share of the probabilities below 1 % or above 99 %, where gradients through the class head die. */
  readonly saturation: Readonly<Record<'real' | 'corrupt', number>>;
  /** C's mean probability of “real”. */
  readonly meanScore: Readonly<Record<'real' | 'corrupt', number>>;
  /** Of the mask head on corrupt images; null where those have no masks. */
  readonly mask: MaskHealth | null;
  /** On one batch of BATCH_IMAGES at most. */
  readonly gradients: Readonly<Record<'C' | 'R', GradientNorms>>;
  readonly shortcut: ShortcutTest;
}

interface MaskHealth {
  /** Cell by cell: probability kept against Ω. */
  readonly calibration: Calibration;
  /** Mean intersection over union of dropped cells, predicted and true. */
  readonly overlap: number;
}

export interface HealthOptions {
  /** Images of the set; HEALTH_IMAGES evenly over it if absent. */
  readonly indices?: ArrayLike<number>;
}

const HEALTH_IMAGES = 128;
/** As many as give steady statistics of normalisation, in a fraction of the time of a training step. */
const BATCH_IMAGES = 16;

const C_WINS = 0.75;
const R_WINS = 0.55;
const SATURATED = 0.01;

/**
 * Measures the game on central views, one mask each, drawn by the config's seed and θ. It is judged as it is played:
 * R and C normalise by the statistics of the batch, real and corrupt together, since moving averages lag behind a young
 * game. Only the shortcut test takes the networks at inference, since no game has raw images in its batches. The
 * networks must not change meanwhile: give a copy where training goes on.
 */
export async function* measureHealth(
  source: PictureSource,
  images: ImageSet,
  { indices = images.spread(HEALTH_IMAGES) }: HealthOptions = {},
): Sliced<Health> {
  if (indices.length < 2) throw new Error('The health of the game is measured on at least two images.');
  const random = Random.forPurpose(source.config.seed, 'health');
  const judged: Record<Kind, Judged[]> = { raw: [], autoencoded: [], corrupt: [] };
  const margins: { real: number[]; corrupt: number[] } = { real: [], corrupt: [] };
  const kept: number[] = [];
  const truth: number[] = [];
  let overlap = 0;
  const gradients = await pushOnPlayers(source, images, indices);
  for (const { from, batch } of batches(source.config, images, indices, BATCH_IMAGES)) {
    const scene = tf.tidy(() => play(source, batch, random));
    const played = marginsOf(await scene.classLogits.data<'float32'>());
    margins.real.push(...played.slice(0, batch.shape[0]));
    margins.corrupt.push(...played.slice(batch.shape[0]));
    for (const kind of KINDS) judged[kind].push(...(await judge(source, scene.pictures[kind])));
    const predicted = await scene.kept.data<'float32'>();
    const masks = await scene.mask.data<'float32'>();
    const cells = masks.length / batch.shape[0];
    for (let start = 0; start < masks.length; start += cells) {
      overlap += maskOverlap(masks.subarray(start, start + cells), predicted.subarray(start, start + cells));
    }
    kept.push(...predicted);
    truth.push(...masks);
    const done = from + batch.shape[0];
    // The batch is the raw pictures.
    tf.dispose([scene.start, scene.mask, scene.kept, scene.classLogits, ...Object.values(scene.pictures)]);
    yield { what: 'health', done, total: indices.length };
  }
  return {
    images: indices.length,
    ...summary(margins.real.map(scoreOf), margins.corrupt.map(scoreOf)),
    mask: hasMasks(source.config)
      ? { calibration: calibration(kept, truth), overlap: overlap / indices.length }
      : null,
    gradients,
    shortcut: shortcutTest(judged, Random.forPurpose(source.config.seed, 'health/split')),
  };
}

/** Not in slices: normalisation needs the whole batch at once. */
async function pushOnPlayers(
  source: PictureSource,
  images: ImageSet,
  indices: ArrayLike<number>,
): Promise<Health['gradients']> {
  const { pixels } = SIZES[source.config.size];
  const count = Math.min(BATCH_IMAGES, indices.length);
  // Evenly over the images: neighbours in a set often show the same thing.
  const some = Array.from({ length: count }, (_, i) => indices[Math.floor((i * indices.length) / count)]!);
  const batch = tf.tensor4d(centralView(images, some, pixels), [count, pixels, pixels, 3]);
  const scene = tf.tidy(() => {
    const { mask, start, pictures } = play(
      source,
      batch,
      Random.forPurpose(source.config.seed, 'health/push'),
    );
    // A copy of the batch where that is what C is shown, so that it is disposed of once.
    const real = source.config.realInput === 'raw' ? tf.clone(batch) : pictures.autoencoded;
    return { images: batch, mask, start, real };
  });
  try {
    return await gradientNorms(source, scene);
  } finally {
    tf.dispose(scene);
  }
}

function play({ config, networks }: PictureSource, batch: tf.Tensor4D, random: Random) {
  const { start, mask, autoencoded, real } = drawScene(networks, config, batch, random);
  const fake = fakeImages(networks, config, { start, mask }, 'batch');
  const { classLogits, maskLogits } = discriminate(
    networks.C,
    config,
    tf.concat([real, fake], 0),
    'batch',
    null,
  );
  const ofFakes = tf.slice(maskLogits, [batch.shape[0], 0, 0, 0], [-1, -1, -1, -1]);
  const corrupt = fakeImages(networks, config, { start, mask }, 'inference');
  const pictures = { raw: batch, autoencoded, corrupt };
  return { mask, start, pictures, classLogits, kept: tf.sigmoid(ofFakes) };
}

async function judge({ config, networks: { C } }: PictureSource, pictures: tf.Tensor4D): Promise<Judged[]> {
  const logits = tf.tidy(() => discriminate(C, config, pictures, 'inference', null).classLogits);
  const values = await logits.data<'float32'>();
  const pixels = (await pictures.data<'float32'>()).slice();
  logits.dispose();
  const area = pixels.length / pictures.shape[0];
  return marginsOf(values).map((margin, i) => ({
    rgb: pixels.subarray(i * area, (i + 1) * area),
    ...scoreOf(margin),
    margin,
  }));
}

function scoreOf(margin: number): Pick<Judged, 'score'> {
  return { score: 1 / (1 + Math.exp(-margin)) };
}

type Summary = Pick<Health, 'accuracy' | 'ahead' | 'saturation' | 'meanScore'>;

/** Exported for its test. */
export function summary(
  real: readonly Pick<Judged, 'score'>[],
  corrupt: readonly Pick<Judged, 'score'>[],
): Summary {
  const share = (all: readonly Pick<Judged, 'score'>[], holds: (score: number) => boolean): number =>
    all.filter(({ score }) => holds(score)).length / all.length;
  const saturated = (score: number): boolean => score < SATURATED || score > 1 - SATURATED;
  const mean = (all: readonly Pick<Judged, 'score'>[]): number =>
    all.reduce((sum, { score }) => sum + score, 0) / all.length;
  const accuracy = {
    real: share(real, (score) => score > 0.5),
    corrupt: share(corrupt, (score) => score <= 0.5),
  };
  const both = (accuracy.real + accuracy.corrupt) / 2;
  return {
    accuracy,
    ahead: both > C_WINS ? 'C' : both < R_WINS ? 'R' : 'even',
    saturation: { real: share(real, saturated), corrupt: share(corrupt, saturated) },
    meanScore: { real: mean(real), corrupt: mean(corrupt) },
  };
}
