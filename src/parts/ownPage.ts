/** What the page has for one method only, in places that every method’s page has. */
import type { ComponentType } from 'react';
import type { StillFigure } from '../store/showcase';
import type { Figure } from '../worker/protocol';
import type { Shortcut } from './shortcut';

export interface OwnPage {
  /** The page before there are images: a heading, a line under it, and the method at work on networks that were trained before. */
  readonly opening: { readonly title: string; readonly line: string; readonly Demo: ComponentType };
  /** What a run on the sample begins with, and how else one can begin, within a sentence. */
  readonly BesideSample: ComponentType;
  /** The figure of the run, live. */
  readonly Figure: ComponentType;
  /** The figure of a kept checkpoint. */
  readonly KeptFigure: ComponentType<{ readonly run: string; readonly figure: Figure }>;
  /** The figures of two runs in lock-step. */
  readonly TwinFigure: ComponentType<{ readonly A: Figure; readonly B: Figure }>;
  /** The lesson that is open, above the pictures. */
  readonly Learn: ComponentType;
  /** Of one image, under the figure. */
  readonly Closer: ComponentType;
  readonly Networks: ComponentType;
  readonly Health: ComponentType;
  /** Keys of its figure. */
  readonly shortcuts: readonly Shortcut[];
  /** The figure of the networks that are shipped, as it was drawn when they were packed. */
  readonly fetchStill: () => Promise<StillFigure>;
}
