import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Figure3, FigureRow } from '../worker/protocol';
import { FigureHistory } from './figureHistory';

function figure(step: number, bytes = 4, phase: Figure3['phase'] = 'autoencoder'): Figure3 {
  const tiles = { original: new Uint8ClampedArray(bytes) } as unknown as FigureRow['tiles'];
  const rows = [{ tiles } as FigureRow];
  const [kind, method] = ['figure3', 'artifacts'] as const;
  return {
    kind,
    method,
    phase,
    step,
    theta: 0.5,
    fakes: 'repaired',
    pixels: 1,
    cells: 1,
    rows,
    milliseconds: 0,
  };
}

it('keeps the first and stays within its memory, however long the run', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 600 }),
      fc.constantFrom(4, 2 ** 20),
      (gaps, bytes) => {
        const history = new FigureHistory();
        let step = 0;
        for (const gap of [0, ...gaps]) history.add(figure((step += gap), bytes));
        const { frames } = history.store.getState();
        expect(frames[0]!.step).toBe(0);
        expect(frames.length).toBeLessThanOrEqual(120);
        expect(frames.length * bytes).toBeLessThanOrEqual(48 * 2 ** 20);
        expect(frames.map((frame) => frame.step)).toEqual(
          [...new Set(frames.map((frame) => frame.step))].sort((a, b) => a - b),
        );
      },
    ),
  );
});

it('replaces a figure of the same step, and follows into phase two', () => {
  const history = new FigureHistory();
  const [first, again, second] = [figure(7), figure(7), figure(1, 4, 'repair')];
  for (const each of [first, again, second]) history.add(each);
  expect(history.store.getState().frames).toEqual([again, second]);
  expect(history.store.getState().frames[0]).toBe(again);
});

it('keeps looking at about the same step when it thins out, and forgets all of a run that is over', () => {
  const history = new FigureHistory();
  for (let step = 0; step < 120; step++) history.add(figure(step));
  history.look(100);
  history.add(figure(120));
  const { frames, at } = history.store.getState();
  expect(Math.abs(frames[at!]!.step - 100)).toBeLessThanOrEqual(1);
  history.clear();
  expect(history.store.getState()).toEqual({ frames: [], at: null });
});
