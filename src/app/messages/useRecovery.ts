import { count } from '../format';
import { usePage, useSession } from '../sessionContext';

interface Recovery {
  /** What was kept, in a sentence. */
  readonly kept: string;
  readonly title: string;
  readonly go: () => void;
}

/** The way on for a run that has failed: its newest checkpoint, or its beginning. Null while none has failed. */
export function useRecovery(): Recovery | null {
  const session = useSession();
  const hasFailed = usePage((page) => page.status.state === 'failed');
  const { run, last } = usePage((page) => page.saving);
  if (!hasFailed) return null;
  if (run === null || last === null)
    return {
      kept: 'No checkpoint of this run had been saved yet.',
      title: 'Begin anew',
      go: () => void session.reset(),
    };
  return {
    kept: `The run is kept up to step ${count(last.step)}.`,
    title: `Continue from step ${count(last.step)}`,
    go: () => void session.runs.continue(run),
  };
}
