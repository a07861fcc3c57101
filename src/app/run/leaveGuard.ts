import { useEffect } from 'react';
import { usePage } from '../../parts/sessionContext';

/** Asks before a running training is left behind. */
export function useLeaveGuard(): void {
  const running = usePage((state) => state.status.state === 'running');
  useEffect(() => {
    if (!running) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [running]);
}
