import { expect, it } from 'vitest';
import { shortName } from './paths';

it('shortens a name in its middle, never within a letter', () => {
  expect(shortName('set/cats/1.png', 8)).toBe('1.png');
  expect(shortName('set/1234567890.png', 14)).toBe('1234567890.png');
  expect(shortName('set/grinning_cat_flat.png', 16)).toBe('grinning…lat.png');
  for (const most of [9, 10])
    expect(Array.from(shortName(`${'😀'.repeat(20)}.png`, most))).toHaveLength(most);
});
