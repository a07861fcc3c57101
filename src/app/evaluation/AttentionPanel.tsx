import panel from '../../parts/panel.module.css';
import styles from '../../parts/Evaluation.module.css';
import { HeatKey } from '../../parts/HeatKey';
import { ProgressLine } from '../../parts/ProgressLine';
import { usePage, useSession } from '../../parts/sessionContext';
import { SheetView } from '../../parts/SheetView';
import { useEvaluation } from '../../parts/useEvaluation';

/** Grad-CAM of what the network decides about the pinned images, on demand. */
export function AttentionPanel() {
  const { evaluation } = useSession();
  const isBusy = useEvaluation((state) => state.doing !== null);
  const attention = useEvaluation((state) => state.attention);
  const pinned = usePage((page) => page.pinned);
  return (
    <>
      <div className={panel.head}>
        <h2 id="attention-title">Where it looks</h2>
        <span className={panel.note}>Grad-CAM of its answers on the pinned images</span>
      </div>
      <div className={styles.numbers}>
        <button
          data-testid="show-attention"
          disabled={isBusy || pinned.length === 0}
          onClick={() => void evaluation.showAttention(pinned)}
        >
          Show where it looks
        </button>
      </div>
      <ProgressLine of={['attention']} />
      {attention && <SheetView sheet={attention} name="attention" isInColumns colours={<HeatKey />} />}
    </>
  );
}
