import { expect, it } from 'vitest';
import { placeMarks } from './markPlace';

const widthOf = (text: string) => 5 * text.length;
const rate = { name: 'Discriminator learning rate', value: '0.0003→0.001' };
const whole = 'Discriminator learning rate 0.0003→0.001';

/** The label of one mark with so much room on either side. */
const alone = (before: number, after: number) =>
  placeMarks([{ ...rate, x: 0 }], { left: -before, right: after, gap: 0, widthOf })[0];

it('puts a label on the side that has room for all of it, the right one first', () => {
  expect(alone(300, 300)).toEqual({ text: whole, from: 0, row: 0 });
  expect(alone(0, 200)).toEqual({ text: whole, from: 0, row: 0 });
  expect(alone(400, 0)).toEqual({ text: whole, from: -200, row: 0 });
});

it('puts it across its line where neither side has room, but the plot has', () => {
  expect(alone(90, 110)).toEqual({ text: whole, from: -90, row: 0 });
  expect(alone(190, 20)).toEqual({ text: whole, from: -190, row: 0 });
});

it('cuts the name, never the value, where the plot has no room', () => {
  expect(alone(60, 50)).toMatchObject({ text: 'Discrimi… 0.0003→0.001', from: -60 });
  expect(alone(30, 32)).toMatchObject({ text: '0.0003→0.001' });
});

it('keeps a label in the plot wherever its value fits', () => {
  for (const room of [60, 150, 200])
    for (let x = 0; x <= room; x += 5) {
      const { text, from } = alone(x, room - x)!;
      expect(text).toContain(rate.value);
      expect(from).toBeGreaterThanOrEqual(-x);
      expect(from + widthOf(text)).toBeLessThanOrEqual(room - x);
    }
});

it('sets labels that would cover each other in rows, and others in the first', () => {
  const at = (...xs: number[]) =>
    placeMarks(
      xs.map((x) => ({ x, name: 'θ', value: '0.7→0.5' })), // 45 wide
      { left: 0, right: 400, gap: 3, widthOf },
    ).map(({ row }) => row);
  expect(at(0, 100, 200)).toEqual([0, 0, 0]);
  expect(at(100, 100, 100)).toEqual([0, 1, 2]);
  expect(at(0, 20, 60, 80)).toEqual([0, 1, 0, 1]);
  // From both sides towards each other.
  expect(at(330, 400)).toEqual([0, 1]);
  expect(at(...Array<number>(6).fill(9))).toEqual([0, 1, 2, 3, 3, 3]);
});
