/**
 * Lets the worker or Node look at its event queue, then goes on at once. A MessageChannel, because timers are
 * slowed down in hidden tabs and nested timeouts wait four milliseconds.
 */
export function yieldToHost(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** What a loop knows of who runs it; tests have their own. */
export interface Host {
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  readonly yieldToHost: () => Promise<void>;
}

export const HOST: Host = { now: () => performance.now(), yieldToHost };
