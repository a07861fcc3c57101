import { useState } from 'react';
import type { MouseHandlerDataParam } from 'recharts';
import { useChartView, type Stretch } from './chartView';

/** Drawing a stretch with the pointer shows that stretch in all charts; a double click shows all again. */
export function useDragZoom() {
  const [drag, setDrag] = useState<Stretch | null>(null);
  const at = ({ activeLabel }: MouseHandlerDataParam) =>
    activeLabel === undefined ? null : Number(activeLabel);
  return {
    drag,
    handlers: {
      onMouseDown: (event: MouseHandlerDataParam) => {
        const x = at(event);
        if (x !== null) setDrag([x, x]);
      },
      onMouseMove: (event: MouseHandlerDataParam) => {
        const x = at(event);
        if (x !== null && drag) setDrag([drag[0], x]);
      },
      onMouseUp: () => {
        if (drag && drag[0] !== drag[1])
          useChartView.setState({ zoom: [Math.min(...drag), Math.max(...drag)] });
        setDrag(null);
      },
      onMouseLeave: () => setDrag(null),
      onDoubleClick: () => useChartView.setState({ zoom: null }),
    },
  };
}
