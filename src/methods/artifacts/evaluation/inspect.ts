/** All about one image under one mask, at the present weights. */
import * as tf from '@tensorflow/tfjs-core';
import { cellsPerSide, SIZES } from '../../../schema/sizes';
import { decode } from '../networks/decoder';
import { CORRUPT, discriminate, REAL } from '../networks/discriminator';
import type { FeatureLayer } from '../../../networks/trunk';
import { encode } from '../networks/encoder';
import { fakeImages, hasMasks, withoutRepair } from '../networks/fakes';
import type { Parameters } from '../../../networks/parameters';
import { READING } from '../reading';
import { imageTensor, maskTensor, startBy, type PictureSource } from './damageBrush';
import { isUnmoved, withAverages } from './freshNorm';
import { gradCam } from '../../../evaluation/pictures/gradCam';
import { guidedBackprop } from '../../../evaluation/pictures/guidedBackprop';
import { maskOverlap } from './maskOverlap';
import { rgbPicture, signedPicture, type Picture } from '../../../evaluation/pictures/picture';

/** The stages of an image: x, D(φ), D(φ̂) without repair, what C is shown: D̂(φ̂, Ω). Generated, it is both of the last two. */
const STAGES = ['original', 'autoencoded', 'damaged', 'repaired'] as const;
export type Stage = (typeof STAGES)[number];

export interface InspectionRequest {
  /** The image as the networks see it, RGB [p, p, 3] in [−1, 1]. */
  readonly view: Float32Array;
  /** Ω drawn with θ or painted by hand, [m, m] row by row, 1 = kept. */
  readonly mask: ArrayLike<number>;
  /** What Grad-CAM and guided backpropagation look at; the repaired picture and conv5 if absent. */
  readonly stage?: Stage;
  readonly layer?: FeatureLayer;
}

export interface Inspection {
  /** Side of the pictures, and of Ω and its predictions. */
  readonly pixels: number;
  readonly cells: number;
  readonly pictures: Readonly<Record<Stage, Picture>>;
  /** C's probability that each is real. */
  readonly score: Readonly<Record<Stage, number>>;
  /** Ω as asked for; zeros where fakes are generated, of which nothing was kept. */
  readonly mask: Float32Array;
  /** Probability that a cell was kept, as C's mask head has it, [m, m] for each. */
  readonly predictedMask: Readonly<Record<Stage, Float32Array>>;
  /** Of the dropped cells of the repaired picture with Ω: intersection over union; null where fakes have no masks. */
  readonly overlap: number | null;
  /** Repaired less damaged, grey where repair changed nothing; its largest magnitude, of at most 2, is at full contrast. */
  readonly repairDifference: { readonly picture: Picture; readonly largest: number; readonly mean: number };
  readonly attention: Attention;
  /** Time it took, in milliseconds. */
  readonly milliseconds: number;
}

/** What speaks for each class at one stage. */
export interface Attention {
  readonly stage: Stage;
  readonly layer: FeatureLayer;
  /** Side of the maps. */
  readonly side: number;
  /** Grad-CAM, [side, side], at least 0, in no particular unit. */
  readonly gradCam: Readonly<Record<'real' | 'corrupt', Float32Array>>;
  /** Guided backpropagation from the class that C decides for. */
  readonly guided: Picture;
}

const DECISIONS = { real: REAL, corrupt: CORRUPT } as const;

/** Looks at one image from all sides. Throws a RangeError if image or mask are of another size than the networks'. */
export async function inspect(source: PictureSource, request: InspectionRequest): Promise<Inspection> {
  const started = performance.now();
  const { config, networks } = source;
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const { stage = 'repaired', layer = 'conv5' } = request;
  const stages = tf.tidy(() => renderStages(source, request));
  const C = (await isUnmoved(networks.C)) ? freshJudge(source, stages) : networks.C;
  try {
    const verdict = tf.tidy(() => {
      const { classLogits, maskLogits } = discriminate(C, config, stages, 'inference', null);
      const real = tf.slice(tf.softmax(classLogits), [0, REAL], [-1, 1]);
      return { real, kept: tf.sigmoid(maskLogits) };
    });
    const [rgb, scores, kept] = await readAll([stages, verdict.real, verdict.kept]);
    tf.dispose(verdict);
    const score = byStage((i) => scores[i]!);
    const predictedMask = byStage((i) => kept.slice(i * cells * cells, (i + 1) * cells * cells));
    const area = pixels * pixels * 3;
    const rgbOf = (i: number): Float32Array => rgb.subarray(i * area, (i + 1) * area);
    return {
      pixels,
      cells,
      pictures: byStage((i) => rgbPicture(rgbOf(i))),
      score,
      mask: hasMasks(config) ? Float32Array.from(request.mask) : new Float32Array(request.mask.length),
      predictedMask,
      overlap: hasMasks(config) ? maskOverlap(request.mask, predictedMask.repaired) : null,
      repairDifference: difference(rgbOf(STAGES.indexOf('repaired')), rgbOf(STAGES.indexOf('damaged'))),
      attention: await attentionTo(
        { config, networks: { ...networks, C } },
        stages,
        stage,
        layer,
        score[stage] >= 0.5 ? REAL : CORRUPT,
      ),
      milliseconds: performance.now() - started,
    };
  } finally {
    stages.dispose();
    if (C !== networks.C) C.dispose();
  }
}

/** C with averages over the real and the corrupt stage. */
function freshJudge({ config, networks: { C } }: PictureSource, stages: tf.Tensor4D): Parameters {
  const picture = (stage: Stage) => tf.slice(stages, [STAGES.indexOf(stage), 0, 0, 0], [1, -1, -1, -1]);
  const [real, corrupt] = [picture('autoencoded'), picture('repaired')];
  const judge = withAverages(C, config, real, corrupt);
  tf.dispose([real, corrupt]);
  return judge;
}

/** All stages, [4, p, p, 3]. */
function renderStages({ config, networks }: PictureSource, { view, mask }: InspectionRequest): tf.Tensor4D {
  const original = imageTensor(config, view);
  const features = encode(networks.E, config, original, 'inference');
  const start = startBy(config, features, maskTensor(config, mask));
  const autoencoded = decode(networks.D, config, features, 'inference');
  const damaged = fakeImages(networks, withoutRepair(config), start, 'inference');
  return tf.concat([original, autoencoded, damaged, fakeImages(networks, config, start, 'inference')], 0);
}

async function attentionTo(
  { config, networks }: PictureSource,
  stages: tf.Tensor4D,
  stage: Stage,
  layer: FeatureLayer,
  decided: number,
): Promise<Attention> {
  const read = { config, networks, reading: READING };
  const seen = tf.tidy(() => {
    const image = tf.slice(stages, [STAGES.indexOf(stage), 0, 0, 0], [1, -1, -1, -1]);
    return {
      real: gradCam(read, image, DECISIONS.real, layer),
      corrupt: gradCam(read, image, DECISIONS.corrupt, layer),
      guided: guidedBackprop(read, image, { decision: decided }),
    };
  });
  const [, side] = seen.real.shape;
  const [real, corrupt, guided] = await readAll([seen.real, seen.corrupt, seen.guided]);
  tf.dispose(seen);
  return { stage, layer, side, gradCam: { real, corrupt }, guided: signedPicture(guided) };
}

function difference(repaired: Float32Array, damaged: Float32Array): Inspection['repairDifference'] {
  const change = repaired.map((value, i) => value - damaged[i]!);
  let largest = 0;
  let sum = 0;
  for (const value of change) {
    largest = Math.max(largest, Math.abs(value));
    sum += Math.abs(value);
  }
  return { picture: signedPicture(change), largest, mean: sum / change.length };
}

async function readAll<const T extends readonly tf.Tensor[]>(tensors: T) {
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  // Some backends hand out their own memory, which the next kernel may write to.
  return values.map((value) => value.slice()) as { [K in keyof T]: Float32Array<ArrayBuffer> };
}

function byStage<T>(make: (index: number) => T): Record<Stage, T> {
  return Object.fromEntries(STAGES.map((name, i) => [name, make(i)])) as Record<Stage, T>;
}
