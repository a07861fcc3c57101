/** Patches cut out of an image, as methods that see several of one have them. */

/** Where a patch is cut: its corner, and by how much each colour is read from beside it, [red, green, blue], in pixels. */
export interface Cut {
  readonly top: number;
  readonly left: number;
  readonly moved: readonly (readonly [down: number, right: number])[];
}

export const UNMOVED: Cut['moved'] = [
  [0, 0],
  [0, 0],
  [0, 0],
];

/** @param image [p, p, 3] @param patch [t, t, 3], to be filled; beyond the image its border is read */
export function cutPatch(
  image: Float32Array,
  pixels: number,
  { top, left, moved }: Cut,
  patch: Float32Array,
): void {
  const side = Math.sqrt(patch.length / 3);
  const within = (at: number): number => Math.min(pixels - 1, Math.max(0, at));
  let to = 0;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (const [colour, [down, right]] of moved.entries())
        patch[to++] = image[3 * (within(top + y + down) * pixels + within(left + x + right)) + colour]!;
}

/** Puts a patch into a picture. @param patch [t, t, 3] @param picture [p, p, 3], to be changed */
export function layPatch(
  patch: Float32Array,
  picture: Float32Array,
  pixels: number,
  { top, left }: Pick<Cut, 'top' | 'left'>,
): void {
  const side = Math.sqrt(patch.length / 3);
  for (let y = 0; y < side; y++) {
    const row = patch.subarray(3 * side * y, 3 * side * (y + 1));
    picture.set(row, 3 * ((top + y) * pixels + left));
  }
}

/** Of what lies around patches on the table. */
export const TABLE_GREY = 0.6;

/** The corner of a patch in the middle of a cell of a 3 × 3 grid. */
export function middleOfCell(cell: number, pixels: number, side: number): Pick<Cut, 'top' | 'left'> {
  const corner = (at: number): number => Math.floor((at * pixels) / 3 + (pixels / 3 - side) / 2);
  return { top: corner(Math.floor(cell / 3)), left: corner(cell % 3) };
}
