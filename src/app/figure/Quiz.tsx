import { useState } from 'react';
import { imageName } from '../../base/imageName';
import { aboutMethod } from '../../experiments/abouts';
import type { TileFigure } from '../../worker/protocol';
import panel from '../../parts/panel.module.css';
import { PixelCanvas } from '../../parts/PixelCanvas';
import { askedAs, patchOf, questionsOf, type Question } from './questions';
import styles from './Quiz.module.css';

interface Tally {
  readonly asked: number;
  readonly person: number;
  readonly network: number;
}

const NONE: Tally = { asked: 0, person: 0, network: 0 };

/** A person guesses what was done to a picture, by one patch or by all of it, then the network. */
export function Quiz({ figure }: { figure: TileFigure }) {
  const [n, setN] = useState(0);
  const asks = aboutMethod(figure.method).asks!;
  const [isAsked, setWhole] = useState(false);
  // The figure may be drawn anew meanwhile: what was asked stays.
  const [asked, setAsked] = useState(() => questionsOf(figure));
  const [answer, setAnswer] = useState<number | null>(null);
  const isWhole = isAsked || answer !== null || asks.patch === undefined;
  const [tally, setTally] = useState(NONE);
  const question = asked[askedAs(n, asked.length)]!;
  const take = (chosen: number): void => {
    setAnswer(chosen);
    const hit = (told: number): number => (told === question.right ? 1 : 0);
    const { person, network } = tally;
    setTally({ asked: tally.asked + 1, person: person + hit(chosen), network: network + hit(question.told) });
  };
  const next = (): void => {
    const now = questionsOf(figure);
    if (now.length > 0) setAsked(now);
    setN(n + 1);
    setWhole(false);
    setAnswer(null);
  };
  return (
    <div className={styles.quiz} data-testid="quiz">
      <Shown {...{ question, n, isWhole }} isAnswered={answer !== null} />
      <div className={styles.words}>
        <p>{isWhole ? asks.whole : asks.patch}</p>
        <div className={styles.answers} role="group" aria-label="Answers">
          {question.answers.map((title, i) => (
            <button
              key={title}
              data-testid="quiz-answer"
              data-right={(answer !== null && i === question.right) || undefined}
              aria-pressed={i === answer}
              disabled={answer !== null}
              onClick={() => take(i)}
            >
              {title}
            </button>
          ))}
        </div>
        {answer === null ? (
          asks.patch && (
            <button
              key="whole"
              data-quiet
              data-testid="quiz-whole"
              autoFocus={n > 0}
              aria-disabled={isWhole}
              onClick={() => setWhole(true)}
            >
              Show the whole picture
            </button>
          )
        ) : (
          // The keyboard goes on here: the answer can no longer be pressed.
          <button key="next" data-primary data-testid="quiz-next" autoFocus onClick={next}>
            Next
          </button>
        )}
        <p className={panel.note} role="status" data-testid="quiz-verdict">
          {answer !== null && verdict(question, answer, tally)}
        </p>
      </div>
    </div>
  );
}

function verdict({ answers, right, told, probability }: Question, answer: number, tally: Tally): string {
  const you = answer === right ? 'Right' : `No: ${answers[right]!}`;
  const network = `The network says ${answers[told]!}, with ${probability.toFixed(2)}`;
  return `${you}. ${network}. Of ${tally.asked} so far you told ${tally.person}, the network ${tally.network}.`;
}

interface ShownProps {
  question: Question;
  n: number;
  isWhole: boolean;
  isAnswered: boolean;
}

function Shown({ question: { path, original, picture }, n, isWhole, isAnswered }: ShownProps) {
  const whole = { rgba: picture, side: Math.sqrt(picture.length / 4) };
  const shown = isWhole ? whole : patchOf(picture, n);
  return (
    <div className={styles.pictures}>
      <figure>
        <PixelCanvas
          {...shown}
          label={isWhole ? 'The picture' : 'A patch of the picture'}
          testId="quiz-picture"
        />
        <figcaption className={panel.note}>{isWhole ? 'The picture' : 'A patch of it'}</figcaption>
      </figure>
      {isAnswered && (
        <figure>
          <PixelCanvas rgba={original} side={whole.side} label={`${path}, as it is`} testId="quiz-original" />
          <figcaption className={panel.note}>{imageName(path)}</figcaption>
        </figure>
      )}
    </div>
  );
}
