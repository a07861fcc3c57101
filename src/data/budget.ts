/** Something that is shared and limited, as memory is: work waits, in order, until there is enough of it. */
export class Budget {
  readonly #limit: number;
  #used = 0;
  readonly #waiting: { readonly amount: number; readonly begin: () => void }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `work` once `amount` is free, and frees it when it has ended. More than the limit counts as the limit. */
  async spend<T>(amount: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(amount, this.#limit);
    await new Promise<void>((begin) => {
      this.#waiting.push({ amount: share, begin });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#used -= share;
      this.#admit();
    }
  }

  #admit(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || this.#used + next.amount > this.#limit) return;
      this.#waiting.shift();
      this.#used += next.amount;
      next.begin();
    }
  }
}
