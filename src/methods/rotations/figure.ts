/** The figure: each image in its four turns, and what the classifier says of each. */
import * as tf from '@tensorflow/tfjs-core';
import { toRgba } from '../../evaluation/pictures/picture';
import type { TileFigure } from '../../experiments/figures';
import type { Networks } from '../../networks/networks';
import { SIZES } from '../../schema/sizes';
import type { FigureScene } from '../../training/method';
import { TURNS } from './about';
import { classify, turned, type RotationsConfig } from './network';

export async function drawTurns(
  { config, phase, step, pinned, paths, originals }: FigureScene<RotationsConfig>,
  networks: Networks,
): Promise<TileFigure> {
  const started = performance.now();
  const { pixels } = SIZES[config.size];
  const n = pinned.length;
  const drawn = tf.tidy(() => {
    const pictures = tf.concat(turnsOf(config, originals), 0);
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
  const area = pixels * pixels * 3;
  const rows = pinned.map((image, row) => {
    const perTurn = <T>(prefix: string, of: (at: number) => T): Record<string, T> =>
      Object.fromEntries(TURNS.map((turn, i) => [`${prefix}${turn}`, of(i * n + row)]));
    return {
      image,
      path: paths[row]!,
      pictures: perTurn('turn', (at) => toRgba(pictures.subarray(at * area, (at + 1) * area))),
      bars: perTurn('told', (at) => [...told.subarray(at * TURNS.length, (at + 1) * TURNS.length)]),
    };
  });
  const milliseconds = performance.now() - started;
  return { kind: 'tiles', method: 'rotations', phase, step, pixels, rows, milliseconds };
}

/** The images in each of the turns. @param originals [n, p, p, 3] */
export function turnsOf({ size }: RotationsConfig, originals: Float32Array): tf.Tensor4D[] {
  const { pixels } = SIZES[size];
  const images = tf.tensor4d(originals, [originals.length / (3 * pixels ** 2), pixels, pixels, 3]);
  return TURNS.map((_, turn) => turned(images, turn));
}
