/** Figure 3 of the pinned images: drawn when wished for, and now and then while training. */
import { centralView } from '../data/augment';
import { SIZES } from '../experiments/sizes';
import { readNetworks } from '../networks/networks';
import type { LabEvent } from './events';
import { drawFigure, type FigureScene } from './figure';
import type { FigureSnapshot } from './figurePainter';
import type { Run } from './run';
import { yieldToHost } from './yieldToHost';

/** While training, the figure is redrawn every second, or less often if drawing would take over this share. */
const INTERVAL_MS = 1000;
const SHARE = 0.15;

export class LiveFigure {
  /** The images to draw, by their index in the set. */
  pinned: readonly number[] = [];
  /** When the next drawing of a running experiment is due, on the clock of performance.now(). */
  due = 0;
  readonly #run: () => Run | null;
  readonly #emit: (event: LabEvent) => void;
  #wanted: Promise<void> | null = null;
  #painter: ((snapshot: FigureSnapshot) => void) | null = null;

  constructor(run: () => Run | null, emit: (event: LabEvent) => void) {
    this.#run = run;
    this.#emit = emit;
  }

  /** From now on snapshots go to the painter instead of being drawn here; null: they are drawn here. */
  drawElsewhere(painter: ((snapshot: FigureSnapshot) => void) | null): Promise<void> {
    this.#painter = painter;
    return this.draw();
  }

  /** Draws and sends the figure soon; wishes that come before the drawing begins are served by the same one. */
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
    const run = this.#run();
    if (!run || this.pinned.length === 0) return;
    const scene = sceneOf(run, this.pinned);
    if (this.#painter) this.#painter({ scene, weights: await readNetworks(run.networks) });
    else this.#emit({ type: 'figure', figure: await drawFigure(scene, run.networks) });
  }
}

/** What the figure of these images is drawn from, as the run stands. */
export function sceneOf(run: Run, pinned: readonly number[]): FigureScene {
  const { config, phase, step } = run;
  const originals = centralView(run.images, pinned, SIZES[config.size].pixels);
  return { config, phase, step, pinned, originals };
}
