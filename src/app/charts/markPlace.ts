/** Where the labels of marks go, and how much of each there is room for. Pure. */
import type { PlotMark } from './plotData';

export interface MarkPlace {
  readonly text: string;
  /** Where it begins, in pixels. */
  readonly from: number;
  /** From the top, 0 being the one above the plot. */
  readonly row: number;
}

interface Room {
  /** The plot’s edges, in pixels. */
  readonly left: number;
  readonly right: number;
  /** Between a line and its label, and between two labels, in pixels. */
  readonly gap: number;
  /** Pixels that a text takes. */
  readonly widthOf: (text: string) => number;
}

/**
 * A label beside each line, on the side that has room, the right one first; where neither has, across its line, at the
 * edge that is farther. Only where the plot has no room for all of it is the name cut, since the value cannot be guessed.
 * Labels that would cover each other stand in rows; past the last row they share it.
 *
 * @param marks with their lines’ x in pixels
 */
export function placeMarks(marks: readonly PlotMark[], room: Room): MarkPlace[] {
  const { left, right, gap, widthOf } = room;
  const rows: [from: number, to: number][][] = Array.from({ length: ROWS }, () => []);
  return marks.map((mark) => {
    const text = fitting(mark, right - left, widthOf);
    const width = widthOf(text);
    const from = leftEdge(mark.x, width, room);
    const to = from + width;
    const free = rows.findIndex((taken) => taken.every((one) => to + gap <= one[0] || from >= one[1] + gap));
    const row = free < 0 ? ROWS - 1 : free;
    rows[row]!.push([from, to]);
    return { text, from, row };
  });
}

function leftEdge(x: number, width: number, { left, right, gap }: Room): number {
  if (x + gap + width <= right) return x + gap;
  if (x - gap - width >= left) return x - gap - width;
  return right - x >= x - left ? right - width : left;
}

/** More would hide the curves. */
const ROWS = 4;
/** Letters of a name, fewer of which would tell nothing. */
const SHORTEST = 3;

export function wholeText({ name, value }: Pick<PlotMark, 'name' | 'value'>): string {
  return `${name} ${value}`;
}

function fitting(mark: PlotMark, room: number, widthOf: Room['widthOf']): string {
  const whole = wholeText(mark);
  if (widthOf(whole) <= room) return whole;
  for (let letters = mark.name.length - 1; letters >= SHORTEST; letters--) {
    const text = `${mark.name.slice(0, letters).trimEnd()}… ${mark.value}`;
    if (widthOf(text) <= room) return text;
  }
  return mark.value;
}
