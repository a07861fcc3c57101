import type { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { Cropper, type Crop } from './crop';
import type { ImageSet } from './imageSet';

type Augmentation = Pick<
  Config,
  'augment' | 'cropMinArea' | 'cropAspect' | 'flip' | 'brightness' | 'saturation'
>;

/** Share of each side that the central view keeps ([C], test images). */
const CENTRAL_SHARE = 0.85;

/** Every image takes this many numbers from the generator, whatever the options. */
export const DRAWS_PER_IMAGE = 8;

/**
 * Random views of the images with these indices, as [C] trains on: crop by area and aspect, resize, mirror,
 * brightness and saturation in random order, clip.
 *
 * Each image takes DRAWS_PER_IMAGE numbers from `random`, also when `augment` or a single option is off, so that
 * switching one off leaves the others as they were.
 *
 * @returns [indices.length, pixels, pixels, 3], values in [−1, 1]. With `augment` off, the central view.
 */
export function augmentBatch(
  images: ImageSet,
  indices: ArrayLike<number>,
  config: Augmentation,
  pixels: number,
  random: Random,
): Float32Array<ArrayBuffer> {
  const cropper = new Cropper(images.pixels, pixels);
  const length = pixels * pixels * 3;
  const batch = new Float32Array(indices.length * length);
  const central = centralCrop(images.pixels);
  for (let n = 0; n < indices.length; n++) {
    const view = drawView(config, images.pixels, random);
    const image = images.image(indices[n]!);
    const offset = n * length;
    if (config.augment) {
      cropper.draw(image, view.crop, view.mirror, batch, offset);
      jitterColour(batch, offset, offset + length, view);
    } else {
      cropper.draw(image, central, false, batch, offset);
    }
  }
  return toSignedUnit(batch);
}

/**
 * The central 85 % of each side of the images with these indices, resized, without chance ([C], test images).
 *
 * @returns [indices.length, pixels, pixels, 3], values in [−1, 1].
 */
export function centralView(
  images: ImageSet,
  indices: ArrayLike<number>,
  pixels: number,
): Float32Array<ArrayBuffer> {
  return cropAt(images, indices, pixels, 0.5, 0.5);
}

/** Pictures that networks may be given of images: [indices.length, pixels, pixels, 3], values in [−1, 1]. */
export type ImageView = (
  images: ImageSet,
  indices: ArrayLike<number>,
  pixels: number,
) => Float32Array<ArrayBuffer>;

/** Five crops, each as large as the central view: that, and one in every corner. */
export const FIVE_CROPS: readonly ImageView[] = [
  centralView,
  ...[
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ].map(
    ([right, down]): ImageView =>
      (images, indices, pixels) =>
        cropAt(images, indices, pixels, right!, down!),
  ),
];

/** Crops as large as the central view, so far to the right and down, in [0, 1]. */
function cropAt(
  images: ImageSet,
  indices: ArrayLike<number>,
  pixels: number,
  right: number,
  down: number,
): Float32Array<ArrayBuffer> {
  const cropper = new Cropper(images.pixels, pixels);
  const length = pixels * pixels * 3;
  const batch = new Float32Array(indices.length * length);
  const { width, height } = centralCrop(images.pixels);
  const crop = { x: right * (images.pixels - width), y: down * (images.pixels - height), width, height };
  for (let n = 0; n < indices.length; n++) {
    cropper.draw(images.image(indices[n]!), crop, false, batch, n * length);
  }
  return toSignedUnit(batch);
}

function centralCrop(side: number): Crop {
  const kept = side * CENTRAL_SHARE;
  return { x: (side - kept) / 2, y: (side - kept) / 2, width: kept, height: kept };
}

/** What chance decided for one image. */
interface View {
  readonly crop: Crop;
  readonly mirror: boolean;
  /** Added to every channel, in units of 1/255. */
  readonly brightness: number;
  /** Factor of the saturation. */
  readonly saturation: number;
  readonly brightnessFirst: boolean;
}

function drawView(config: Augmentation, side: number, random: Random): View {
  return {
    crop: drawCrop(config, side, random),
    mirror: random.uniform() < 0.5 && config.flip,
    brightness: random.between(-1, 1) * config.brightness * 255,
    saturation: 1 + random.between(-1, 1) * config.saturation,
    brightnessFirst: random.uniform() < 0.5,
  };
}

/**
 * A crop as TensorFlow's sample_distorted_bounding_box draws it, without rounding to pixels: aspect uniform in
 * [1/a, a], then height uniform between those that give the smallest area and that still fit. TensorFlow redraws
 * an aspect at which no crop is large enough; here such aspects are left out beforehand, which is the same
 * distribution in a fixed number of draws. Exported for its test.
 */
export function drawCrop(
  config: Pick<Augmentation, 'cropMinArea' | 'cropAspect'>,
  side: number,
  random: Random,
): Crop {
  const area = config.cropMinArea;
  const widest = Math.min(config.cropAspect, 1 / area);
  const aspect = random.between(1 / widest, widest);
  const height = random.between(Math.sqrt(area / aspect), Math.min(1, 1 / aspect));
  const width = Math.min(1, height * aspect);
  return {
    x: random.uniform() * (1 - width) * side,
    y: random.uniform() * (1 - height) * side,
    width: width * side,
    height: height * side,
  };
}

/** Brightness and saturation of the pixels in [start, end), values in units of 1/255, not clipped. */
function jitterColour(pixels: Float32Array, start: number, end: number, view: View): void {
  const before = view.brightnessFirst ? view.brightness : 0;
  const after = view.brightness - before;
  for (let i = start; i < end; i += 3) {
    const red = pixels[i]! + before;
    const green = pixels[i + 1]! + before;
    const blue = pixels[i + 2]! + before;
    // In HSV, S = (max − min) / max: scaling S by f at the same H and V moves each channel to max − f·(max − channel).
    // S stops at 1, that is f at max / (max − min). Negative max: all channels are clipped to black later.
    const max = Math.max(red, green, blue);
    const range = max - Math.min(red, green, blue);
    const limit = max > 0 ? max / range : 0;
    const factor = view.saturation < limit ? view.saturation : limit;
    pixels[i] = max - (range > 0 ? factor * (max - red) : 0) + after;
    pixels[i + 1] = max - (range > 0 ? factor * (max - green) : 0) + after;
    pixels[i + 2] = max - (range > 0 ? factor * (max - blue) : 0) + after;
  }
}

/** In place, [0, 255] to [−1, 1], clipped. */
function toSignedUnit(batch: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  for (let i = 0; i < batch.length; i++) {
    const value = batch[i]! / 127.5 - 1;
    batch[i] = value < -1 ? -1 : value > 1 ? 1 : value;
  }
  return batch;
}
