import type { ConfigKey, Setting } from '../../../../experiments/config';
import { lazy, Suspense, useState } from 'react';

import { useFigureView } from '../figure/figureView';
import { useSession } from '../../../../parts/sessionContext';
import { LESSONS, type Lesson, type Trial } from './lessons';
import { PaperRows } from './PaperRows';
import { openLesson } from '../../../../parts/place/openLesson';
import { pointAt } from './useLesson';
import styles from './Learn.module.css';

// KaTeX is half as big as the rest of the page: whoever takes no lesson need not load it.
const Equation = lazy(() => import('./Equation'));

export function LessonPage({ lesson }: { lesson: Lesson }) {
  const { equation } = lesson;
  const next = LESSONS[LESSONS.indexOf(lesson) + 1]?.id;
  return (
    <div className={styles.lesson}>
      <div className={styles.text}>
        {lesson.text.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <Trials lesson={lesson} />
      </div>
      <div className={styles.beside}>
        <figure className={styles.equation} aria-label={equation.words} title={equation.words}>
          <Suspense fallback={<p className={styles.source}>…</p>}>
            <Equation tex={equation.tex} />
          </Suspense>
          <figcaption className={styles.source}>{equation.source}</figcaption>
        </figure>
        {lesson.rows.length > 0 && <PaperRows rows={lesson.rows} says={lesson.rowsSay} />}
      </div>
      <button
        className={styles.next}
        data-testid="lesson-next"
        onClick={() => openLesson(next ?? 'glossary')}
      >
        {next ? 'Next lesson →' : 'The words →'}
      </button>
    </div>
  );
}

/** Buttons that set the page up for what the lesson says, and a word on what to see. */
function Trials({ lesson }: { lesson: Lesson }) {
  const session = useSession();
  const [tried, setTried] = useState<Trial | null>(null);

  function carryOut(trial: Trial): void {
    for (const [key, value] of Object.entries(trial.changes) as [ConfigKey, Setting][])
      session.settings.setField(key, value);
    const allColumns = trial.look.some((column) => column === 'ungated' || column === 'twice');
    useFigureView.setState((view) => ({
      ...{ mode: 'table', repairOff: false, allColumns: view.allColumns || allColumns },
    }));
    pointAt(trial.look);
    setTried(trial);
  }

  return (
    <div className={styles.trials}>
      <div className={styles.buttons} role="group" aria-label="Try it">
        {lesson.trials.map((trial) => (
          <button
            key={trial.text}
            aria-pressed={trial === tried}
            data-testid="lesson-trial"
            onClick={() => carryOut(trial)}
          >
            {trial.text}
          </button>
        ))}
      </div>
      <p className={styles.see} role="status">
        {tried?.see}
      </p>
    </div>
  );
}
