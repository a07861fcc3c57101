import { useEffect, useState } from 'react';
import type { Session } from '../../store/session';
import type { Mark } from '../../store/state';

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

interface Drawn {
  readonly version: number;
  readonly marks: readonly Mark[];
}

/** The log's version and the marks as of this chart's last turn: new ones are the sign to draw again. */
export function useDrawn({ log, store }: Session): Drawn {
  const [drawn, setDrawn] = useState<Drawn>(() => ({ version: log.version, marks: store.getState().marks }));
  useEffect(
    () =>
      join(() => {
        const { version } = log;
        const { marks } = store.getState();
        setDrawn((before) =>
          before.version === version && before.marks === marks ? before : { version, marks },
        );
      }),
    [log, store],
  );
  return drawn;
}
