import { useEffect, useRef } from 'react';
import { usePage } from '../../parts/sessionContext';
import { setLetters, toggleSheet, useSheet } from './sheet';
import { shortcutsOf } from './shortcuts';
import styles from './ShortcutSheet.module.css';

/** All keys, over the page, until Escape. */
export function ShortcutSheet() {
  const open = useSheet((sheet) => sheet.open);
  return open ? <Sheet /> : null;
}

function Sheet() {
  const letters = useSheet((sheet) => sheet.letters);
  const shortcuts = shortcutsOf(usePage((page) => page.running));
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-testid="shortcuts"
      aria-labelledby="shortcuts-title"
      onClose={() => useSheet.setState({ open: false })}
      onKeyDown={(event) => event.key === '?' && toggleSheet()}
    >
      <h2 id="shortcuts-title">Keys</h2>
      <dl>
        {shortcuts.filter(({ needsImages }) => !needsImages).map(row)}
        <div>
          <dt>
            <kbd>Tab</kbd> <kbd>Enter</kbd> <kbd>← →</kbd>
          </dt>
          <dd>Reach, press and move every control</dd>
        </div>
      </dl>
      <h3 id="shortcuts-later">Once images are loaded</h3>
      <dl aria-labelledby="shortcuts-later">{shortcuts.filter(({ needsImages }) => needsImages).map(row)}</dl>
      <label>
        <input
          type="checkbox"
          checked={letters}
          onChange={(event) => setLetters(event.currentTarget.checked)}
        />
        Keys of one letter, and Space
      </label>
      <form method="dialog">
        <button data-primary>Close</button>
      </form>
    </dialog>
  );
}

function row({ shown, what }: ReturnType<typeof shortcutsOf>[number]) {
  return (
    <div key={shown}>
      <dt>
        <kbd>{shown}</kbd>
      </dt>
      <dd>{what}</dd>
    </div>
  );
}
