import { useEffect } from 'react';
import { useSession } from '../../parts/sessionContext';

/** What other tabs did with the runs is seen when a person comes back to this one. */
export function useKeptInStep(): void {
  const session = useSession();
  useEffect(() => {
    const update = () => {
      if (document.visibilityState === 'visible') void session.runs.list();
    };
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, [session]);
}
