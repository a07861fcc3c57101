/**
 * How big the pictures and the networks are. E and C have the same total stride, so the mask head's map always matches
 * the drop mask Ω cell for cell.
 */
export interface Size {
  /** Side of the square training image, in pixels; a multiple of the stride. */
  readonly pixels: number;
  /** Side at which images are kept in memory, so that random crops have something to cut from. */
  readonly storedPixels: number;
  /** Pixels per cell of φ and Ω, along each axis: the total stride of E and of C. */
  readonly stride: 8 | 16;
  /** Side of conv1's kernels; its stride is a quarter of the total, as two pools follow. */
  readonly conv1Kernel: 7 | 11;
  /** Shares of the paper's channel counts. */
  readonly widths: Readonly<Record<Part, number>>;
  /** In words, beside its name. */
  readonly title: string;
}

/** Parts of the networks that have a width of their own: E, D and R or G together; conv1–5 of C; its fc1. */
type Part = 'autoencoder' | 'trunk' | 'hidden';

const all = (width: number): Size['widths'] => ({ autoencoder: width, trunk: width, hidden: width });

/** The paper's strides at one width for all. */
const paperLike = (width: number) => ({ stride: 16, conv1Kernel: 11, widths: all(width) }) as const;

export const SIZES = {
  tiny: { pixels: 32, storedPixels: 44, ...paperLike(1 / 8), title: '32 px, ⅛ width (tests)' },
  small: { pixels: 64, storedPixels: 86, ...paperLike(1 / 4), title: '64 px, ¼ width (laptops)' },
  // To scale: φ has two numbers for three of the image, and C six times the parameters of R, as in the paper.
  laptop: {
    ...{ pixels: 64, storedPixels: 86, stride: 8, conv1Kernel: 7 },
    widths: { autoencoder: 1 / 4, trunk: 3 / 8, hidden: 1 / 16 },
    title: '64 px, stride 8 (laptops)',
  },
  stl10: { pixels: 96, storedPixels: 128, ...paperLike(1), title: '96 px, full width' },
  imagenet: { pixels: 128, storedPixels: 172, ...paperLike(1), title: '128 px, full width' },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof SIZES;

export const SIZE_NAMES = Object.keys(SIZES) as [SizeName, ...SizeName[]];

/** Side of φ and Ω in cells: 2, 4, 8, 6 and 8 for the five sizes. */
export function cellsPerSide(size: SizeName): number {
  return SIZES[size].pixels / SIZES[size].stride;
}

/** How often E halves the resolution, and D doubles it. */
export function halvings(size: SizeName): number {
  return Math.log2(SIZES[size].stride);
}

/** The paper's channel count at the width that this part of the networks has at this size. */
export function channels(size: SizeName, part: Part, paperChannels: number): number {
  return Math.max(1, Math.round(paperChannels * SIZES[size].widths[part]));
}
