/**
 * Sends changes one request at a time: what comes while one is on its way is merged and sent after it. A slider
 * may then move as fast as it likes, and the lab always ends with its last value.
 */
export function latestOnly<Changes extends object>(
  send: (changes: Changes) => Promise<void>,
): (changes: Changes) => void {
  let waiting: Changes | null = null;
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    while (waiting) {
      const changes: Changes = waiting;
      waiting = null;
      await send(changes);
    }
    busy = false;
  }

  return (changes) => {
    waiting = waiting ? { ...waiting, ...changes } : changes;
    if (!busy) void drain();
  };
}
