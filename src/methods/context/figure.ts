/** The figure: each image, the two patches that are taken of it, and where the network would lay the second. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { layPatch, middleOfCell, TABLE_GREY } from '../../data/patch';
import { toRgba } from '../../evaluation/pictures/picture';
import type { TileFigure, TileRow } from '../../experiments/figures';
import type { Networks } from '../../networks/networks';
import { patchSide } from '../../networks/siamese';
import { SIZES, type SizeName } from '../../schema/sizes';
import type { FigureScene } from '../../training/method';
import { placeLogits, type ContextConfig } from './network';
import { cutPair, drawPair, MIDDLE, PLACES, withAberration } from './pairs';

export async function drawPairFigure(
  { config, phase, step, pinned, paths, originals }: FigureScene<ContextConfig>,
  networks: Networks,
): Promise<TileFigure> {
  const started = performance.now();
  const { size, aberration } = config;
  const { pixels } = SIZES[size];
  const area = 3 * pixels ** 2;
  const own = 2 * 3 * patchSide(size) ** 2;
  const patches = new Float32Array(pinned.length * own);
  const pairs = pinned.map((image, i) => {
    const random = Random.forPurpose(config.seed, `figure/context/${image}`);
    const pair = drawPair(config, random);
    const seen = withAberration(originals.subarray(i * area, (i + 1) * area), pixels, aberration);
    const two = patches.subarray(i * own, (i + 1) * own);
    cutPair(seen, size, pair, random, two);
    return { place: pair.place, seen, two };
  });
  const told = await toldOf(networks, config, patches);
  const rows = pinned.map((image, i): TileRow => {
    const { place, seen, two } = pairs[i]!;
    const bars = [...told.subarray(i * PLACES.length, (i + 1) * PLACES.length)];
    const answer = PLACES[bars.indexOf(Math.max(...bars))]!;
    return {
      image,
      path: paths[i]!,
      pictures: {
        plain: toRgba(seen),
        pair: toRgba(sideBySide(two, size)),
        answer: toRgba(laid(two, size, answer)),
        solved: toRgba(laid(two, size, place)),
      },
      bars: { told: bars },
      right: { told: PLACES.indexOf(place) },
    };
  });
  return {
    kind: 'tiles',
    method: 'context',
    phase,
    step,
    pixels,
    rows,
    milliseconds: performance.now() - started,
  };
}

/** Probabilities [n, 8] of the places. @param patches [2 n, t, t, 3] */
async function toldOf({ C }: Networks, config: ContextConfig, patches: Float32Array): Promise<Float32Array> {
  const side = patchSide(config.size);
  const told = tf.tidy(() =>
    tf.softmax(
      placeLogits(C!, config, tf.tensor4d(patches, [patches.length / (3 * side ** 2), side, side, 3])),
    ),
  );
  const values = await told.data<'float32'>();
  told.dispose();
  return values;
}

const halves = (two: Float32Array): [Float32Array, Float32Array] => [
  two.subarray(0, two.length / 2),
  two.subarray(two.length / 2),
];

/** Both patches, twice as large, in the middle of a picture [p, p, 3]. @param two [2, t, t, 3] */
function sideBySide(two: Float32Array, size: SizeName): Float32Array {
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  const picture = new Float32Array(3 * pixels ** 2).fill(TABLE_GREY);
  const large = 2 * side - 2; // with a line of the table between and around them
  halves(two).forEach((patch, i) => {
    const enlarged = new Float32Array(3 * large ** 2);
    for (let y = 0; y < large; y++)
      for (let x = 0; x < large; x++) {
        const from = 3 * (Math.floor((y * side) / large) * side + Math.floor((x * side) / large));
        enlarged.set(patch.subarray(from, from + 3), 3 * (y * large + x));
      }
    layPatch(enlarged, picture, pixels, { top: (pixels - large) / 2, left: 1 + i * (large + 2) });
  });
  return picture;
}

/** The first patch in the middle of a picture [p, p, 3], the second in this cell around it. */
function laid(two: Float32Array, size: SizeName, place: number): Float32Array {
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  const picture = new Float32Array(3 * pixels ** 2).fill(TABLE_GREY);
  const [first, second] = halves(two);
  layPatch(first, picture, pixels, middleOfCell(MIDDLE, pixels, side));
  layPatch(second, picture, pixels, middleOfCell(place, pixels, side));
  return picture;
}
