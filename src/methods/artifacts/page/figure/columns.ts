/** The columns of Figure 3, in the order of the page: what each is, in the paper's words. */
import { useMemo } from 'react';
import type { Figure3, FigureColumn, ImportedWeights } from '../../../../worker/protocol';
import { useFigureView } from './figureView';
import { isLater, unlearntIn } from './unlearnt';

export interface PictureColumn {
  readonly column: FigureColumn;
  /** The pictures shown, where they are not the column’s own. */
  readonly tiles?: FigureColumn;
  readonly title: string;
  /** What must be known at sight, below the title. */
  readonly detail?: string;
  readonly help: string;
  /** Whether the network that makes its pictures learns later: until then they are noise, and not shown. */
  readonly later?: boolean;
}

export const BEFORE_MASK: readonly PictureColumn[] = [
  {
    column: 'original',
    title: 'Original',
    detail: 'central crop',
    help: 'The image x, its central crop (Fig. 3 a).',
  },
  {
    column: 'real',
    title: 'Autoencoded',
    help: 'D(E(x)): what the discriminator is shown as real (§4.2, Fig. 2), unless “Real images are” says raw.',
  },
];

export const AFTER_MASK: readonly PictureColumn[] = [
  {
    column: 'damaged',
    title: 'Damaged',
    help: 'Dropped cells of φ are filled in (§4.1) and decoded without any repair (Fig. 3 c).',
  },
  {
    column: 'repaired',
    title: 'Repaired',
    help: 'The corrupt image that the discriminator is shown: damaged features through decoder and repair network (eqs. (1) (2), Fig. 3 b). Repair changes dropped cells of φ only; the decoder’s convolutions then spread each change to the pixels around it.',
  },
  {
    column: 'ungated',
    title: 'No gate',
    help: 'The same repair without the gate (1 − Ω), whatever the setting: it may change kept cells too (Fig. 3 d, Table 1 i).',
  },
  {
    column: 'twice',
    title: 'Twice',
    help: 'Damage and repair applied to the repaired image once more (Fig. 3 e).',
  },
];

export const MASK_HELP =
  'The drop mask: light cells of φ were kept (Ω = 1), dark ones dropped with probability θ (§4.1).';
export const PREDICTION_HELP =
  'The discriminator’s guess of Ω (eq. (5)) from the repaired image, or with repair off from the damaged one: from light (kept) to dark (dropped).';
export const SCORE_HELP =
  'The discriminator’s probability that a picture is real (eq. (4)), without dropout and after the last update; the curve of its accuracy is with dropout and before it. Told apart: the real picture scores above the corrupt one; fooled: below it.';
export const AREA_HELP =
  'How well the predicted Ω tells the kept cells of Ω from the dropped ones, whatever the threshold: area under the ROC curve, 0.5 is chance';
export const NO_AREA_HELP = 'There is no such area: Ω has either no kept or no dropped cells';

/** Two more that the paper shows elsewhere. */
const SELDOM: readonly FigureColumn[] = ['ungated', 'twice'];

export interface ShownColumns {
  readonly beforeMask: readonly PictureColumn[];
  readonly afterMask: readonly PictureColumn[];
  /** The pictures under “Repaired”: what is said of C’s judgement, score and predicted Ω alike, is of them. */
  readonly judged: FigureColumn;
  /** Whether the discriminator learns later: until then its score and its guess of Ω are noise. */
  readonly judgesLater: boolean;
}

interface Looks {
  /** With those seldom shown. */
  readonly allColumns: boolean;
  readonly repairOff: boolean;
}

/** The columns of a figure as a person wishes to see them, less the noise of networks that have learnt nothing yet. */
export function shownColumns(
  { allColumns, repairOff }: Looks,
  { phase, fakes }: Pick<Figure3, 'phase' | 'fakes'>,
  brought: ImportedWeights['network'] | null = null,
): ShownColumns {
  const unlearnt = unlearntIn(phase, brought);
  // What has not been learnt cannot be switched off.
  const isOff = repairOff && !isLater('repaired', fakes, unlearnt);
  const judged: FigureColumn = isOff ? 'damaged' : 'repaired';
  const shown = AFTER_MASK.filter(({ column }) => allColumns || !SELDOM.includes(column));
  const afterMask = shown
    .map((each) =>
      isOff && each.column === 'repaired' ? { ...each, title: 'Repair off', tiles: judged } : each,
    )
    .map((each) => ({ ...each, later: isLater(each.tiles ?? each.column, fakes, unlearnt) }));
  return { beforeMask: BEFORE_MASK, afterMask, judged, judgesLater: unlearnt.C };
}

/** The columns of a figure as they are shown now. */
export function useColumns(
  { phase, fakes }: Pick<Figure3, 'phase' | 'fakes'>,
  brought: ImportedWeights['network'] | null,
): ShownColumns {
  const allColumns = useFigureView((view) => view.allColumns);
  const repairOff = useFigureView((view) => view.repairOff);
  return useMemo(
    () => shownColumns({ allColumns, repairOff }, { phase, fakes }, brought),
    [allColumns, repairOff, phase, fakes, brought],
  );
}
