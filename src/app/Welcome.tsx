import { Suspense, useLayoutEffect, useRef } from 'react';
import { aboutMethod } from '../experiments/abouts';
import { chosenFiles } from './data/pickedFiles';
import { useLoad } from './data/useLoad';
import { openLesson } from '../parts/place/openLesson';
import { useOwnPage } from './pages';
import { usePage, useSession } from '../parts/sessionContext';
import styles from './Welcome.module.css';

/** The page before there are images: what the method is about, and the ways on, which wait for nothing. */
export function Welcome() {
  const section = useGoOnToPictures();
  const { title, summary, paper } = aboutMethod(usePage((page) => page.running.method));
  const opening = useOwnPage()?.opening;
  return (
    <section ref={section} className={styles.welcome} aria-labelledby="welcome-title" data-testid="welcome">
      <div className={styles.head}>
        <h2 id="welcome-title">{opening?.title ?? title}</h2>
        <p>{opening?.line ?? summary}</p>
      </div>
      <div className={styles.body} data-demonstrates={opening !== undefined}>
        {opening && (
          <Suspense fallback={<div />}>
            <opening.Demo />
          </Suspense>
        )}
        <Ways />
      </div>
      <p className={styles.source}>
        After {AUTHORS.format(paper.authors.split(', '))}, “{paper.title}”, {paper.year}. {PRIVATE}
      </p>
    </section>
  );
}

const AUTHORS = new Intl.ListFormat('en', { type: 'conjunction' });

function Ways() {
  const [lesson] = aboutMethod(usePage((page) => page.running.method)).lessons;
  return (
    <div className={styles.ways}>
      <SampleWay />
      <FilesWay />
      {lesson !== undefined && <TourWay first={lesson} />}
    </div>
  );
}

const PRIVATE = 'Everything runs in this browser; nothing leaves your machine.';

/** When a run's pictures take the place of these, they are in view, and the keyboard goes on from there. */
function useGoOnToPictures() {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const welcome = section.current;
    // A button that waits for the images is disabled, and loses the keyboard to the page.
    let hadFocus = false;
    const noteFocus = ({ target }: FocusEvent) => void (hadFocus = welcome!.contains(target as Node));
    document.addEventListener('focusin', noteFocus);
    return () => {
      document.removeEventListener('focusin', noteFocus);
      const { activeElement } = document;
      const isHere = activeElement === document.body ? hadFocus : welcome?.contains(activeElement);
      const pictures = document.getElementById('pictures');
      if (!pictures) return;
      if (isHere) pictures.focus({ preventScroll: true });
      pictures.scrollTop = 0; // where the column scrolls by itself
      if (pictures.getBoundingClientRect().top < 0) pictures.scrollIntoView();
    };
  }, []);
  return section;
}

function useIsBusy(): boolean {
  return usePage((page) => page.reading !== null || page.collecting !== null);
}

function SampleWay() {
  const session = useSession();
  const busy = useIsBusy();
  const own = useOwnPage();

  async function trainOnSample(): Promise<void> {
    await session.loadSample();
    await session.start();
  }

  return (
    <div className={styles.way}>
      <button
        data-primary
        data-testid="way-sample"
        disabled={busy}
        title="Loads the sample set and starts"
        onClick={() => void trainOnSample()}
      >
        Train on the sample set
      </button>
      <p>
        1,214 emoji,{' '}
        {own ? (
          <Suspense>
            <own.BesideSample />
          </Suspense>
        ) : (
          'fresh networks.'
        )}
      </p>
    </div>
  );
}

function FilesWay() {
  const busy = useIsBusy();
  const files = useRef<HTMLInputElement>(null);
  const { loadPicked } = useLoad();
  return (
    <div className={styles.way}>
      <button data-testid="way-files" disabled={busy} onClick={() => files.current?.click()}>
        Drop your images
      </button>
      <p>Folders, files or a zip, anywhere on this page; or press to choose. They stay on this machine.</p>
      <input
        ref={files}
        type="file"
        multiple
        accept="image/*,.zip"
        hidden
        onChange={({ currentTarget }) => {
          const picked = currentTarget.files ? chosenFiles(currentTarget.files) : [];
          currentTarget.value = '';
          void loadPicked(picked);
        }}
      />
    </div>
  );
}

function TourWay({ first }: { first: string }) {
  return (
    <div className={styles.way}>
      <button data-testid="way-tour" onClick={() => openLesson(first)}>
        Take the tour
      </button>
      <p>Five short lessons that drive this page, with the paper’s equations beside the controls.</p>
    </div>
  );
}
