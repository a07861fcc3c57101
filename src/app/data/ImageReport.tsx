import type { ImageSetInfo, SkippedFile } from '../../worker/protocol';
import { count, counted } from '../format';
import styles from './Data.module.css';

/** More are counted, not listed. */
const MOST_LISTED = 200;

/** What was taken, what was skipped and why, and how many images each label has. */
export function ImageReport({ images }: { images: ImageSetInfo }) {
  const { name, labels, parts, skipped } = images;
  return (
    <div className={styles.report} data-testid="image-report">
      <p>
        <strong>{counted(images.count, 'image')}</strong> from {name}
        {skipped.length > 0 && `, ${count(skipped.length)} skipped`}
      </p>
      {parts.length > 0 && (
        <p data-testid="image-parts">
          {parts
            .map((part) => `${count(part.count)} in ${part.name ? `${part.name}/` : 'folders of classes'}`)
            .join(', ')}
        </p>
      )}
      {labels.length > 0 && (
        <details>
          <summary>{counted(labels.length, 'label')}</summary>
          <ul className={styles.list}>
            {labels.slice(0, MOST_LISTED).map((label) => (
              <li key={label.name}>
                <span className={styles.path}>{label.name}</span> <span>{count(label.count)}</span>
              </li>
            ))}
            <Rest of={labels.length} />
          </ul>
        </details>
      )}
      {skipped.length > 0 && <SkippedList skipped={skipped} />}
    </div>
  );
}

function SkippedList({ skipped }: { skipped: readonly SkippedFile[] }) {
  return (
    <details>
      <summary>{counted(skipped.length, 'skipped file')}, and why</summary>
      <ul className={styles.list} data-testid="skipped-list">
        {skipped.slice(0, MOST_LISTED).map((file) => (
          <li key={file.path} title={file.detail}>
            <span className={styles.path}>{file.path}</span> <span>{file.reason}</span>
          </li>
        ))}
        <Rest of={skipped.length} />
      </ul>
    </details>
  );
}

function Rest({ of }: { of: number }) {
  return of > MOST_LISTED ? <li>and {count(of - MOST_LISTED)} more</li> : null;
}
