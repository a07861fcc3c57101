import type { BackendInfo } from '../../worker/protocol';
import styles from './Backend.module.css';

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain JavaScript' } as const;

interface BackendChipProps {
  backend: BackendInfo | null;
  isOpen: boolean;
  onToggle: () => void;
}

/** Which backend runs, and on what. A click shows or hides why no better one does, and what a person may choose. */
export function BackendChip({ backend, isOpen, onToggle }: BackendChipProps) {
  if (!backend)
    return (
      <span className={styles.chip} data-testid="backend">
        Starting…
      </span>
    );
  const what = `${NAMES[backend.name]}: ${backend.device}`;
  return (
    <button
      className={styles.chip}
      data-testid="backend"
      data-name={backend.name}
      data-quality={backend.name === 'webgpu' && !backend.software ? 'good' : 'slow'}
      title={`${backend.why ?? `${what}.`} Press for the choice of GPU and memory.`}
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <strong>{NAMES[backend.name]}</strong>
      <span className={styles.device}>{backend.device}</span>
    </button>
  );
}

/** Why no better backend runs, and what to do. */
export function BackendNote({ why, onDismiss }: { why: string; onDismiss: () => void }) {
  return (
    <div className={styles.note} data-testid="backend-why">
      <p>{why}</p>
      <button
        data-quiet
        aria-label="Dismiss"
        title="Dismiss; the chip above shows it again"
        data-testid="backend-why-dismiss"
        onClick={onDismiss}
      >
        ✕
      </button>
    </div>
  );
}
