import { expect, it } from 'vitest';
import { visible, visibleLines } from './visible';

it.each([
  ['\u001b[31mred\u001b[0m.png', '\\u001b[31mred\\u001b[0m.png'],
  ['two\nlines\r.png', 'two\\nlines\\r.png'],
  ['cat\u202egnp.exe', 'cat\\u202egnp.exe'],
  ['\u2066a\u2069\u200b\u009b2J\u007f', '\\u2066a\\u2069\\u200b\\u009b2J\\u007f'],
  ['half \ud83d of a pair', 'half \\ud83d of a pair'],
])('shows what acts: %j', (name, shown) => {
  expect(visible(name)).toBe(shown);
});

it('leaves what only shows, emoji of several parts too', () => {
  const names = ['übung 👨‍👩‍👧 é e\u0301 猫.png', 'عربى', 'a “b” – c'];
  for (const name of names) expect(visible(name)).toBe(name);
  expect(visibleLines('a\nb\r\u001b')).toBe('a\nb\\u000d\\u001b');
});
