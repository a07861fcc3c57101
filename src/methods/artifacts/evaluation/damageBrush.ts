/** The damage brush: a mask painted by hand on one image, and at once the picture that the networks make of it. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide, SIZES } from '../../../schema/sizes';
import { encode } from '../networks/encoder';
import { fakeImages, fakeStartUnder, type FakeStart } from '../networks/fakes';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import { rgbPicture, type Picture } from '../../../evaluation/pictures/picture';

/** The networks of one experiment at their present weights. */
export interface PictureSource {
  readonly config: ArtifactsConfig;
  readonly networks: ArtifactNetworks;
}

/** Keeps φ of one image, which no stroke changes, so that a stroke costs one pass through D and R. */
export class DamageBrush {
  readonly #source: PictureSource;
  readonly #features: tf.Tensor4D;

  /**
   * @param view the image as the networks see it, RGB [p, p, 3] in [−1, 1]
   * @throws RangeError if it is of another size
   */
  constructor(source: PictureSource, view: Float32Array) {
    const { config, networks } = source;
    this.#source = source;
    this.#features = tf.tidy(() => encode(networks.E, config, imageTensor(config, view), 'inference'));
  }

  /**
   * What C is shown for a mask [m, m], row by row, 1 = kept; where that is generated, the same for every mask. Throws a
   * RangeError for a mask of another size.
   */
  async paint(mask: ArrayLike<number>): Promise<Picture> {
    const { config, networks } = this.#source;
    const repaired = tf.tidy(() => {
      const start = startBy(config, this.#features, maskTensor(config, mask));
      return fakeImages(networks, config, start, 'inference');
    });
    const rgb = await repaired.data<'float32'>();
    repaired.dispose();
    return rgbPicture(rgb);
  }

  /** Frees φ. Needed when the weights of E changed, too: make a new brush then. */
  dispose(): void {
    this.#features.dispose();
  }
}

/** One image [1, p, p, 3]. Throws a RangeError if it is of another size than the config's. */
export function imageTensor(config: ArtifactsConfig, view: Float32Array): tf.Tensor4D {
  const { pixels } = SIZES[config.size];
  if (view.length !== pixels * pixels * 3) {
    throw new RangeError(
      `The image should have ${pixels} × ${pixels} RGB values; it has ${view.length} numbers.`,
    );
  }
  return tf.tensor4d(view, [1, pixels, pixels, 3]);
}

/** Ω of one image [1, m, m, 1]. Throws a RangeError if it is of another size than the config's. */
export function maskTensor(config: ArtifactsConfig, mask: ArrayLike<number>): tf.Tensor4D {
  const cells = cellsPerSide(config.size);
  if (mask.length !== cells * cells) {
    throw new RangeError(`The mask should have ${cells} × ${cells} cells; it has ${mask.length}.`);
  }
  return tf.tensor4d(Float32Array.from(mask), [1, cells, cells, 1]);
}

/** φ̂, with the same noise at every stroke where the fill is noise; where pictures are generated, always the same z. */
export function startBy(config: ArtifactsConfig, features: tf.Tensor4D, mask: tf.Tensor4D): FakeStart {
  return fakeStartUnder(config, features, mask, Random.forPurpose(config.seed, 'damage brush'));
}
