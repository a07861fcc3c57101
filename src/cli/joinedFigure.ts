/** Figures of some images each, of the same networks, as one. Pure. */
import type { Figure, TileFigure } from '../experiments/figures';

/** Throws where they are of two kinds. */
export function joinedFigure(first: Figure, second: Figure): Figure {
  if (first.kind === 'figure3' && second.kind === 'figure3')
    return { ...first, rows: [...first.rows, ...second.rows] };
  if (first.kind === 'tiles' && second.kind === 'tiles')
    return {
      ...first,
      rows: [...first.rows, ...second.rows],
      confusion: meanConfusion(first, second),
    };
  throw new Error('Figures of two kinds cannot be joined.');
}

/** Over all images: each figure’s counts as much as it has rows. */
function meanConfusion(first: TileFigure, second: TileFigure): TileFigure['confusion'] {
  if (!first.confusion || !second.confusion) return undefined;
  const { shares: others } = second.confusion;
  const weight = first.rows.length / (first.rows.length + second.rows.length);
  const shares = first.confusion.shares.map((told, was) =>
    told.map((share, i) => weight * share + (1 - weight) * others[was]![i]!),
  );
  return { ...first.confusion, shares };
}
