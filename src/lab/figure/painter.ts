/**
 * Draws Figure 3 away from the training loop, from snapshots of its networks, so that a hot field is seen at once
 * while a step is still under way.
 */
import {
  changed,
  configDifference,
  hotKeysOf,
  valueOf,
  type Changes,
  type ConfigKey,
} from '../../experiments/config';
import { disposeNetworks, writeNetworks, type Networks } from '../../networks/networks';
import type { PlainTensor } from '../../networks/parameters';
import type { Figure } from '../events';
import type { FigureScene } from '../../training/method';
import type { Looked } from '../../training/method';
import { drawFigure } from './scene';
import { networksOf } from '../works';
import { yieldToHost } from '../yieldToHost';

export interface FigureSnapshot {
  readonly scene: FigureScene;
  /** All weights and moving averages. */
  readonly weights: ReadonlyMap<string, PlainTensor>;
}

export class FigurePainter {
  readonly #emit: (figure: Figure) => void;
  #scene: FigureScene | null = null;
  #networks: Networks | null = null;
  /** Hot fields that the page has set and the lab has not confirmed yet. */
  #ahead: Changes = {};
  #wanted: Promise<void> | null = null;
  #drawing: Promise<void> = Promise.resolve();
  #heldUntil = 0;

  constructor(emit: (figure: Figure) => void) {
    this.#emit = emit;
  }

  /** The networks of the newest snapshot under the page’s hot fields; null before the first. */
  get source(): Looked | null {
    const [scene, networks] = [this.#scene, this.#networks];
    return scene && networks && { config: changed(scene.config, this.#ahead), networks };
  }

  /** Takes over newer weights and draws. */
  async show({ scene, weights }: FigureSnapshot): Promise<void> {
    await this.#drawing;
    const before = this.#scene?.config;
    const sameShape =
      before && configDifference(before, scene.config).every((key) => hotKeysOf(scene.config).includes(key));
    if (!this.#networks || !sameShape) {
      if (this.#networks) disposeNetworks(this.#networks);
      this.#networks = networksOf(scene.config);
    }
    writeNetworks(this.#networks, weights);
    this.#scene = scene;
    const ahead = { ...this.#ahead };
    for (const key of Object.keys(ahead) as ConfigKey[]) {
      if (this.#ahead[key] === valueOf(scene.config, key)) delete ahead[key];
    }
    this.#ahead = ahead;
    await this.#draw();
  }

  /** Draws with other hot fields. Resolves when the figure is out, so that a slider does not run ahead of it. */
  async preview(changes: Changes): Promise<void> {
    this.#heldUntil = 0;
    this.#ahead = { ...this.#ahead, ...changes };
    await this.#draw();
  }

  /** Keeps the figure back for a while, so that what has to be quick need not wait for it: a stroke of the brush. */
  holdBack(milliseconds: number): void {
    this.#heldUntil = performance.now() + milliseconds;
  }

  /** Draws soon; wishes that come before the drawing begins are served by the same one. */
  #draw(): Promise<void> {
    this.#wanted ??= (async () => {
      await yieldToHost();
      await this.#drawing;
      for (let left = this.#heldFor; left > 0; left = this.#heldFor) {
        // Looked at again often: moving θ releases the figure at once.
        await new Promise((resolve) => setTimeout(resolve, Math.min(left, 50)));
      }
      this.#wanted = null;
      this.#drawing = this.#paint();
      await this.#drawing;
    })();
    return this.#wanted;
  }

  get #heldFor(): number {
    return this.#heldUntil - performance.now();
  }

  async #paint(): Promise<void> {
    if (!this.#scene || !this.#networks) return;
    const config = changed(this.#scene.config, this.#ahead);
    this.#emit(await drawFigure({ ...this.#scene, config }, this.#networks));
  }
}
