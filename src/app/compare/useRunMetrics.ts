/** The metrics of chosen runs, read once for each newest checkpoint. */
import { useEffect, useState } from 'react';
import { LabEnded } from '../../store/labLine';
import type { MetricRow, StoredRun } from '../../worker/protocol';
import { useSession } from '../../parts/sessionContext';
import type { RunMetrics } from './comparisonTable';

interface Known {
  readonly newest: string;
  readonly rows: readonly MetricRow[];
}

export function useRunMetrics(runs: readonly StoredRun[]): RunMetrics {
  const session = useSession();
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map());
  const wanted = runs.map((run) => `${run.id} ${newestOf(run)}`).join('\n');

  useEffect(() => {
    let isWanted = true;
    const read = async (): Promise<void> => {
      for (const run of runs) {
        if (known.get(run.id)?.newest === newestOf(run)) continue;
        const rows = await session.runs.metrics(run.id);
        if (!isWanted) return;
        setKnown((before) => new Map(before).set(run.id, { newest: newestOf(run), rows }));
      }
    };
    read().catch((error: unknown) => {
      if (!(error instanceof LabEnded)) session.tellFailure('Reading the curves of a run', error);
    });
    return () => void (isWanted = false);
    // `wanted` stands for the runs: what was read does not ask for itself again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, session]);

  return new Map([...known].map(([id, { rows }]) => [id, rows]));
}

function newestOf({ checkpoints }: StoredRun): string {
  const newest = checkpoints.at(-1);
  return newest ? `${newest.name} ${newest.saved}` : '';
}
