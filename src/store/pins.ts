/** The images of Figure 3 as a person has chosen them: shown at once, told to the lab, which may be busy with a step. */
import type { StoreApi } from 'zustand/vanilla';
import { MAX_PINNED, type LabEvent } from '../worker/protocol';
import type { PageState } from './state';

export class Pins {
  readonly #store: StoreApi<PageState>;
  readonly #send: (pinned: readonly number[]) => Promise<void>;
  #underWay = 0;
  /** What the lab told last while it had not heard the newest choice. */
  #told: readonly number[] | null = null;

  /** @param send never rejects */
  constructor(store: StoreApi<PageState>, send: (pinned: readonly number[]) => Promise<void>) {
    this.#store = store;
    this.#send = send;
  }

  /** Pins an image or takes it off; nothing happens where there is no room for it. */
  toggle = async (image: number): Promise<void> => {
    const { pinned } = this.#store.getState();
    const others = pinned.filter((other) => other !== image);
    if (others.length === pinned.length && pinned.length >= MAX_PINNED) return;
    const chosen = others.length < pinned.length ? others : [...pinned, image];
    this.#store.setState({ pinned: chosen });
    this.#underWay++;
    await this.#send(chosen);
    this.#underWay--;
    if (this.#underWay > 0 || this.#told === null) return;
    this.#store.setState({ pinned: this.#told });
    this.#told = null;
  };

  /** Whether an event is withheld from the page: it tells of a choice that a newer one follows. */
  withholds(event: LabEvent): boolean {
    if (event.type !== 'pinned' || this.#underWay === 0) return false;
    this.#told = event.indices;
    return true;
  }
}
