/** What networks compute and keep of an image, from the shapes of their parameters. */
import { cellsPerSide, type SizeName } from '../schema/sizes';
import type { ParameterSpec } from '../networks/parameters';
import { patchMapSide, patchSide, seesOnePatch } from '../networks/siamese';

/** A gradient by the weights and one by the input cost a forward pass each. */
export const TRAINED = 3;
/** Where only the gradient by the input is needed. */
export const PASSED_THROUGH = 2;

/** The side of the map that a parameter’s layer gives, in pixels. */
type SideOf = (name: string) => number;

/** Multiply-adds of one forward pass of one image, of convolutions and fully connected layers alone. */
export function forwardWork(specs: readonly ParameterSpec[], side: SideOf): number {
  return specs.reduce((sum, { name, shape }) => {
    const products = shape.reduce((product, extent) => product * extent, 1);
    if (shape.length === 4) return sum + side(name) ** 2 * products;
    return shape.length === 2 ? sum + products : sum;
  }, 0);
}

/** Numbers in the output map of each convolution, per image. */
export function mapSizes(specs: readonly ParameterSpec[], side: SideOf): number[] {
  return specs
    .filter(({ shape }) => shape.length === 4)
    .map(({ name, shape }) => side(name) ** 2 * shape.at(-1)!);
}

/** Of the trunk, and of what stands on its last map. */
export function trunkSide(size: SizeName): SideOf {
  const cells = cellsPerSide(size);
  return (name) => (name.includes('conv1') ? 4 * cells : name.includes('conv2') ? 2 * cells : cells);
}

/** Multiply-adds of a step of one image, of a network that sees several patches of it (networks/siamese.ts). */
export function siameseWork(specs: readonly ParameterSpec[], size: SizeName, patches: number): number {
  const side = patchMapSide(size);
  const of = (isOfOne: boolean): number =>
    forwardWork(
      specs.filter(({ name }) => seesOnePatch(name) === isOfOne),
      side,
    );
  return TRAINED * (patches * of(true) + of(false));
}

/** Numbers that such a network keeps of an image: each patch, and the maps of each. */
export function siameseMaps(specs: readonly ParameterSpec[], size: SizeName, patches: number): number[] {
  const each = [3 * patchSide(size) ** 2, ...mapSizes(specs, patchMapSide(size))];
  return Array.from({ length: patches }, () => each).flat();
}
