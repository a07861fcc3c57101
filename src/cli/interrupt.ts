import { EXIT } from './exit';

/** A terminal’s one Ctrl-C may arrive twice, from the terminal and from the process that started us. */
const SAME_PRESS_MS = 500;

/**
 * Calls `stop` on the first Ctrl-C (or a polite kill) and ends the process at once on a second.
 *
 * @returns whether it was pressed, and the way to stop listening
 */
export function onInterrupt(stop: () => void): { readonly pressed: boolean; dispose(): void } {
  let first: number | null = null;
  const hear = (): void => {
    const now = performance.now();
    if (first === null) {
      first = now;
      stop();
    } else if (now - first > SAME_PRESS_MS) {
      process.exit(EXIT.interrupted);
    }
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    get pressed() {
      return first !== null;
    },
    dispose: () => process.off('SIGINT', hear).off('SIGTERM', hear),
  };
}
