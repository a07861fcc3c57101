/** The strip of Fig. 4.4: of each pinned image the patch, what is left of it, what F makes of that, and the image with it. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../base/random';
import { toRgba } from '../../../evaluation/pictures/picture';
import type { Networks } from '../../../networks/networks';
import { SIZES } from '../../../schema/sizes';
import type { FigureScene } from '../../../training/method';
import type { TransformationsConfig } from '../network';
import { patchSide, type Place } from './geometry';
import { inpaint } from './inpainter';
import { pasted } from './patches';
import { erasedCut, type ErasedCut } from './scene';

/** RGBA [p, p, 4] of each column; only the patch itself is opaque. */
type Strip = Readonly<Record<'patch' | 'erased' | 'inpainted', Uint8ClampedArray<ArrayBuffer>>>;

/** The pinned images with their patches erased: the same place and noise whenever they are drawn. */
function cutPinned(
  config: TransformationsConfig,
  originals: Float32Array,
  pinned: readonly number[],
): ErasedCut {
  const { pixels } = SIZES[config.size];
  const cuts = tf.split<tf.Tensor4D>(
    tf.tensor4d(originals, [pinned.length, pixels, pixels, 3]),
    pinned.length,
    0,
  );
  const each = cuts.map((image, i) =>
    erasedCut(image, config, Random.forPurpose(config.seed, `figure/patch/${pinned[i]!}`)),
  );
  const joined = (of: (cut: ErasedCut) => tf.Tensor4D): tf.Tensor4D => tf.concat(each.map(of), 0);
  return {
    images: joined(({ images }) => images),
    patches: joined(({ patches }) => patches),
    given: joined(({ given }) => given),
    places: each.flatMap(({ places }) => places),
  };
}

/** T₅ of the pinned images, [n, p, p, 3]. To be called within tf.tidy. */
export function inpaintedPatches(
  { F }: Networks,
  config: TransformationsConfig,
  originals: Float32Array,
  pinned: readonly number[],
): tf.Tensor4D {
  const { images, given, places } = cutPinned(config, originals, pinned);
  return pasted(images, inpaint(F!, given, 'inference'), places);
}

/** The same with F’s copies of the intact patches. To be called within tf.tidy. */
export function copiedPatches(
  { F }: Networks,
  config: TransformationsConfig,
  originals: Float32Array,
  pinned: readonly number[],
): tf.Tensor4D {
  const { images, patches, places } = cutPinned(config, originals, pinned);
  return pasted(images, inpaint(F!, patches, 'inference'), places);
}

/** Of each pinned image. */
export async function stripsOf(
  { F }: Networks,
  { config, originals, pinned }: FigureScene<TransformationsConfig>,
): Promise<Strip[]> {
  const { pixels } = SIZES[config.size];
  let at: readonly Place[] = [];
  const drawn = tf.tidy(() => {
    const { images, patches, given, places } = cutPinned(config, originals, pinned);
    at = places;
    const blank = tf.zerosLike(images);
    const framed = (of: tf.Tensor4D): tf.Tensor4D => pasted(blank, of, places);
    return {
      patch: framed(patches),
      erased: framed(given),
      inpainted: framed(inpaint(F!, given, 'inference')),
    };
  });
  const values = await Promise.all(
    Object.entries(drawn).map(async ([column, tensor]) => [column, await tensor.data<'float32'>()] as const),
  );
  tf.dispose({ ...drawn });
  const area = 3 * pixels ** 2;
  return at.map((place, i) => {
    const columns = values.map(([column, all]) => {
      const rgba = toRgba(all.subarray(i * area, (i + 1) * area));
      return [column, shownWithin(rgba, pixels, patchSide(config), place)] as const;
    });
    return Object.fromEntries(columns) as Strip;
  });
}

/** Makes all but the patch transparent. */
function shownWithin(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  pixels: number,
  side: number,
  { x, y }: Place,
): Uint8ClampedArray<ArrayBuffer> {
  for (let pixel = 0; pixel < pixels ** 2; pixel++) {
    const [column, row] = [pixel % pixels, Math.floor(pixel / pixels)];
    const isInside = column >= x && column < x + side && row >= y && row < y + side;
    if (!isInside) rgba[4 * pixel + 3] = 0;
  }
  return rgba;
}
