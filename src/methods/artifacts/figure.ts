/** Figure 3, live: what becomes of a few images under damage and repair, with the networks as they are. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { isUnmoved, withAverages } from './evaluation/freshNorm';
import { toRgba } from '../../evaluation/pictures/picture';
import type { ArtifactsConfig } from './config';
import { cellsPerSide, SIZES } from '../../schema/sizes';
import { decode } from './networks/decoder';
import { discriminate, REAL } from './networks/discriminator';
import { previewMask, type Draw } from './networks/previewMask';
import { encode } from './networks/encoder';
import { fakeImages, fakeStartUnder, hasMasks, withoutRepair, type FakeStart } from './networks/fakes';
import type { ArtifactNetworks } from './networks/artifactNetworks';
import type { FigureScene } from '../../training/method';
import { FIGURE_COLUMNS, type Figure3, type FigureColumn, type FigureRow } from './figure3';

/**
 * Draws the figure. Ω is fixed per image and cell: a cell is dropped while its
 * own uniform draw lies below θ, so moving θ drops or restores cells one by one. A discriminator that has not learnt yet
 * judges with its normalisation measured over the drawn pictures.
 */
export async function drawFigure3(
  scene: FigureScene<ArtifactsConfig>,
  networks: ArtifactNetworks,
): Promise<Figure3> {
  const started = performance.now();
  const { config, step, pinned: images } = scene;
  const phase = scene.phase === 'autoencoder' ? scene.phase : 'repair';
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const masks = images.map((image) => previewMask(config, image, 1));
  const isFresh = (phase === 'autoencoder' || step === 0) && (await isUnmoved(networks.C));
  const drawn = tf.tidy(() => render(scene, networks, masks, isFresh));
  const [pictures, kept, scores] = await Promise.all([
    drawn.pictures.data<'float32'>(),
    drawn.kept.data<'float32'>(),
    drawn.real.data<'float32'>(),
  ]);
  tf.dispose({ ...drawn });

  const area = pixels * pixels * 3;
  const rows = images.map((image, row): FigureRow => {
    const position = (column: number): number => column * images.length + row;
    return {
      image,
      path: scene.paths[row]!,
      tiles: byColumn((column) =>
        toRgba(pictures.subarray(position(column) * area, (position(column) + 1) * area)),
      ),
      mask: hasMasks(config) ? Uint8Array.from(masks[row]!) : new Uint8Array(cells * cells),
      predictedMask: byColumn((column) =>
        Float32Array.from(
          kept.subarray(position(column) * cells * cells, (position(column) + 1) * cells * cells),
        ),
      ),
      score: byColumn((column) => scores[position(column)]!),
    };
  });
  const { theta, fakes } = config;
  const milliseconds = performance.now() - started;
  return {
    kind: 'figure3',
    method: 'artifacts',
    phase,
    step,
    theta,
    fakes,
    pixels,
    cells,
    rows,
    milliseconds,
  };
}

type Rendering = {
  /** All columns one after another, [columns · n, p, p, 3]. */
  readonly pictures: tf.Tensor4D;
  /** Predicted probability that a cell of a picture was kept, [columns · n, m, m, 1]. */
  readonly kept: tf.Tensor4D;
  /** Probability that a picture is real, [columns · n]. */
  readonly real: tf.Tensor1D;
};

function render(
  { config, pinned: images, originals }: FigureScene<ArtifactsConfig>,
  networks: ArtifactNetworks,
  masks: readonly Float32Array[],
  isFresh: boolean,
): Rendering {
  const { E, D, C } = networks;
  const { pixels } = SIZES[config.size];
  const n = images.length;
  const toImages = (how: ArtifactsConfig, start: FakeStart): tf.Tensor4D =>
    fakeImages(networks, how, start, 'inference');

  const original = tf.tensor4d(originals, [n, pixels, pixels, 3]);
  const features = encode(E, config, original, 'inference');
  const start = fakeStartUnder(config, features, maskTensor(config, masks), noiseOf(config, 1));
  const repaired = toImages(config, start);
  const secondMask = maskTensor(
    config,
    images.map((image) => previewMask(config, image, 2)),
  );
  const fromRepaired = encode(E, config, repaired, 'inference');
  const again = fakeStartUnder(config, fromRepaired, secondMask, noiseOf(config, 2));

  const columns: Record<FigureColumn, tf.Tensor4D> = {
    original,
    real: decode(D, config, features, 'inference'),
    damaged: toImages(withoutRepair(config), start),
    repaired,
    ungated: toImages({ ...config, repairGate: false }, start),
    twice: toImages(config, again),
  };
  const pictures = tf.concat(
    FIGURE_COLUMNS.map((column) => columns[column]),
    0,
  );
  const judging = isFresh ? withAverages(C, config, columns.real, repaired) : C;
  const { classLogits, maskLogits } = discriminate(judging, config, pictures, 'inference', null);
  if (isFresh) judging.dispose();
  const real = tf.slice(tf.softmax(classLogits), [0, REAL], [-1, 1]);
  return { pictures, kept: tf.sigmoid(maskLogits), real: tf.reshape(real, [-1]) };
}

/** Of the fill, or z. */
function noiseOf(config: ArtifactsConfig, draw: Draw): Random {
  return Random.forPurpose(config.seed, `preview noise/${draw}`);
}

function maskTensor(config: ArtifactsConfig, masks: readonly Float32Array[]): tf.Tensor4D {
  const cells = cellsPerSide(config.size);
  const values = Float32Array.from(masks.flatMap((mask) => [...mask]));
  return tf.tensor4d(values, [masks.length, cells, cells, 1]);
}

function byColumn<T>(make: (column: number) => T): Record<FigureColumn, T> {
  return Object.fromEntries(FIGURE_COLUMNS.map((name, column) => [name, make(column)])) as Record<
    FigureColumn,
    T
  >;
}
