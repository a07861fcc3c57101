/** What a step is given: images of a batch, tilted and warped on the processor. They are turned by the step. */
import type { Random } from '../../base/random';
import { SIZES } from '../../schema/sizes';
import type { DrawnBatch } from '../../training/method';
import { classesOf } from './about';
import type { TransformationsConfig } from './network';
import { readAlong, tilted, Warper, type Flow } from './warp';

/** What chance decided for one image. */
interface Draw {
  /** Where each image has one view: its class. */
  readonly label: number;
  /** Radians; 0 for half of the images. */
  readonly tilt: number;
}

/**
 * Each image as it is, with label 0, and all once more, warped, with the label of that; or, of one view each, every image
 * by the class that was drawn for it, in the order of the classes. Turned are none.
 */
export function drawBatch(
  images: Float32Array<ArrayBuffer>,
  config: TransformationsConfig,
  random: Random,
): DrawnBatch {
  const { pixels } = SIZES[config.size];
  const length = 3 * pixels ** 2;
  const classes = classesOf(config);
  const draws = Array.from({ length: images.length / length }, (): Draw => {
    const label = random.integer(classes.length);
    const isTilted = random.uniform() < 0.5;
    const degrees = random.between(-1, 1) * config.tilt;
    return { label, tilt: isTilted ? (degrees * Math.PI) / 180 : 0 };
  });
  const warp = classes.findIndex(({ of }) => of === 'warp');
  const warper = warp >= 0 ? new Warper(config, pixels) : null;
  const flows = draws.map((_, i) =>
    warper && isWarped(draws[i]!, warp, config) ? warper.draw(random) : null,
  );
  const views = draws.flatMap(({ label, tilt }, image) => {
    const of = (own: number) => ({ image, tilt, label: own, flow: own === warp ? flows[image]! : null });
    if (config.views === 'one') return [of(label)];
    return warper ? [of(0), of(warp)] : [of(0)];
  });
  const inOrder = views.toSorted((a, b) => a.label - b.label);
  const drawn = new Float32Array(inOrder.length * length);
  inOrder.forEach(({ image, tilt, flow }, i) => {
    const picture = images.subarray(image * length, (image + 1) * length);
    const path = moved(flow, tilt, pixels);
    if (path) readAlong(picture, path, config.edge, drawn, i * length);
    else drawn.set(picture, i * length);
  });
  return { images: drawn, labels: Uint8Array.from(inOrder, ({ label }) => label) };
}

const isWarped = ({ label }: Draw, warp: number, { views }: TransformationsConfig): boolean =>
  views === 'all' || label === warp;

/** Null where nothing moves. */
function moved(flow: Flow | null, tilt: number, pixels: number): Flow | null {
  return tilt === 0 ? flow : tilted(flow, tilt, pixels);
}
