import { aboutMethod, METHOD_IDS } from '../../experiments/abouts';
import { Select } from '../../parts/Select';
import { usePage, useSession } from '../../parts/sessionContext';
import styles from './MethodChoice.module.css';

const OPTIONS = METHOD_IDS.map((method) => [method, aboutMethod(method).title] as const);

/** What is learnt, with one sentence on it and its paper. */
export function MethodChoice() {
  const session = useSession();
  const method = usePage((page) => page.draft.method);
  const isPending = usePage(({ running, draft }) => running.method !== draft.method);
  const { summary, paper } = aboutMethod(method);
  return (
    <div className={styles.method} data-pending={isPending}>
      <Select
        title="Method"
        testId="method"
        className={styles.choice}
        value={method}
        options={OPTIONS}
        onChoose={(chosen) => void session.settings.setMethod(chosen)}
      />
      <p className={styles.summary}>
        {summary}{' '}
        <a href={paper.url} target="_blank" rel="noreferrer" title={`${paper.authors}: ${paper.title}`}>
          Paper, {paper.year}
        </a>
      </p>
    </div>
  );
}
