import { useState, type ReactNode } from 'react';
import styles from './Settings.module.css';

interface SectionProps {
  title: string;
  note?: string;
  /** Open on a first visit. */
  opensFirst?: boolean;
  children: ReactNode;
}

/** A part of the settings that folds away; remembered between visits. */
export function Section({ title, note, opensFirst = false, children }: SectionProps) {
  const key = `artifact-lab.section.${title}`;
  const [open, setOpen] = useState(() => (localStorage.getItem(key) ?? String(opensFirst)) === 'true');
  return (
    <details
      className={styles.section}
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        localStorage.setItem(key, String(event.currentTarget.open));
      }}
    >
      <summary>
        <h3>{title}</h3>
        {note && <span className={styles.note}>{note}</span>}
      </summary>
      <div className={styles.fields}>{children}</div>
    </details>
  );
}
