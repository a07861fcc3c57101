/** The colour of a value in [0, 1] on the way from black over red and yellow to white, RGB, to be clamped to 0 … 255. */
export function heatColour(value: number): readonly [number, number, number] {
  return [765 * value, 765 * value - 255, 765 * value - 510];
}
