import { useEffect } from 'react';
import panel from '../../../../parts/panel.module.css';
import { usePlace } from '../../../../parts/place/usePlace';
import { Glossary } from './Glossary';
import type { Opened } from '../../../../parts/place/place';
import { LESSONS } from './lessons';
import { LessonPage } from './LessonPage';
import { openLesson } from '../../../../parts/place/openLesson';
import { usePointedAt } from './useLesson';
import styles from './Learn.module.css';

/** The lesson that is open, above the pictures that it drives; nothing where none is. */
export function LearnPanel() {
  const opened = usePlace((place) => place.lesson);
  const look = usePointedAt((state) => state.look);
  useEffect(() => {
    document.documentElement.dataset['look'] = look.join(' ');
    return () => void delete document.documentElement.dataset['look'];
  }, [look]);
  if (opened === null) return null;
  const shown = LESSONS.find(({ id }) => id === opened);
  return (
    <section className={panel.panel} aria-labelledby="learn-title" data-testid="lesson" data-lesson={opened}>
      <div className={panel.head}>
        <h2 id="learn-title">{shown ? `${LESSONS.indexOf(shown) + 1} · ${shown.title}` : 'The words'}</h2>
        <LessonTabs opened={opened} />
        <button
          data-quiet
          aria-label="Close the lessons"
          data-testid="lesson-close"
          onClick={() => openLesson(null)}
        >
          ✕
        </button>
      </div>
      {shown ? <LessonPage key={opened} lesson={shown} /> : <Glossary />}
    </section>
  );
}

function LessonTabs({ opened }: { opened: Opened }) {
  return (
    <nav className={styles.tabs} aria-label="Lessons">
      {LESSONS.map(({ id, title }, i) => (
        <button
          key={id}
          data-quiet
          aria-current={id === opened ? 'page' : undefined}
          aria-label={`Lesson ${i + 1}: ${title}`}
          title={title}
          data-testid={`lesson-${id}`}
          onClick={() => openLesson(id)}
        >
          {i + 1}
        </button>
      ))}
      <button
        data-quiet
        aria-current={opened === 'glossary' ? 'page' : undefined}
        data-testid="lesson-glossary"
        onClick={() => openLesson('glossary')}
      >
        Words
      </button>
    </nav>
  );
}
