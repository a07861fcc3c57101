/**
 * Gathers items and hands them over together, once per turn of `schedule` (a frame, in the page), however many
 * arrive: a fast run must not redraw the page more often than the screen does.
 */
export function frameQueue<Item>(
  apply: (batch: readonly Item[]) => void,
  schedule: (turn: () => void) => void,
): (item: Item) => void {
  let waiting: Item[] = [];
  return (item) => {
    waiting.push(item);
    if (waiting.length > 1) return;
    schedule(() => {
      const batch = waiting;
      waiting = [];
      apply(batch);
    });
  };
}
