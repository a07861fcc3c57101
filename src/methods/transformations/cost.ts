/** What a step computes and keeps, from the shapes of the networks: told before it is measured. */
import type { SizeName } from '../../schema/sizes';
import { SIZES } from '../../schema/sizes';
import { forwardWork, mapSizes, PASSED_THROUGH, TRAINED, trunkSide } from '../../training/cost';
import type { Footprint } from '../../training/method';
import { classesOf, hasInpainting } from './about';
import { patchSide } from './inpainting/geometry';
import { halvingsAt, inpainterSpecs } from './inpainting/inpainter';
import { halvingsOf, patchDiscriminatorSpecs } from './inpainting/patchDiscriminator';
import { classifierSpecs, type TransformationsConfig } from './network';

/** Bytes of maps that are alive at once, per byte of an image’s maps; fitted to tf.profile’s peak on wasm. */
const COPIES = 4.8;
/** The same where F and D learn, too, from one forward pass. */
const COPIES_OF_THREE = 5.4;

/** Images that C sees of each source image. */
const seen = (config: TransformationsConfig): number =>
  config.views === 'all' ? classesOf(config).length : 1;

/** Images that are drawn of each source image. */
const drawnOf = (config: TransformationsConfig): number =>
  config.views === 'all' && classesOf(config).some(({ of }) => of === 'warp') ? 2 : 1;

/** Patches of each source image: those that F inpaints, and those that it copies. */
function patchesOf(config: TransformationsConfig): { readonly inpainted: number; readonly copied: number } {
  if (config.views === 'all') return { inpainted: 1, copied: config.autoencoded };
  const classes = classesOf(config);
  const upright = classes.filter(({ of }) => of === null || of === 'rotations').length;
  return { inpainted: 1 / classes.length, copied: (config.autoencoded * upright) / classes.length };
}

const sideOfF =
  (config: TransformationsConfig) =>
  (name: string): number =>
    patchSide(config) / 2 ** halvingsAt(layerOf(name));

const sideOfD =
  (config: TransformationsConfig) =>
  (name: string): number =>
    patchSide(config) / 2 ** halvingsOf(layerOf(name));

const layerOf = (name: string): number => Number(/\/(\d)/.exec(name)![1]);

/** Multiply-adds of one step for each source image. */
export function stepWork(config: TransformationsConfig): number {
  const C = forwardWork(classifierSpecs(config), trunkSide(config.size));
  if (!hasInpainting(config)) return TRAINED * seen(config) * C;
  const { inpainted, copied } = patchesOf(config);
  const F = forwardWork(inpainterSpecs(config), sideOfF(config));
  const D = forwardWork(patchDiscriminatorSpecs(config), sideOfD(config)) / config.packing;
  // Both are passed through once more, on the way to F.
  const ofC = seen(config) * C * (TRAINED + (config.classifierWeight > 0 ? PASSED_THROUGH - 1 : 0));
  const ofD = config.discriminatorWeight > 0 ? inpainted * D * (2 * TRAINED + PASSED_THROUGH - 1) : 0;
  return ofC + ofD + TRAINED * (inpainted + copied) * F;
}

/** What a step keeps of each source image. */
export function stepFootprint(config: TransformationsConfig): Footprint {
  const image = 3 * SIZES[config.size].pixels ** 2;
  // What is drawn, and what C sees of it, is made for the step, so that it is kept, too.
  const drawn = Array<number>(drawnOf(config)).fill(image);
  const ofC = times(seen(config), [image, ...mapsOfC(config.size, config)]);
  const maps = [...drawn, ...ofC];
  if (!hasInpainting(config)) return { maps, copies: COPIES };
  const { inpainted, copied } = patchesOf(config);
  const ofF = mapSizes(inpainterSpecs(config), sideOfF(config)).map((size) => (inpainted + copied) * size);
  const ofD = mapSizes(patchDiscriminatorSpecs(config), sideOfD(config)).map(
    (size) => (2 * inpainted * size) / config.packing,
  );
  return { maps: [...maps, ...ofF, ...ofD], copies: COPIES_OF_THREE };
}

const mapsOfC = (size: SizeName, config: TransformationsConfig): number[] =>
  mapSizes(classifierSpecs(config), trunkSide(size));

function times(count: number, maps: readonly number[]): number[] {
  return Array.from({ length: count }, () => maps).flat();
}
