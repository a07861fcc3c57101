/** Where the label of a mark goes, and how much of it there is room for. Pure. */
import type { PlotMark } from './plotData';

export interface MarkPlace {
  readonly text: string;
  /** The label begins or ends beside the line of its mark. */
  readonly anchor: 'start' | 'end';
}

/**
 * A label beside its line, on the side that has room: the right one where all of it fits, else where there is more. Where
 * it fits on neither side, its name is cut, since the value cannot be guessed.
 *
 * @param left pixels between the line and the plot’s left edge
 * @param right the same to the right edge
 * @param widthOf pixels that a text takes
 */
export function markPlace(
  { name, value }: Pick<PlotMark, 'name' | 'value'>,
  left: number,
  right: number,
  widthOf: (text: string) => number,
): MarkPlace {
  const whole = `${name} ${value}`;
  const anchor = widthOf(whole) <= right || right >= left ? 'start' : 'end';
  const room = anchor === 'start' ? right : left;
  if (widthOf(whole) <= room) return { text: whole, anchor };
  for (let letters = name.length - 1; letters >= SHORTEST; letters--) {
    const text = `${name.slice(0, letters).trimEnd()}… ${value}`;
    if (widthOf(text) <= room) return { text, anchor };
  }
  return { text: value, anchor };
}

/** Letters of a name, fewer of which would tell nothing. */
const SHORTEST = 3;
