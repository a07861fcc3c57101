import { useEffect } from 'react';
import { usePage } from '../../parts/sessionContext';

/** Keeps the screen, and with it the machine, awake while training runs. */
export function useWakeLock(): void {
  const running = usePage((state) => state.status.state === 'running');
  useEffect(() => {
    if (!running || !('wakeLock' in navigator)) return;
    const holding = new AbortController();
    const hold = () => void holdAwake(holding.signal);
    hold();
    // The browser takes the lock away from a hidden tab.
    document.addEventListener('visibilitychange', hold, { signal: holding.signal });
    return () => holding.abort();
  }, [running]);
}

async function holdAwake(signal: AbortSignal): Promise<void> {
  if (document.visibilityState !== 'visible') return;
  try {
    const lock = await navigator.wakeLock.request('screen');
    if (signal.aborted) await lock.release();
    else signal.addEventListener('abort', () => void lock.release(), { once: true });
  } catch (error) {
    // Refused, as on a low battery: the run does without.
    if (!(error instanceof DOMException)) throw error;
  }
}
