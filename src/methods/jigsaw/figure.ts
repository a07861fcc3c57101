/** The figure: each image, the puzzle that is made of it, and how the network would lay its tiles. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { toRgba } from '../../evaluation/pictures/picture';
import type { TileFigure, TileRow } from '../../experiments/figures';
import type { Networks } from '../../networks/networks';
import { patchSide } from '../../networks/siamese';
import { SIZES } from '../../schema/sizes';
import type { FigureScene } from '../../training/method';
import { solve, type JigsawConfig } from './network';
import { permutationSet, TILES, type Permutation } from './permutations';
import { cutTiles, drawCuts, laidOut } from './tiles';

const IN_PLACE = Uint8Array.from({ length: TILES }, (_, place) => place);

export async function drawPuzzleFigure(
  { config, phase, step, pinned, paths, originals }: FigureScene<JigsawConfig>,
  networks: Networks,
): Promise<TileFigure> {
  const started = performance.now();
  const { size } = config;
  const { pixels } = SIZES[size];
  const set = permutationSet(config);
  const area = 3 * pixels ** 2;
  const own = TILES * 3 * patchSide(size) ** 2;
  const seen = new Float32Array(pinned.length * own);
  const puzzles = pinned.map((image, i) => {
    const random = Random.forPurpose(config.seed, `figure/jigsaw/${image}`);
    const label = random.integer(set.length);
    const cuts = drawCuts(config, random);
    const original = originals.subarray(i * area, (i + 1) * area);
    cutTiles(original, config, cuts, set[label]!, seen.subarray(i * own, (i + 1) * own));
    const tiles = new Float32Array(own);
    cutTiles(original, { ...config, normalise: false }, cuts, set[label]!, tiles);
    return { label, tiles };
  });
  const told = await toldOf(networks, config, seen);
  const rows = pinned.map((image, i): TileRow => {
    const { label, tiles } = puzzles[i]!;
    const probabilities = told.subarray(i * set.length, (i + 1) * set.length);
    const answer = set[probabilities.indexOf(Math.max(...probabilities))]!;
    const picture = (places: Permutation) => toRgba(laidOut(tiles, size, places));
    return {
      image,
      path: paths[i]!,
      pictures: {
        plain: toRgba(originals.subarray(i * area, (i + 1) * area)),
        shuffled: picture(IN_PLACE),
        answer: picture(answer),
        solved: picture(set[label]!),
      },
      bars: { told: toldBars(probabilities, label) },
    };
  });
  return {
    kind: 'tiles',
    method: 'jigsaw',
    phase,
    step,
    pixels,
    rows,
    milliseconds: performance.now() - started,
  };
}

/** Probabilities [n, N] of the orders of puzzles. @param tiles [9 n, t, t, 3] */
async function toldOf({ C }: Networks, config: JigsawConfig, tiles: Float32Array): Promise<Float32Array> {
  const side = patchSide(config.size);
  const told = tf.tidy(() =>
    tf.softmax(solve(C!, config, tf.tensor(tiles, [tiles.length / (3 * side ** 2), side, side, 3]))),
  );
  const values = await told.data<'float32'>();
  told.dispose();
  return values;
}

/** Of the right order, of the most probable of the others, and of all the rest together. */
function toldBars(probabilities: Float32Array, label: number): number[] {
  const right = probabilities[label]!;
  const other = probabilities.reduce((most, value, i) => (i === label ? most : Math.max(most, value)), 0);
  return [right, other, Math.max(0, 1 - right - other)];
}
