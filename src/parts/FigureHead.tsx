import { count } from '../base/counted';
import type { Figure } from '../worker/protocol';
import panel from './panel.module.css';
import { PHASE_TITLES } from './progress';

interface FigureHeadProps {
  readonly title: string;
  /** What the line beside the title is of; nothing is said while none is drawn. */
  readonly figure: Pick<Figure, 'phase' | 'step' | 'milliseconds'> | null;
}

/** What a panel of pictures shows, and from which step. */
export function FigureHead({ title, figure }: FigureHeadProps) {
  return (
    <div className={panel.head}>
      <h2 id="figure-title">{title}</h2>
      {figure && (
        <span className={panel.note}>
          {PHASE_TITLES[figure.phase]}, step {count(figure.step)}
          <span data-testid="figure-time"> · drawn in {count(figure.milliseconds)} ms</span>
        </span>
      )}
    </div>
  );
}
