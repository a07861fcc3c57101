/** Whether C is right about the pictures of one row of Figure 3. Pure. */
import { areaUnderCurve } from '../../../../base/rocArea';
import type { FigureColumn, FigureRow } from '../../../../worker/protocol';

export interface Verdict {
  /** Whether the real picture scores above the corrupt one; null where both score the same. */
  readonly isRight: boolean | null;
  /** In words, and with the mark that stands before them. */
  readonly text: string;
  readonly mark: '✓' | '✗' | '=';
  /** Area under the ROC curve of kept against dropped cells, by the predicted Ω; null where Ω has only one of them. */
  readonly maskArea: number | null;
}

/** @param judged the corrupt picture that C is shown */
export function verdictOf(
  { score, mask, predictedMask }: Pick<FigureRow, 'score' | 'mask' | 'predictedMask'>,
  judged: FigureColumn,
): Verdict {
  const cells = (kept: 0 | 1): number[] =>
    [...predictedMask[judged]].filter((_, cell) => mask[cell] === kept);
  const area = areaUnderCurve(cells(1), cells(0));
  return { ...told(score.real - score[judged]), maskArea: Number.isNaN(area) ? null : area };
}

function told(margin: number): Pick<Verdict, 'isRight' | 'text' | 'mark'> {
  if (margin === 0) return { isRight: null, text: 'alike', mark: '=' };
  return margin > 0
    ? { isRight: true, text: 'told apart', mark: '✓' }
    : { isRight: false, text: 'fooled', mark: '✗' };
}

/** “0.71”; a dash where there is none. */
export function areaText(maskArea: number | null): string {
  return maskArea === null ? '–' : maskArea.toFixed(2);
}
