/**
 * What only the panels of one method look at: the image that a person has opened, from whichever part of the page, and
 * stores of the method’s own, which hear what happens to the run. None outlives the runs of its method.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Desk } from './desk';

/** A store of a method’s own, with what it wants to hear. */
export interface Look {
  /** This image shall be looked at closely, anew if it already is; null: none any more. */
  readonly imageOpened?: (image: number | null) => void;
  /** The figure was drawn anew: the weights or a live setting have moved. */
  readonly figureDrawn?: () => void;
  /** Other images, or the same at another size. */
  readonly imagesChanged?: () => void;
  /** What was seen is of another run. */
  readonly runBegan?: () => void;
  /** The run is of another method: the last that it hears. */
  readonly close?: () => void;
}

/** The class of a look, which stands for the one look of that kind that there is. */
export type LookClass<L extends Look> = new (desk: Desk, looks: Looks) => L;

interface OpenedImage {
  /** Index in the set; null while none is open. */
  readonly image: number | null;
}

export class Looks {
  readonly store: StoreApi<OpenedImage> = createStore<OpenedImage>(() => ({ image: null }));
  readonly #desk: Desk;
  readonly #made = new Map<LookClass<Look>, Look>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The look of this kind, made when it is first asked for. An image that is open already is the first that it hears. */
  of<L extends Look>(kind: LookClass<L>): L {
    const known = this.#made.get(kind);
    if (known) return known as L;
    const look = new kind(this.#desk, this);
    this.#made.set(kind, look);
    const { image } = this.store.getState();
    if (image !== null) look.imageOpened?.(image);
    return look;
  }

  /** Opens an image, for whatever the method has to look at it closely. */
  open = (image: number): void => this.#show(image);

  close = (): void => this.#show(null);

  tell(what: 'figureDrawn' | 'imagesChanged' | 'runBegan' | 'close'): void {
    for (const look of this.#made.values()) look[what]?.();
  }

  /** What looks into the networks of one method has nothing to show of another’s. */
  leaveMethod(): void {
    this.close();
    this.tell('close');
    this.#made.clear();
  }

  #show(image: number | null): void {
    this.store.setState({ image });
    for (const look of this.#made.values()) look.imageOpened?.(image);
  }
}
