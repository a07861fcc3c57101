/** The figure: each image as it is, turned and warped, with the flow, and what the classifier says of each. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { toRgba } from '../../evaluation/pictures/picture';
import type { TileFigure, TileRow } from '../../experiments/figures';
import type { Networks } from '../../networks/networks';
import { SIZES } from '../../schema/sizes';
import type { FigureScene } from '../../training/method';
import { turned } from '../rotations/network';
import { classesOf, hasInpainting, KINDS } from './about';
import { flowPicture } from './flowPicture';
import { copiedPatches, inpaintedPatches, stripsOf } from './inpainting/strip';
import { classify, type TransformationsConfig } from './network';
import { readAlong, Warper, type Flow } from './warp';

type Scene = FigureScene<TransformationsConfig>;

/** Columns of pictures by the kind that they show; the other rotations are only told of. */
const SHOWN: Readonly<Record<string, string>> = {
  ...{ 0: 'plain', 90: 'turned', Warped: 'warped', Inpainted: 'pasted' },
};

export async function drawTransformations(scene: Scene, networks: Networks): Promise<TileFigure> {
  const started = performance.now();
  const { config, phase, step, pinned, paths } = scene;
  const { pixels } = SIZES[config.size];
  const classes = classesOf(config);
  const flows = flowsOf(config, pinned);
  const [{ pictures, told }, strips] = await Promise.all([
    seenBy(networks, scene),
    hasInpainting(config) ? stripsOf(networks, scene) : null,
  ]);
  const rows = pinned.map((image, row): TileRow => {
    const at = (label: number): number => label * pinned.length + row;
    const barsAt = (place: number) => KINDS.map((kind) => told[place]![classes.indexOf(kind)] ?? null);
    const shown = classes.flatMap(({ id }, label) => (SHOWN[id] ? [{ id, at: at(label) }] : []));
    const copied = at(classes.length);
    return {
      image,
      path: paths[row]!,
      pictures: {
        ...Object.fromEntries(shown.map((one) => [SHOWN[one.id]!, toRgba(pictures[one.at]!)])),
        ...(flows && { flow: flowPicture(flows[row]!, config.displacement * pixels) }),
        ...(strips && { ...strips[row]!, copied: toRgba(pictures[copied]!) }),
      },
      bars: {
        ...Object.fromEntries(shown.map((one) => [`told${one.id}`, barsAt(one.at)])),
        ...(strips && { toldCopied: barsAt(copied) }),
      },
    };
  });
  const confusion = {
    classes: classes.map(({ title }) => title),
    shares: classes.map((_, label) =>
      meanOf(told.slice(label * pinned.length, (label + 1) * pinned.length), classes.length),
    ),
  };
  const milliseconds = performance.now() - started;
  return { kind: 'tiles', method: 'transformations', phase, step, pixels, rows, confusion, milliseconds };
}

/** Of each pinned image, the same whenever it is drawn; null where nothing is warped. */
function flowsOf(config: TransformationsConfig, pinned: readonly number[]): Flow[] | null {
  if (!classesOf(config).some(({ of }) => of === 'warp')) return null;
  const warper = new Warper(config, SIZES[config.size].pixels);
  return pinned.map((image) => warper.draw(Random.forPurpose(config.seed, `figure/warp/${image}`)));
}

/**
 * Pictures [p, p, 3] and the probabilities of the classes that they are given: of all images in the first class, and so on,
 * and at last of all with a copied patch, where there are such.
 */
async function seenBy(
  networks: Networks,
  { config, pinned, originals }: Scene,
): Promise<{ pictures: Float32Array[]; told: number[][] }> {
  const area = 3 * SIZES[config.size].pixels ** 2;
  const drawn = tf.tidy(() => {
    const all = examplesOf(networks, config, originals, pinned);
    const copied = hasInpainting(config) ? [copiedPatches(networks, config, originals, pinned)] : [];
    const pictures = tf.concat([...all, ...copied], 0);
    return {
      pictures,
      told: tf.softmax(classify(networks['C']!, config, pictures)),
    };
  });
  const [pictures, told] = await Promise.all([
    drawn.pictures.data<'float32'>(),
    drawn.told.data<'float32'>(),
  ]);
  tf.dispose({ ...drawn });
  const count = pictures.length / area;
  const width = told.length / count;
  const each = Array.from({ length: count }, (_, i) => i);
  return {
    pictures: each.map((i) => pictures.subarray(i * area, (i + 1) * area)),
    told: each.map((i) => [...told.subarray(i * width, (i + 1) * width)]),
  };
}

/** The images as each class has them. @param originals [n, p, p, 3] @param pinned draw the warps */
export function examplesOf(
  networks: Networks,
  config: TransformationsConfig,
  originals: Float32Array,
  pinned: readonly number[],
): tf.Tensor4D[] {
  const { pixels } = SIZES[config.size];
  const area = 3 * pixels ** 2;
  const warped = new Float32Array(originals.length);
  flowsOf(config, pinned)?.forEach((flow, i) =>
    readAlong(originals.subarray(i * area, (i + 1) * area), flow, config.edge, warped, i * area),
  );
  const shape: [number, number, number, number] = [pinned.length, pixels, pixels, 3];
  const plain = tf.tensor4d(originals, shape);
  return classesOf(config).map(({ of, quarters }) => {
    if (of === 'lci') return inpaintedPatches(networks, config, originals, pinned);
    return of === 'warp' ? tf.tensor4d(warped, shape) : turned(plain, quarters);
  });
}

function meanOf(rows: readonly (readonly number[])[], width: number): number[] {
  return Array.from(
    { length: width },
    (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / Math.max(1, rows.length),
  );
}
