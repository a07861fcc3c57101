/**
 * How big the pictures and the networks are. Width scales E, D, R and C alike; the stride of E and of C is 16 at
 * every size, so the mask head's map always matches the drop mask Ω cell for cell.
 */
export interface Size {
  /** Side of the square training image, in pixels; a multiple of 16. */
  readonly pixels: number;
  /** Side at which images are kept in memory, so that random crops have something to cut from. */
  readonly storedPixels: number;
  /** Share of the paper's channel counts. */
  readonly width: number;
  /** In words, beside its name. */
  readonly title: string;
}

export const SIZES = {
  tiny: { pixels: 32, storedPixels: 44, width: 1 / 8, title: '32 px, ⅛ width (tests)' },
  small: { pixels: 64, storedPixels: 86, width: 1 / 4, title: '64 px, ¼ width (laptops)' },
  stl10: { pixels: 96, storedPixels: 128, width: 1, title: '96 px, full width' },
  imagenet: { pixels: 128, storedPixels: 172, width: 1, title: '128 px, full width' },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof SIZES;

export const SIZE_NAMES = Object.keys(SIZES) as [SizeName, ...SizeName[]];

/** Pixels per cell of φ and Ω, along each axis (total stride of E and of C). */
export const STRIDE = 16;

/** Side of φ and Ω in cells: 2, 4, 6 and 8 for the four sizes. */
export function cellsPerSide(size: SizeName): number {
  return SIZES[size].pixels / STRIDE;
}

/** The paper's channel count at this size's width. */
export function channels(size: SizeName, paperChannels: number): number {
  return Math.max(1, Math.round(paperChannels * SIZES[size].width));
}
