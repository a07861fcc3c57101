import type { BackendInfo } from '../../worker/protocol';
import styles from './Backend.module.css';

const NAMES = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'Plain JavaScript' } as const;

interface BackendChipProps {
  backend: BackendInfo | null;
  whyOpen: boolean;
  onToggleWhy: () => void;
}

/** Which backend runs, and on what. Where a better one was wanted, a click shows or hides the reason. */
export function BackendChip({ backend, whyOpen, onToggleWhy }: BackendChipProps) {
  if (!backend)
    return (
      <span className={styles.chip} data-testid="backend">
        Starting…
      </span>
    );
  const shared = {
    className: styles.chip,
    'data-testid': 'backend',
    'data-name': backend.name,
    'data-quality': backend.name === 'webgpu' && !backend.software ? 'good' : 'slow',
    title: backend.why ?? `${NAMES[backend.name]}: ${backend.device}`,
  };
  const text = (
    <>
      <strong>{NAMES[backend.name]}</strong>
      <span className={styles.device}>{backend.device}</span>
    </>
  );
  return backend.why === null ? (
    <span {...shared}>{text}</span>
  ) : (
    <button {...shared} aria-expanded={whyOpen} onClick={onToggleWhy}>
      {text}
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
