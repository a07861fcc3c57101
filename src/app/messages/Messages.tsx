import { useEffect } from 'react';
import type { Undo } from '../../store/state';
import { usePage, useSession } from '../sessionContext';
import { Message } from './Message';
import { useRecovery } from './useRecovery';
import styles from './Messages.module.css';

/** What went wrong, what was kept and the way on; what of a link was not taken; what can be taken back. */
export function Messages() {
  const session = useSession();
  const failures = usePage((page) => page.failures);
  const notices = usePage((page) => page.notices);
  const undo = usePage((page) => page.undo);
  const recovery = useRecovery();
  return (
    <div className={styles.stack}>
      {failures.map(({ what, todo }, i) => {
        // The newest failure is the one that the run stands at.
        const isLast = i === failures.length - 1;
        return (
          <Message
            key={what}
            kind="failure"
            onDismiss={() => session.dismissFailure(what)}
            {...(isLast && recovery && { action: recovery })}
          >
            <strong>{what}</strong> {isLast && recovery?.kept} {todo}
          </Message>
        );
      })}
      {notices.map((notice) => (
        <Message key={notice} kind="notice" onDismiss={() => session.dismissNotice(notice)}>
          {notice}
        </Message>
      ))}
      {undo && <UndoToast undo={undo} />}
    </div>
  );
}

/** Long enough to read it, think and reach it with the keyboard. */
const UNDO_MS = 20_000;

function UndoToast({ undo }: { undo: Undo }) {
  const session = useSession();
  useEffect(() => {
    const timer = setTimeout(session.runs.dismissUndo, UNDO_MS);
    return () => clearTimeout(timer);
  }, [session, undo]);
  return (
    <Message
      kind="undo"
      action={{ title: 'Undo', go: () => void session.runs.undo() }}
      onDismiss={session.runs.dismissUndo}
    >
      {undo.text}
    </Message>
  );
}
