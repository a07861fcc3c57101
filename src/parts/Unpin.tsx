import { useSession } from './sessionContext';
import styles from './Figure.module.css';

/** Takes an image off the figure; seen where the pointer or the focus is in its row, and always where nothing can hover. */
export function Unpin({ image, path }: { image: number; path: string }) {
  const session = useSession();
  return (
    <button
      className={styles.unpin}
      aria-label={`Unpin ${path}`}
      title="Takes this image off the figure"
      onClick={() => void session.pins.toggle(image)}
    >
      ✕
    </button>
  );
}
