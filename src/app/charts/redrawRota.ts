import { useEffect, useState } from 'react';
import type { MetricLog } from '../../store/metricLog';

/** One chart a turn: all together would hold the page up for longer than a person may notice. */
const TURN_MS = 160;

const waiting: (() => void)[] = [];
let timer: ReturnType<typeof setInterval> | undefined;

function takeTurn(): void {
  const redraw = waiting.shift();
  if (!redraw) return;
  waiting.push(redraw);
  if (!document.hidden) redraw();
}

function join(redraw: () => void): () => void {
  waiting.push(redraw);
  timer ??= setInterval(takeTurn, TURN_MS);
  return () => {
    waiting.splice(waiting.indexOf(redraw), 1);
    if (waiting.length > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The log's version as of this chart's last turn: a new one is the sign to draw again. */
export function useDrawnVersion(log: MetricLog): number {
  const [version, setVersion] = useState(log.version);
  useEffect(() => join(() => setVersion(log.version)), [log]);
  return version;
}
