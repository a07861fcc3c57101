/** What chance decides of a step’s patches, and the pictures that they make: T₅ of some images, and autoencoded ones of others. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { NormMode } from '../../../networks/layers';
import type { Parameters } from '../../../networks/parameters';
import { classesOf } from '../about';
import type { TransformationsConfig } from '../network';
import type { Drawn } from '../parts';
import { borderWidth, drawPlaces, patchSide, type Place } from './geometry';
import { inpaint } from './inpainter';
import { erased, pasted, patchesAt } from './patches';

/** Images with a patch taken out of each. */
interface Cut {
  readonly images: tf.Tensor4D;
  /** e, [n, side, side, 3]. */
  readonly patches: tf.Tensor4D;
  readonly places: readonly Place[];
}

export interface ErasedCut extends Cut {
  /** What F is given in place of e. */
  readonly given: tf.Tensor4D;
}

export interface Scene {
  readonly drawn: Drawn;
  /** By their label, the first of its images: those whose patch F autoencodes. */
  readonly intact: ReadonlyMap<number, Cut>;
  /** Those whose patch F inpaints; null where chance gave that class to none. */
  readonly erased: ErasedCut | null;
}

/** Of all patches of a scene, what F makes: of the intact ones, and of the erased ones. */
export interface Made {
  readonly intact: ReadonlyMap<number, tf.Tensor4D>;
  readonly erased: tf.Tensor4D | null;
}

/** The label of inpainted images. */
function inpaintedLabel(config: Pick<TransformationsConfig, 'kinds'>): number {
  return classesOf(config).findIndex(({ of }) => of === 'lci');
}

/**
 * Where each patch lies, and its noise. Plain images, and those that will be rotated, have an intact one in a share of them
 * (§4.2.4); where each image has all views, the plain ones are inpainted, too.
 */
export function drawScene(drawn: Drawn, config: TransformationsConfig, random: Random): Scene {
  const classes = classesOf(config);
  const intact = new Map<number, Cut>();
  for (const [label, images] of drawn) {
    const { of } = classes[label]!;
    const count = Math.round(config.autoencoded * images.shape[0]);
    if (count > 0 && (of === null || of === 'rotations')) {
      intact.set(label, cutOf(tf.slice(images, [0, 0, 0, 0], [count, -1, -1, -1]), config, random));
    }
  }
  const whole = drawn.get(config.views === 'all' ? 0 : inpaintedLabel(config));
  return { drawn, intact, erased: whole ? erasedCut(whole, config, random) : null };
}

function cutOf(images: tf.Tensor4D, config: TransformationsConfig, random: Random): Cut {
  const places = drawPlaces(random, images.shape[0], config);
  return { images, places, patches: patchesAt(images, places, patchSide(config)) };
}

export function erasedCut(images: tf.Tensor4D, config: TransformationsConfig, random: Random): ErasedCut {
  const cut = cutOf(images, config, random);
  return { ...cut, given: erased(cut.patches, borderWidth(config), config.noise, random) };
}

/** One forward pass of F over all patches, whose statistics normalise them together [C]. */
export function fill(F: Parameters, { intact, erased }: Scene, mode: NormMode): Made {
  const labels = [...intact.keys()];
  const given = [...intact.values()].map(({ patches }) => patches);
  const all = erased ? [...given, erased.given] : given;
  if (all.length === 0) return { intact: new Map(), erased: null };
  const made = tf.split<tf.Tensor4D>(
    tf.tidy(() => inpaint(F, tf.concat(all, 0), mode)),
    all.map(({ shape }) => shape[0]),
    0,
  );
  return {
    intact: new Map(labels.map((label, i) => [label, made[i]!])),
    erased: erased ? made.at(-1)! : null,
  };
}

/** The drawn images with what F made in its place, and those that it inpainted, by their labels. */
export function withPatches(
  { drawn, intact, erased }: Scene,
  made: Made,
  config: TransformationsConfig,
): Drawn {
  const all = new Map(drawn);
  for (const [label, { images, places }] of intact) {
    const whole = drawn.get(label)!;
    const others = whole.shape[0] - images.shape[0];
    const first = pasted(images, made.intact.get(label)!, places);
    const rest = () => tf.slice(whole, [images.shape[0], 0, 0, 0], [others, -1, -1, -1]);
    all.set(label, others > 0 ? tf.concat([first, rest()], 0) : first);
  }
  if (erased) all.set(inpaintedLabel(config), pasted(erased.images, made.erased!, erased.places));
  return all;
}

/** All intact patches with F’s copies of them; null where there are none. */
export function copiesOf(
  { intact }: Scene,
  made: Made,
): { patches: tf.Tensor4D; copies: tf.Tensor4D } | null {
  if (intact.size === 0) return null;
  return {
    patches: tf.concat(
      [...intact.values()].map(({ patches }) => patches),
      0,
    ),
    copies: tf.concat([...made.intact.values()], 0),
  };
}
