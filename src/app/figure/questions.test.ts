import { expect, it } from 'vitest';
import type { TileFigure, TileRow } from '../../worker/protocol';
import { askedAs, patchOf, questionsOf } from './questions';

const SIDE = 32;
/** A picture of one grey. */
const grey = (value: number) => new Uint8ClampedArray(4 * SIDE ** 2).fill(value);

const turns = [0, 90, 180, 270] as const;
const row = (path: string, told: (turn: number) => number[]): TileRow => ({
  ...{ image: 0, path },
  pictures: Object.fromEntries(turns.map((turn) => [`turn${turn}`, grey(turn / 2)])),
  bars: Object.fromEntries(turns.map((turn) => [`told${turn}`, told(turn)])),
});

const figure: TileFigure = {
  ...{ kind: 'tiles', method: 'rotations', phase: 'rotations', step: 9, pixels: SIDE, milliseconds: 1 },
  rows: [row('a/llama.png', () => [0.1, 0.6, 0.2, 0.1]), row('b/horn.png', () => [0.7, 0.1, 0.1, 0.1])],
};

it('asks of each picture of each image, with what is right and what the network says', () => {
  const questions = questionsOf(figure);
  expect(questions).toHaveLength(8);
  expect(questions.map(({ right }) => right)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  expect(questions[2]).toMatchObject({
    ...{ path: 'a/llama.png', told: 1, probability: 0.6 },
    answers: ['0°', '90°', '180°', '270°'],
  });
  expect([questions[2]!.picture[0], questions[2]!.original[0]]).toEqual([90, 0]);
});

it('leaves out what the network does not choose from, and asks nothing with one answer', () => {
  const without = { ...figure.rows[0]!.bars, told180: [0.4, 0.5, 0.1, null] };
  const some = questionsOf({ ...figure, rows: [{ ...figure.rows[0]!, bars: without }] });
  expect(some[2]).toMatchObject({ answers: ['0°', '90°', '180°'], right: 2, told: 1 });
  const { plain, shuffled } = { plain: grey(1), shuffled: grey(2) };
  const puzzle = { image: 0, path: 'a.png', pictures: { plain, shuffled }, bars: { told: [0.2, 0.5, 0.3] } };
  expect(questionsOf({ ...figure, method: 'jigsaw', phase: 'jigsaw', rows: [puzzle] })).toEqual([]);
});

it('asks each question once before any comes again, in another order', () => {
  const [first, second] = [0, 8].map((from) => Array.from({ length: 8 }, (_, i) => askedAs(from + i, 8)));
  expect([...first!].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([...second!].sort()).toEqual([...first!].sort());
  expect(second).not.toEqual(first);
});

it('shows a patch away from the border, pixel by pixel', () => {
  const rgba = Uint8ClampedArray.from({ length: 4 * SIDE ** 2 }, (_, i) => (i >> 2) % SIDE);
  const lefts = new Set<number>();
  for (let n = 0; n < 30; n++) {
    const { rgba: patch, side } = patchOf(rgba, n);
    expect(side).toBe(8);
    const left = patch[0]!;
    lefts.add(left);
    expect(left).toBeGreaterThanOrEqual(side);
    expect(left + side).toBeLessThanOrEqual(SIDE - side);
    expect(patch[4 * 7]).toBe(left + 7);
    expect(patch[4 * (7 * 8 + 3)]).toBe(left + 3);
  }
  expect(lefts.size).toBeGreaterThan(4);
});
