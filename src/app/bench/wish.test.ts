import { expect, test } from 'vitest';
import { benchWish } from './wish';

test('what the address asks for is taken, and the rest is as usual', () => {
  expect(benchWish('?bench')).toEqual({
    wish: { backend: 'auto', size: undefined, seconds: 60 },
    problems: [],
  });
  expect(benchWish('?bench&backend=wasm&size=tiny&seconds=0.5').wish).toEqual({
    backend: 'wasm',
    size: 'tiny',
    seconds: 0.5,
  });
});

test.each(['backend=abacus', 'size=laptop', 'seconds=0', 'seconds=soon', 'seconds=1e9'])(
  '%s is told in a sentence and left out',
  (part) => {
    const { wish, problems } = benchWish(`?bench&${part}`);
    expect(wish).toEqual(benchWish('?bench').wish);
    expect(problems).toEqual([expect.stringMatching(/^“\w+” in the address should be .*\.$/)]);
  },
);
