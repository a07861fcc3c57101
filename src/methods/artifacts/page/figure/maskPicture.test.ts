import { expect, it } from 'vitest';
import { agreement, dropOutline, maskPicture } from './maskPicture';

it('draws kept cells lighter than dropped ones, and doubt in between', () => {
  const red = maskPicture(Float32Array.of(0, 0.5, 1)).filter((_, i) => i % 4 === 0);
  expect(red[0]).toBeLessThan(red[1]!);
  expect(red[1]).toBeLessThan(red[2]!);
});

it('outlines dropped regions, without lines inside them', () => {
  // Two dropped cells side by side in the upper row of a 2×2 mask.
  const path = dropOutline(Uint8Array.of(0, 0, 1, 1), 2);
  const edges = path.match(/M\d \d[vh]1/g)!;
  expect(edges.sort()).toEqual(['M0 0h1', 'M0 0v1', 'M0 1h1', 'M1 0h1', 'M1 1h1', 'M2 0v1'].sort());
  expect(dropOutline(Uint8Array.of(1, 1, 1, 1), 2)).toBe('');
});

it('counts the cells that are predicted right', () => {
  expect(agreement(Uint8Array.of(1, 0, 1, 0), Float32Array.of(0.9, 0.2, 0.4, 0.6))).toBe(0.5);
});
