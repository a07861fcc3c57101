/** Fair timings on a busy machine: candidates take turns, and each is judged by its median. */

export interface Candidate {
  readonly name: string;
  /** Resolves when the device has finished. */
  readonly run: () => Promise<void>;
}

/** Median seconds of one run by name, over `rounds` rounds in which every candidate runs once, after a warm-up. */
export async function medianSeconds(
  candidates: readonly Candidate[],
  rounds: number,
): Promise<Map<string, number>> {
  const seconds = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  for (const { run } of candidates) await run();
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of candidates) {
      const start = performance.now();
      await run();
      seconds.get(name)!.push((performance.now() - start) / 1000);
    }
  }
  return new Map([...seconds].map(([name, values]) => [name, median(values)]));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
