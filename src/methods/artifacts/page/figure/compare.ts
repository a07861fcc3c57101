/** Two pictures against each other. Pure. */
import { imageName } from '../../../../base/imageName';
import {
  FIGURE_COLUMNS,
  type Figure3,
  type FigureColumn,
  type ImportedWeights,
  type Picture,
} from '../../../../worker/protocol';
import { isLater, unlearntIn } from './unlearnt';

/** Differences are small: shown this much larger than they are. */
export const GAIN = 3;

/** The difference of two pictures of one size, colour by colour: mid-grey where they agree. RGBA bytes. */
export function differencePicture(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(before.length);
  for (let i = 0; i < rgba.length; i++)
    rgba[i] = i % 4 === 3 ? 255 : 128 + (GAIN * (after[i]! - before[i]!)) / 2;
  return rgba;
}

/** Mean squared difference of the colours, images in [−1, 1]. */
export function meanSquare(before: Uint8ClampedArray, after: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < before.length; i++) if (i % 4 !== 3) sum += ((after[i]! - before[i]!) / 127.5) ** 2;
  return sum / (before.length * 0.75);
}

interface Compared {
  readonly before: FigureColumn;
  readonly after: FigureColumn;
}

/**
 * The two stages that are compared, and those that can be: as asked for, or what damage does to a copy where a network
 * that makes one of them has learnt nothing yet.
 */
export function comparedStages(
  { before, after }: Compared,
  { phase, fakes }: Pick<Figure3, 'phase' | 'fakes'>,
  brought: ImportedWeights['network'] | null,
): Compared & { readonly there: readonly FigureColumn[] } {
  const unlearnt = unlearntIn(phase, brought);
  const there = FIGURE_COLUMNS.filter((column) => !isLater(column, fakes, unlearnt));
  const [first, last] = there.includes('damaged')
    ? (['real', 'damaged'] as const)
    : (['original', 'real'] as const);
  if (there.includes(after)) return { before: there.includes(before) ? before : first, after, there };
  const isOfOwn = there.includes(before) && before !== last;
  return { before: isOfOwn ? before : first, after: last, there };
}

interface Comparison {
  readonly mode: 'wipe' | 'difference';
  readonly before: FigureColumn;
  readonly after: FigureColumn;
  readonly split: number;
}

/** What is compared, to be saved: of each image what was before, what is after, and both under the wipe or apart. */
export function comparedRows({ rows, pixels }: Figure3, { mode, before, after, split }: Comparison) {
  const picture = (rgba: Uint8ClampedArray<ArrayBuffer>): Picture => ({
    width: pixels,
    height: pixels,
    rgba,
  });
  return rows.map(({ path, tiles }) => {
    const [from, to] = [tiles[before], tiles[after]];
    const both = mode === 'wipe' ? wiped(from, to, pixels, split) : differencePicture(from, to);
    return {
      title: `${imageName(path)}: ${before}, ${after}, ${mode}`,
      pictures: [from, to, both].map(picture),
    };
  });
}

/** What was before on the left of the split, a share of the width, and what is after on its right. */
export function wiped(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray<ArrayBuffer>,
  pixels: number,
  split: number,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = after.slice();
  const kept = 4 * Math.round(split * pixels);
  for (let y = 0; y < pixels; y++) {
    const line = 4 * pixels * y;
    rgba.set(before.subarray(line, line + kept), line);
  }
  return rgba;
}
