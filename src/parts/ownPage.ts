/**
 * What the page has for one method only, in places that every method’s page has.
 *
 * What its panels ask of the networks they keep in stores of their own, classes that implement Look (store/looks.ts) and
 * lie beside the panels: a panel has its store by `useLook(TheClass)`. A Look makes requests at the desk that it is given.
 * It hears when an image is opened, which any part of the page may do (`session.looks.open`), when the figure is drawn
 * anew, when the images change and a run begins, and when all is over because the run is of another method.
 */
import type { ComponentType } from 'react';
import type { Session } from '../store/session';
import type { Figure } from '../worker/protocol';
import type { Shortcut } from './shortcut';

export interface OwnPage {
  /** The page before there are images: a heading, a line under it, and the method at work on networks that were trained before. */
  readonly opening: {
    readonly title: string;
    readonly line: string;
    /** Begins the demonstration of the first method before the page is rendered: pictures come as soon as they can. */
    readonly begin?: (session: Session) => void;
    readonly Demo: ComponentType;
  };
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
  /** Of the image that is open (`session.looks`), under the figure. */
  readonly Closer: ComponentType;
  readonly Networks: ComponentType;
  readonly Health: ComponentType;
  /** Keys of its figure. */
  readonly shortcuts: readonly Shortcut[];
}
