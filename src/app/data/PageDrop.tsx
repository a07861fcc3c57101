import { useEffect, useEffectEvent, useState } from 'react';
import { useLoad } from './useLoad';
import styles from './Data.module.css';

/** Makes the whole page a drop zone, and says so while files hover over it. */
export function PageDrop() {
  const [hovering, setHovering] = useState(false);
  const { loadDropped } = useLoad();
  const drop = useEffectEvent((transfer: DataTransfer) => void loadDropped(transfer));

  useEffect(() => {
    // Every element under the pointer sends its own enter and leave: only their balance tells.
    let depth = 0;
    const withFiles = (handle: (event: DragEvent, transfer: DataTransfer) => void) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      handle(event, event.dataTransfer);
    };
    const enter = withFiles(() => setHovering(++depth > 0));
    const leave = withFiles(() => setHovering(--depth > 0));
    const over = withFiles((_, transfer) => (transfer.dropEffect = 'copy'));
    const end = withFiles((_, transfer) => {
      depth = 0;
      setHovering(false);
      drop(transfer);
    });
    const listeners = [
      ['dragenter', enter],
      ['dragleave', leave],
      ['dragover', over],
      ['drop', end],
    ] as const;
    for (const [type, listener] of listeners) addEventListener(type, listener);
    return () => {
      for (const [type, listener] of listeners) removeEventListener(type, listener);
    };
  }, []);

  if (!hovering) return null;
  return (
    <div className={styles.overlay} data-testid="drop-overlay">
      <p>Let go to read these images, weights or runs. They stay on this machine.</p>
    </div>
  );
}
