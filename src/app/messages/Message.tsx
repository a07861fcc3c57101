import type { ReactNode } from 'react';
import { visible } from '../../base/visible';
import styles from './Messages.module.css';

/** News is spoken where it is kept, since a line that comes with its text is not always read out. */
const ROLES = {
  failure: 'alert',
  notice: 'status',
  undo: 'status',
  done: 'status',
  news: undefined,
} as const;

interface MessageProps {
  kind: keyof typeof ROLES;
  /** The way on, one button. */
  action?: { readonly title: string; readonly go: () => void };
  onDismiss: () => void;
  children: ReactNode;
}

/** Something that a person should know, perhaps with the way on, until it is dismissed. */
export function Message({ kind, action, onDismiss, children }: MessageProps) {
  return (
    <div className={styles[kind]} role={ROLES[kind]} data-testid={kind}>
      <p>{typeof children === 'string' ? visible(children) : children}</p>
      <div className={styles.buttons}>
        {action && (
          <button data-primary data-testid={`${kind}-action`} onClick={action.go}>
            {action.title}
          </button>
        )}
        <button data-quiet aria-label="Dismiss" title="Dismiss" onClick={onDismiss}>
          ✕
        </button>
      </div>
    </div>
  );
}
