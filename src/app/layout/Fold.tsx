import { useState, type ReactNode } from 'react';
import styles from './Fold.module.css';

interface FoldProps {
  /** What the button is said to fold, and the key under which it is remembered. */
  title: string;
  /** Folded on a first visit on a narrow screen, where a person would scroll past it to the pictures. */
  foldsOnPhone?: boolean;
  children: ReactNode;
}

const NARROW = '(max-width: 56rem)';

/**
 * Lets whatever panels are in it fold down to their title line; remembered between visits. It relies on a panel's
 * being a section whose first child is its title line, and knows nothing else of it.
 */
export function Fold({ title, foldsOnPhone = false, children }: FoldProps) {
  const key = `artifact-lab.fold.${title}`;
  const [folded, setFolded] = useState(() => {
    const remembered = localStorage.getItem(key);
    return remembered === null ? foldsOnPhone && matchMedia(NARROW).matches : remembered === 'true';
  });
  return (
    <div className={styles.fold} data-folded={folded}>
      {children}
      <button
        className={styles.toggle}
        data-quiet
        data-testid="fold"
        aria-expanded={!folded}
        aria-label={`${title}: ${folded ? 'unfold' : 'fold'}`}
        title={folded ? 'Unfold' : 'Fold'}
        onClick={() => {
          localStorage.setItem(key, String(!folded));
          setFolded(!folded);
        }}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
      </button>
    </div>
  );
}
