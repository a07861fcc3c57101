import { GLOSSARY } from './glossary';
import styles from './Learn.module.css';

export function Glossary() {
  return (
    <dl className={styles.glossary}>
      {GLOSSARY.map(({ term, meaning, source }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            {meaning} <span className={styles.source}>{source}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
