import { expect, it } from 'vitest';
import { markPlace } from './markPlace';

const widthOf = (text: string) => 5 * text.length;
const rate = { name: 'Discriminator learning rate', value: '0.0003→0.001' };
const whole = 'Discriminator learning rate 0.0003→0.001';

it('puts a label on the side that has room for all of it, the right one first', () => {
  expect(markPlace(rate, 300, 300, widthOf)).toEqual({ text: whole, anchor: 'start' });
  expect(markPlace(rate, 0, 200, widthOf)).toEqual({ text: whole, anchor: 'start' });
  expect(markPlace(rate, 400, 0, widthOf)).toEqual({ text: whole, anchor: 'end' });
});

it('cuts the name, never the value, where neither side has room', () => {
  expect(markPlace(rate, 90, 110, widthOf)).toEqual({ text: 'Discrimi… 0.0003→0.001', anchor: 'start' });
  expect(markPlace(rate, 140, 10, widthOf)).toEqual({ text: 'Discriminator… 0.0003→0.001', anchor: 'end' });
  expect(markPlace(rate, 62, 50, widthOf)).toEqual({ text: '0.0003→0.001', anchor: 'end' });
});

it('keeps every label in the plot that its value fits in', () => {
  for (let x = 0; x <= 200; x += 5) {
    const { text, anchor } = markPlace(rate, x, 200 - x, widthOf);
    expect(text).toContain(rate.value);
    expect(widthOf(text)).toBeLessThanOrEqual(anchor === 'start' ? 200 - x : x);
  }
});
