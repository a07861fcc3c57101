/** The part of a run's images that is never trained on: by it a run is judged while it lasts. */
import { Random } from '../base/random';

/** Of fewer images none is held out: what is left would be too little to learn from, and what is kept, to judge by. */
const FEWEST_IMAGES = 20;
/** Fewer say nothing: a pair at least is compared. */
const FEWEST_HELD_OUT = 2;

interface Wanted {
  readonly seed: number;
  /** Share of the images, 0 … 0.5. */
  readonly heldOut: number;
}

/** Images of a set by their index there, in its order. */
export interface DividedImages {
  readonly trained: Uint32Array;
  readonly heldOut: Uint32Array;
}

/** How many of so many images are held out: the share of them, or none where that would be too few. */
export function heldOutCount({ heldOut }: Pick<Wanted, 'heldOut'>, images: number): number {
  const count = Math.round(heldOut * images);
  return images < FEWEST_IMAGES || count < FEWEST_HELD_OUT ? 0 : count;
}

/** How many of so many images are trained on. */
export function trainedCount(config: Pick<Wanted, 'heldOut'>, images: number): number {
  return images - heldOutCount(config, images);
}

/**
 * Which images are held out, drawn by a generator of their own. It follows from seed, share and number of images, so that
 * a run that goes on knows it again: its images come back in the run's own order, whatever they are called by then.
 */
export function dividedImages(config: Wanted, images: number): DividedImages {
  const order = Random.forPurpose(config.seed, 'held out').permutation(images);
  const count = heldOutCount(config, images);
  return { heldOut: order.slice(0, count).sort(), trained: order.slice(count).sort() };
}

/** So many of the images, or all where there are fewer, evenly over them. */
export function someOf(images: Uint32Array, most: number): number[] {
  const count = Math.min(most, images.length);
  return Array.from({ length: count }, (_, i) => images[Math.floor((i * images.length) / count)]!);
}
