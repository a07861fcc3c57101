/** The page's side of a figure worker that shows the shipped networks, until there is a run of one's own. */
import * as Comlink from 'comlink';
import type { AboutShipped } from '../checkpoints/shipped';
import type { Changes } from '../experiments/config';
import { eventPort, type FigureWorker, type LabEvent } from './protocol';

export interface ShowcaseConnection {
  /** Resolves with what is shown when the first figure is on its way. */
  readonly open: (hot: Changes) => Promise<AboutShipped>;
  readonly preview: (changes: Changes) => Promise<void>;
  readonly close: () => void;
}

/** Starts the worker; figures reach the listener as events. */
export function connectShowcase(listener: (event: LabEvent) => void): ShowcaseConnection {
  const worker = new Worker(new URL('./figure.worker.ts', import.meta.url), { type: 'module' });
  const figures = Comlink.wrap<FigureWorker>(worker);
  return {
    open: (hot) => figures.showShipped(eventPort(listener), hot),
    preview: (changes) => figures.preview(changes),
    close: () => worker.terminate(),
  };
}
