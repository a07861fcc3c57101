import { useStore } from 'zustand';
import { useEvaluation } from '../../parts/useEvaluation';
import { usePage, useSession } from '../../parts/sessionContext';
import { useTables } from '../tables/useTables';
import { runTitle } from './runText';
import styles from './RunOffer.module.css';

/** A file that is being read or a run that is being brought back: what it shares its time with, and that it goes on. */
export function ComingIn() {
  const file = useStore(useSession().imports.store, ({ busy }) => busy);
  const run = usePage((page) => page.runs?.find(({ id }) => id === page.continuing));
  const isMeasuring = useEvaluation(({ doing }) => doing !== null);
  const isMakingTable = useTables(({ making }) => making !== null);
  if (file === null && !run) return null;
  const other = isMeasuring ? 'A measurement' : isMakingTable ? 'A table' : null;
  return (
    <p className={styles.offer} role="status" data-testid="coming-in">
      <span>
        {run ? `Bringing ${runTitle(run)} back…` : `Reading ${file}…`}
        {other && ` ${other} takes turns with it, so it takes longer. It continues by itself.`}
      </span>
    </p>
  );
}
