/** Every method that there is, in the order in which they are offered. */
import { ARTIFACTS } from '../methods/artifacts/about';
import { CONTEXT } from '../methods/context/about';
import { JIGSAW } from '../methods/jigsaw/about';
import { ROTATIONS } from '../methods/rotations/about';
import { TRANSFORMATIONS } from '../methods/transformations/about';
import type { MethodAbout } from '../schema/about';

export const ABOUTS = {
  artifacts: ARTIFACTS,
  rotations: ROTATIONS,
  transformations: TRANSFORMATIONS,
  context: CONTEXT,
  jigsaw: JIGSAW,
} as const satisfies Record<string, MethodAbout>;

export type MethodId = keyof typeof ABOUTS;
export const METHOD_IDS = Object.keys(ABOUTS) as [MethodId, ...MethodId[]];
/** Of files and links that name none: they are older than the choice. */
export const FIRST_METHOD = 'artifacts' satisfies MethodId;

/** Typed as any method’s, for whoever may not care which. */
export function aboutMethod(method: MethodId): MethodAbout & { readonly id: MethodId } {
  return ABOUTS[method];
}
