import { usePlotArea } from 'recharts';
import { markPlace } from './markPlace';
import type { PlotMark } from './plotData';

interface MarkLabelProps {
  mark: PlotMark;
  /** Neighbours take turns above the plot (0) and in it (1), so that they do not cover each other. */
  row: number;
  /** The line of the mark, in pixels; given by the chart. */
  viewBox?: { readonly x: number; readonly y: number };
}

const SIZE = 10;
/** Pixels between the line and its label. */
const GAP = 3;

/** What was changed at a mark, inside the plot; all of it in its tooltip. */
export function MarkLabel({ mark, row, viewBox }: MarkLabelProps) {
  const plot = usePlotArea();
  if (!plot || !viewBox) return null;
  const { x, y } = viewBox;
  const { text, anchor } = markPlace(mark, x - plot.x - GAP, plot.x + plot.width - x - GAP, textWidth);
  return (
    <text
      data-testid="mark"
      x={anchor === 'start' ? x + GAP : x - GAP}
      y={row === 0 ? y - 4 : y + SIZE}
      fill="var(--accent)"
      fontSize={SIZE}
      textAnchor={anchor}
    >
      <title>{`${mark.name} ${mark.value}`}</title>
      {text}
    </text>
  );
}

let context: CanvasRenderingContext2D | null = null;

/** Pixels that a text takes in the page’s font at the size of labels. */
function textWidth(text: string): number {
  context ??= document.createElement('canvas').getContext('2d')!;
  context.font = `${SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}
