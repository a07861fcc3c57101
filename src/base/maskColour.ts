/** How drop masks are coloured, wherever they are drawn. RGB in 0…255. */
const KEPT = [226, 236, 236] as const;
const DROPPED = [178, 66, 16] as const;

/** The colour of a cell that was kept with this probability: from dark (0, dropped) to light (1, kept). */
export function maskColour(kept: number): readonly [red: number, green: number, blue: number] {
  const mix = (i: 0 | 1 | 2): number => DROPPED[i] + kept * (KEPT[i] - DROPPED[i]);
  return [mix(0), mix(1), mix(2)];
}
