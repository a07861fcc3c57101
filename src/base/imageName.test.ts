import { expect, it } from 'vitest';
import { imageName, imageSlug, shortName } from './imageName';

it('names an image with its folder, a zip being none', () => {
  expect(imageName('set/cats/1.png')).toBe('cats/1.png');
  expect(imageName('set.ZIP/1.png')).toBe('1.png');
  expect(imageName('1.png')).toBe('1.png');
});

it('shortens a name in its middle', () => {
  expect(shortName('set/cats/1.png', 8)).toBe('1.png');
  expect(shortName('set/1234567890.png', 14)).toBe('1234567890.png');
  expect(shortName('set/grinning_cat_flat.png', 16)).toBe('grinning…lat.png');
  for (const most of [16, 17])
    expect(Array.from(shortName(`${'😀'.repeat(20)}.png`, most))).toHaveLength(most);
});

it('makes a name for files of it', () => {
  expect(imageSlug('set/grinning cat (1).png')).toBe('grinning-cat-1');
  expect(imageSlug('set/子猫.jpeg')).toBe('子猫');
  expect(imageSlug('___')).toBe('image');
});
