/** How work is cut into calls that threads share. */

/** Parts for each thread, so that one that is late or interrupted leaves some of its own to the others. */
const PARTS_OF_THREAD = 4;

type Part = [begin: number, end: number];

/**
 * Cuts `count` units into parts that begin at multiples of `step`: one for one thread, else a few for each, of `least`
 * units at least unless that would leave threads without a part.
 */
export function parts(count: number, step: number, least: number, threads: number): Part[] {
  const fair = count / threads;
  const size = threads === 1 ? count : Math.max(fair / PARTS_OF_THREAD, Math.min(least, fair));
  const length = Math.max(1, Math.ceil(size / step)) * step;
  return Array.from({ length: Math.ceil(count / length) }, (_, i) => {
    return [i * length, Math.min((i + 1) * length, count)];
  });
}

/** Numbers in a part of one pass over memory: fewer are done before another thread has woken. */
const LEAST_NUMBERS = 32_768;

/** The same for a pass over `count` units of `numbers` numbers each. */
export function passParts(count: number, step: number, numbers: number, threads: number): Part[] {
  const least = Math.ceil(LEAST_NUMBERS / numbers);
  return parts(count, step, least, count < 2 * least ? 1 : threads);
}
