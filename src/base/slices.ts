/**
 * Work in slices. Measuring takes seconds and must not hold up training or the page, so everything long here is an
 * async generator that stops after each small piece of work (a few milliseconds at the sizes of the page; one batch
 * or one block of a matrix). Whoever drives it decides what happens in between, and ends it early with `return`,
 * which frees its tensors.
 */

/** How far the work has come, for a progress bar. */
interface Slice {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/** Work that ends with a T. */
export type Sliced<T> = AsyncGenerator<Slice, T, void>;

/** The same where nothing has to be waited for; `yield*` takes either. */
export type SlicedAtOnce<T> = Generator<Slice, T, void>;

/** A convex fit does not know how long it will take: only what counts its steps to the end counts in a part. */
const COUNTED = ['features', 'steps'];

interface Part extends Slice {
  readonly weight: number;
  /** What the work calls the slices that count its steps to the end. */
  readonly counted?: readonly string[];
}

/** Work as a part of a larger one: `weight` of its `total` units, after `done`. */
export async function* partOf<T>(
  work: Sliced<T>,
  { what, done, weight, total, counted = COUNTED }: Part,
): Sliced<T> {
  let share = 0;
  try {
    for (;;) {
      const slice = await work.next();
      if (slice.done) return slice.value;
      const { what: part, done: steps, total: all } = slice.value;
      // What follows what is counted does not take it back.
      if (counted.includes(part)) share = steps / all;
      yield { what, done: done + weight * share, total };
    }
  } finally {
    await work.return(undefined as T);
  }
}

export interface FinishOptions {
  readonly signal?: AbortSignal;
  readonly onSlice?: (slice: Slice) => void;
  /** Called between slices whenever `restEveryMs` have passed: let the host or the training do something. */
  readonly rest?: () => Promise<void>;
  readonly restEveryMs?: number;
}

/** Drives work to its end. Throws a DOMException 'AbortError' once the signal is aborted, with all tensors freed. */
export async function finish<T>(work: Sliced<T> | SlicedAtOnce<T>, options: FinishOptions = {}): Promise<T> {
  const { signal, onSlice, rest, restEveryMs = 25 } = options;
  let rested = performance.now();
  try {
    for (;;) {
      if (signal?.aborted) throw new DOMException('Measuring was cancelled.', 'AbortError');
      const slice = await work.next();
      if (slice.done) return slice.value;
      onSlice?.(slice.value);
      if (rest && performance.now() - rested >= restEveryMs) {
        await rest();
        rested = performance.now();
      }
    }
  } finally {
    await work.return(undefined as T);
  }
}
