/**
 * On the page: files on their way to the lab's worker. A message with ten thousand of them holds the page for seconds,
 * so they go in parts, which HandedFiles puts together again.
 */
import { Turns } from '../base/turns';
import type { PickedFile } from './protocol';

/** Files in one message. */
const PART = 50;

export class Handover {
  readonly #turns = new Turns();
  readonly #hand: (part: readonly PickedFile[]) => Promise<void>;

  /** @param hand brings a part to the worker; parts arrive in their order, before any later request */
  constructor(hand: (part: readonly PickedFile[]) => Promise<void>) {
    this.#hand = hand;
  }

  /** Makes a request with the last part of the files when the others are on their way, and gives its answer. */
  async request<Answer>(
    files: readonly PickedFile[],
    ask: (last: readonly PickedFile[]) => Promise<Answer>,
  ): Promise<Answer> {
    const { answered } = await this.#turns.take(async () => {
      const handed: Promise<void>[] = [];
      let at = 0;
      for (; at + PART < files.length; at += PART) {
        handed.push(this.#hand(files.slice(at, at + PART)));
        await new Promise((next) => setTimeout(next)); // the page's turn
      }
      // In an object, so that the next turn begins when this is asked, not when it is answered.
      return { answered: Promise.all([ask(files.slice(at)), ...handed]) };
    });
    return (await answered)[0];
  }
}
