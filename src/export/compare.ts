/** How far what another program computes is from what we did. */
import type { PlainTensor } from '../networks/parameters';

/** Exports should agree to this: sums of float32 in another order. */
export const TOLERANCE = 1e-4;

export interface Difference {
  readonly output: string;
  /** Largest difference of a value, as a share of the largest of ours. */
  readonly relative: number;
}

/** Compares every output. Throws, naming it, if one is missing or has another shape. */
export function compareOutputs(
  expected: ReadonlyMap<string, PlainTensor>,
  found: ReadonlyMap<string, PlainTensor>,
): Difference[] {
  return [...expected].map(([output, ours]) => {
    const theirs = found.get(output);
    if (!theirs) throw new Error(`There is no output “${output}”.`);
    if (theirs.shape.join() !== ours.shape.join()) {
      throw new Error(
        `“${output}” has shape [${theirs.shape.join(', ')}], ours has [${ours.shape.join(', ')}].`,
      );
    }
    return { output, relative: relativeDifference(ours.data, theirs.data) };
  });
}

/** Infinity where a value is not a number, or all of ours are zero and theirs are not. */
function relativeDifference(ours: Float32Array, theirs: Float32Array): number {
  let [largest, difference] = [0, 0];
  for (const [i, value] of ours.entries()) {
    const apart = Math.abs(value - theirs[i]!);
    if (!Number.isFinite(apart)) return Infinity;
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, apart);
  }
  return difference === 0 ? 0 : difference / largest;
}
