import { DefaultZIndexes, usePlotArea, useXAxisScale, ZIndexLayer } from 'recharts';
import { placeMarks, wholeText } from './markPlace';
import type { PlotMark } from './plotData';

/** Of the text, in pixels. */
const SIZE = 10;
/** Pixels between the line and its label. */
const GAP = 3;

/** What was changed at each mark, inside the plot; all of it in its tooltip. */
export function MarkLabels({ marks }: { marks: readonly PlotMark[] }) {
  const plot = usePlotArea();
  const scale = useXAxisScale();
  if (!plot || !scale) return null;
  const drawn = marks.map((mark) => ({ ...mark, x: scale(mark.x) ?? plot.x }));
  const room = { left: plot.x, right: plot.x + plot.width, gap: GAP, widthOf };
  const places = placeMarks(drawn, room);
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      {drawn.map((mark, i) => {
        const { text, from, row } = places[i]!;
        return (
          <text
            key={`${mark.x} ${mark.name}`}
            data-testid="mark"
            x={from}
            y={plot.y - 4 + row * (SIZE + 2)}
            fill="var(--accent)"
            fontSize={SIZE}
          >
            <title>{wholeText(mark)}</title>
            {text}
          </text>
        );
      })}
    </ZIndexLayer>
  );
}

let context: CanvasRenderingContext2D | null = null;

/** Pixels that a text takes in the page’s font. */
function widthOf(text: string): number {
  context ??= document.createElement('canvas').getContext('2d')!;
  context.font = `${SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}
