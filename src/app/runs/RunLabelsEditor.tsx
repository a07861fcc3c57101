import { useState } from 'react';
import type { StoredRun } from '../../worker/protocol';
import { useSession } from '../../parts/sessionContext';
import styles from './Runs.module.css';

const MOST_TAGS = 12;
const LONGEST_TAG = 40;
const LONGEST_NOTE = 2000;

/** A run's tags and note, saved when a field is left. */
export function RunLabelsEditor({ run }: { run: StoredRun }) {
  const session = useSession();
  const { labels } = run;
  const [tags, setTags] = useState(labels.tags.join(', '));
  const [note, setNote] = useState(labels.note);

  function save(): void {
    const next = { tags: readTags(tags), note };
    setTags(next.tags.join(', '));
    if (note !== labels.note || next.tags.join() !== labels.tags.join())
      void session.runs.label(run.id, next);
  }

  return (
    <details className={styles.labels}>
      <summary data-testid="run-labels">
        {labels.tags.length > 0 || labels.note ? labelsText(run) : 'Tags and note'}
      </summary>
      <label>
        Tags, with commas between
        <input
          type="text"
          data-testid="run-tags"
          value={tags}
          onChange={(event) => setTags(event.currentTarget.value)}
          onBlur={save}
        />
      </label>
      <label>
        Note
        <textarea
          rows={2}
          maxLength={LONGEST_NOTE}
          data-testid="run-note"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          onBlur={save}
        />
      </label>
    </details>
  );
}

function labelsText({ labels: { tags, note } }: StoredRun): string {
  return [tags.join(', '), note].filter((text) => text !== '').join(' · ');
}

/** Tags as they are kept: trimmed, each once, cut to what a run may carry. */
function readTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, LONGEST_TAG));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, MOST_TAGS);
}
