/** Figure 3 of the pinned images: drawn when wished for, and now and then while training. */
import { messageOf } from '../../base/messageOf';
import { readNetworks } from '../../networks/networks';
import type { LabEvent } from '../events';
import { drawFigure, sceneOf } from './scene';
import type { FigureSnapshot } from './painter';
import type { Run } from '../run';
import { yieldToHost } from '../yieldToHost';

/** While training, the figure is redrawn every second, or less often if drawing would take over this share. */
const INTERVAL_MS = 1000;
const SHARE = 0.15;

/** What the figure uses of its Lab. */
interface FigureHost {
  readonly run: () => Run | null;
  readonly emit: (event: LabEvent) => void;
  /** Whether work may have failed because the device is lost; resolves when that must have been told. */
  readonly isDeviceLost: () => Promise<boolean>;
}

export class LiveFigure {
  /** The images to draw, by their index in the set. */
  pinned: readonly number[] = [];
  /** When the next drawing of a running experiment is due, on the clock of performance.now(). */
  due = 0;
  readonly #host: FigureHost;
  #wanted: Promise<void> | null = null;
  #painter: ((snapshot: FigureSnapshot) => void) | null = null;
  /** Whether the last one could not be drawn, which is told once. */
  #hasFailed = false;

  constructor(host: FigureHost) {
    this.#host = host;
  }

  /** From now on snapshots go to the painter instead of being drawn here; null: they are drawn here. */
  drawElsewhere(painter: ((snapshot: FigureSnapshot) => void) | null): Promise<void> {
    this.#painter = painter;
    return this.draw();
  }

  /**
   * Draws and sends the figure soon; wishes that come before the drawing begins are served by the same one. Never
   * rejects: a figure that cannot be drawn is told as a failure, and training is not affected.
   */
  draw(): Promise<void> {
    this.#wanted ??= (async () => {
      await yieldToHost();
      this.#wanted = null;
      const started = performance.now();
      await this.#send();
      const now = performance.now();
      this.due = now + Math.max(INTERVAL_MS, (now - started) / SHARE);
    })();
    return this.#wanted;
  }

  async #send(): Promise<void> {
    const run = this.#host.run();
    if (!run || this.pinned.length === 0) return;
    try {
      const scene = sceneOf(run, this.pinned);
      if (this.#painter) this.#painter({ scene, weights: await readNetworks(run.networks) });
      else this.#host.emit({ type: 'figure', figure: await drawFigure(scene, run.networks) });
      this.#hasFailed = false;
    } catch (error) {
      // Numbers that went with the device, or with a run that went back: whoever mends that tells it, and draws anew.
      if ((await this.#host.isDeviceLost()) || this.#host.run() !== run || this.#hasFailed) return;
      this.#hasFailed = true;
      const what = `Figure 3 could not be drawn: ${messageOf(error)}`;
      this.#host.emit({ type: 'failure', failure: { what, todo: 'Training is not affected.' } });
    }
  }
}
