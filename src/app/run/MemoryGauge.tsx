import { memoryText } from '../../base/memoryText';
import { usePage } from '../../parts/sessionContext';
import styles from './MemoryGauge.module.css';

/** What the tensors take now, of what training may take; nothing without a run. */
export function MemoryGauge({ className }: { className: string | undefined }) {
  const used = usePage((page) => page.status.tensorBytes);
  const memory = usePage((page) => page.status.memory);
  if (!memory) return null;
  const most = memory.limit ?? memory.needed;
  const title =
    `Tensors take ${memoryText(used)}; training needs up to ${memoryText(memory.needed)}` +
    (memory.limit === null
      ? '.'
      : ` of ${memoryText(memory.limit)}${memory.isCap ? ' that you allow' : ''}. What cannot fit is refused before it starts.`);
  return (
    <div className={className} title={title} data-testid="memory">
      <dt>Memory</dt>
      <dd className={styles.value}>
        {memoryText(used)}
        {memory.isCap && ` of ${memoryText(most)}`}
        <meter className={styles.gauge} min={0} max={most} value={Math.min(used, most)} aria-label={title} />
      </dd>
    </div>
  );
}
