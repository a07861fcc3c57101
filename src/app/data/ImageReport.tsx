import { useState, type ReactNode } from 'react';
import { count, counted } from '../../base/counted';
import { skippedCsv } from '../../base/skippedCsv';
import { visible } from '../../base/visible';
import type { ImageSetInfo, SkippedFile } from '../../worker/protocol';
import { saveFile } from '../../parts/saveFile';
import styles from './Data.module.css';

/** More are shown when asked for. */
const LISTED_AT_FIRST = 200;

/** What was taken, what was skipped and why, and how many images each label has. */
export function ImageReport({ images }: { images: ImageSetInfo }) {
  const { name, labels, parts, skipped } = images;
  const hidden = skipped.filter(({ reason }) => reason === 'hidden').length;
  return (
    <div className={styles.report} data-testid="image-report">
      <p>
        <strong>{counted(images.count, 'image')}</strong> from {visible(name)}
        {skipped.length > 0 && `, ${count(skipped.length)} skipped`}
        {hidden > 0 && ` (${counted(hidden, 'hidden file')})`}
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
          <List testId="label-list" items={labels}>
            {(label) => (
              <li key={label.name}>
                <span className={styles.path}>{visible(label.name)}</span> <span>{count(label.count)}</span>
              </li>
            )}
          </List>
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
      <List testId="skipped-list" items={skipped}>
        {(file) => (
          <li key={file.path} title={visible(file.detail)}>
            <span className={styles.path}>{visible(file.path)}</span> <span>{file.reason}</span>
          </li>
        )}
      </List>
      <button
        className={styles.more}
        data-testid="save-skipped"
        onClick={() => saveFile(skippedCsv(skipped), 'skipped.csv', 'text/csv')}
      >
        Save the list as CSV
      </button>
    </details>
  );
}

interface ListProps<T> {
  testId: string;
  items: readonly T[];
  children: (item: T) => ReactNode;
}

/** A list that begins short, since a page with a hundred thousand lines is slow. */
function List<T>({ testId, items, children }: ListProps<T>) {
  const [most, setMost] = useState(LISTED_AT_FIRST);
  const rest = items.length - most;
  return (
    <ul className={styles.list} data-testid={testId}>
      {items.slice(0, most).map(children)}
      {rest > 0 && (
        <li>
          <button onClick={() => setMost(Infinity)}>Show {count(rest)} more</button>
        </li>
      )}
    </ul>
  );
}
