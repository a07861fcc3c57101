/** Where the labels of marks go, and how much of each there is room for. Pure. */
import type { PlotMark } from './plotData';

export interface MarkPlace {
  readonly text: string;
  /** The label begins or ends beside the line of its mark. */
  readonly anchor: 'start' | 'end';
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
 * A label beside each line, on the side that has room: the right one where all of it fits, else where there is more.
 * Where it fits on neither side its name is cut, since the value cannot be guessed. Labels that would cover each other
 * stand in rows; past the last row they share it.
 *
 * @param marks with their lines’ x in pixels
 */
export function placeMarks(marks: readonly PlotMark[], room: Room): MarkPlace[] {
  const { left, right, gap, widthOf } = room;
  const rows: [from: number, to: number][][] = Array.from({ length: ROWS }, () => []);
  return marks.map((mark) => {
    const { x } = mark;
    const [before, after] = [x - left - gap, right - x - gap];
    const anchor = widthOf(wholeText(mark)) <= after || after >= before ? 'start' : 'end';
    const text = fitting(mark, anchor === 'start' ? after : before, widthOf);
    const from = anchor === 'start' ? x + gap : x - gap - widthOf(text);
    const to = from + widthOf(text);
    const free = rows.findIndex((taken) => taken.every((one) => to + gap <= one[0] || from >= one[1] + gap));
    const row = free < 0 ? ROWS - 1 : free;
    rows[row]!.push([from, to]);
    return { text, anchor, row };
  });
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
