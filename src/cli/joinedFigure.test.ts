import { expect, it } from 'vitest';
import type { TileFigure } from '../experiments/figures';
import { joinedFigure } from './joinedFigure';

function figure(images: readonly number[], shares?: readonly (readonly number[])[]): TileFigure {
  return {
    ...{ kind: 'tiles', method: 'rotations', phase: 'rotations', step: 1, pixels: 1, milliseconds: 1 },
    rows: images.map((image) => ({ image, path: `${image}.png`, pictures: {}, bars: {} })),
    ...(shares && { confusion: { classes: ['a', 'b'], shares } }),
  };
}

it('puts rows in order, and averages what is taken for what over all of them', () => {
  const first = figure([1, 2, 3], [[1, 0], [0.5, 0.5]]); // prettier-ignore
  const second = figure([4], [[0, 1], [0.5, 0.5]]); // prettier-ignore
  const joined = joinedFigure(first, second) as TileFigure;
  expect(joined.rows.map(({ image }) => image)).toEqual([1, 2, 3, 4]);
  expect(joined.confusion).toEqual({ classes: ['a', 'b'], shares: [[0.75, 0.25], [0.5, 0.5]] }); // prettier-ignore
});

it('says nothing of what is taken for what where the method does not', () => {
  expect((joinedFigure(figure([1]), figure([2])) as TileFigure).confusion).toBeUndefined();
});
