import { useEffect } from 'react';
import { count } from '../../base/counted';
import type { Undo } from '../../store/state';
import type { Failure } from '../../worker/protocol';
import { usePage, useSession } from '../../parts/sessionContext';
import { Message } from './Message';
import styles from './Messages.module.css';

/** What went wrong, what was kept and the way on; what of a link was not taken; what was done and can be taken back. */
export function Messages() {
  const session = useSession();
  const failures = usePage((page) => page.failures);
  const notices = usePage((page) => page.notices);
  const undo = usePage((page) => page.undo);
  const done = usePage((page) => page.done);
  return (
    <section className={styles.stack} aria-label="Messages">
      {failures.map((failure) => (
        <FailureMessage key={failure.what} failure={failure} />
      ))}
      {notices.map((notice) => (
        <Message key={notice} kind="notice" onDismiss={() => session.dismissNotice(notice)}>
          {notice}
        </Message>
      ))}
      {undo && <UndoToast undo={undo} />}
      {done && <Confirmation done={done} />}
      <News />
    </section>
  );
}

/** Where the run itself has failed, what of it is kept, and the way on: its newest checkpoint, or its beginning. */
function FailureMessage({ failure: { what, todo, goOn } }: { failure: Failure }) {
  const session = useSession();
  const kept = goOn
    ? `The run is kept up to step ${count(goOn.step)}.`
    : 'No checkpoint of the run had been saved yet.';
  const action = goOn
    ? { title: `Continue from step ${count(goOn.step)}`, go: () => void session.runs.continue(goOn.run) }
    : { title: 'Begin anew', go: () => void session.reset() };
  return (
    <Message
      kind="failure"
      onDismiss={() => session.dismissFailure(what)}
      {...(goOn !== undefined && { action })}
    >
      <strong>{what}</strong> {goOn !== undefined && kept} {todo}
    </Message>
  );
}

/** What has just begun, for as long as it is one. The line that is read out stays, and only its text changes. */
function News() {
  const session = useSession();
  const news = usePage((page) => page.news);
  useGoesAway(news, NEWS_MS, session.dismissNews);
  return (
    <>
      <p className="spoken" role="status">
        {news}
      </p>
      {news && (
        <Message kind="news" onDismiss={session.dismissNews}>
          {news}
        </Message>
      )}
    </>
  );
}

const NEWS_MS = 12_000;

const DONE_MS = 8_000;

/** That something worked: calm, and gone by itself. */
function Confirmation({ done }: { done: { readonly text: string } }) {
  const session = useSession();
  useGoesAway(done, DONE_MS, session.dismissDone);
  return (
    <Message kind="done" onDismiss={session.dismissDone}>
      {done.text}
    </Message>
  );
}

/** Long enough to read it, think and reach it with the keyboard. */
const UNDO_MS = 20_000;

function UndoToast({ undo }: { undo: Undo }) {
  const session = useSession();
  useGoesAway(undo, UNDO_MS, session.runs.dismissUndo);
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

/** Dismisses what is told after a while; anew for each that is told. */
function useGoesAway(told: unknown, after: number, dismiss: () => void): void {
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(dismiss, after);
    return () => clearTimeout(timer);
  }, [told, after, dismiss]);
}
