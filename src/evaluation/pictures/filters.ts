/** The first convolution as pictures: the left half of Figure 7. */
import type { FeatureSource } from '../features';
import { paint, sheet, type Picture } from './picture';

/** Whose filters they are. */
type Filtering = Pick<FeatureSource, 'networks' | 'reading'>;

/** Height to width of the paper's grid: 6 rows of 16. */
const PAPER_ASPECT = 6 / 16;

/**
 * Each filter of the first layer, 11×11, scaled by its own smallest and largest value over all three colours; a constant one
 * is grey. In the order of the channels.
 */
export async function filterPictures({ networks, reading }: Filtering): Promise<Picture[]> {
  const { network, layers } = reading;
  const kernel = networks[network]!.get(`${network}/${layers[0]}/kernel`);
  const [side = 0, , , count = 0] = kernel.shape; // [side, side, 3, count]
  const values = await kernel.data<'float32'>();
  return Array.from({ length: count }, (_, filter) => {
    const own = Float32Array.from({ length: side * side * 3 }, (_, i) => values[i * count + filter]!);
    const low = Math.min(...own);
    const range = Math.max(...own) - low;
    const byte = (i: number): number => (range > 0 ? ((own[i]! - low) / range) * 255 : 127.5);
    return paint(side, side, (pixel) => [byte(pixel * 3), byte(pixel * 3 + 1), byte(pixel * 3 + 2)]);
  });
}

/** Columns of a full grid of `count` filters, as near to the paper's shape as its divisors allow: 16 for 96. */
export function filterColumns(count: number): number {
  let rows = Math.max(1, Math.floor(Math.sqrt(count * PAPER_ASPECT)));
  while (count % rows !== 0) rows--;
  return count / rows;
}

/** All of them in one picture, 6 rows of 16 at full width, one white pixel apart. */
export async function filterSheet(source: Filtering): Promise<Picture> {
  const filters = await filterPictures(source);
  return sheet(filters, filterColumns(filters.length));
}
