import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { basisAt, evaluate, SplineSystem, type Points, type SplineOrder } from './spline';

const ORDERS = [1, 2, 3] as const;

/** Points that keep apart, so that the system is not nearly singular, and values for them. */
function scattered(n: number, seed: number): { points: Points; values: Float64Array } {
  const random = new Random(seed);
  const side = Math.ceil(Math.sqrt(n));
  const points = Float64Array.from({ length: 2 * n }, (_, i) => {
    const cell = i % 2 === 0 ? (i / 2) % side : Math.floor(i / 2 / side);
    return (cell + random.between(0.1, 0.9)) / side;
  });
  return { points, values: Float64Array.from({ length: 2 * n }, () => random.between(-0.1, 0.1)) };
}

function through(
  { points, values }: ReturnType<typeof scattered>,
  order: SplineOrder,
  regularisation: number,
  places: Points,
): number[] {
  const weights = new SplineSystem(points, order, regularisation).solve(values);
  return [...evaluate(basisAt(points, order, places), weights)];
}

/**
 * The same another way: Gauss–Jordan with full pivoting on one value at a time, and TensorFlow’s formulas of the radial
 * functions (interpolate_spline), whose sign does not matter without regularisation.
 */
function slowly(
  { points, values }: ReturnType<typeof scattered>,
  order: SplineOrder,
  places: Points,
): number[] {
  const n = points.length / 2;
  const at = (list: Points, i: number) => [list[2 * i]!, list[2 * i + 1]!] as const;
  const phi = (a: readonly [number, number], b: readonly [number, number]): number => {
    const r = Math.max(Math.hypot(a[0] - b[0], a[1] - b[1]), 1e-10);
    return order === 2 ? r * r * Math.log(r) : r ** order;
  };
  const parts = (place: readonly [number, number]): number[] => [
    ...Array.from({ length: n }, (_, i) => phi(place, at(points, i))),
    ...[1, place[0], place[1]],
  ];
  const result: number[] = [];
  for (const side of [0, 1]) {
    const system = [
      ...Array.from({ length: n }, (_, i) => [...parts(at(points, i)), values[2 * i + side]!]),
      ...[0, 1, 2].map((part) => [
        ...Array.from({ length: n }, (_, i) => parts(at(points, i))[n + part]!),
        ...[0, 0, 0, 0],
      ]),
    ];
    const weights = gaussJordan(system);
    for (let i = 0; 2 * i < places.length; i++)
      result[2 * i + side] = parts(at(places, i)).reduce((sum, part, j) => sum + part * weights[j]!, 0);
  }
  return result;
}

function gaussJordan(system: number[][]): number[] {
  const size = system.length;
  const done: { row: number; column: number }[] = [];
  for (let turn = 0; turn < size; turn++) {
    let best = { row: -1, column: -1, value: 0 };
    system.forEach((row, i) => {
      if (done.some((one) => one.row === i)) return;
      for (let j = 0; j < size; j++)
        if (Math.abs(row[j]!) > Math.abs(best.value) && !done.some((one) => one.column === j))
          best = { row: i, column: j, value: row[j]! };
    });
    done.push(best);
    const pivot = system[best.row]!;
    pivot.forEach((value, j) => (pivot[j] = value / best.value));
    system.forEach((row, i) => {
      if (i === best.row) return;
      const factor = row[best.column]!;
      row.forEach((value, j) => (row[j] = value - factor * pivot[j]!));
    });
  }
  return Array.from({ length: size }, (_, j) => system[done.find((one) => one.column === j)!.row]![size]!);
}

const places = Float64Array.from({ length: 60 }, (_, i) => ((i * 37) % 61) / 61);

describe.each(ORDERS)('a polyharmonic spline of order %d', (order) => {
  it('goes through its values exactly, without regularisation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 40 }), fc.integer(), (n, seed) => {
        const given = scattered(n, seed);
        through(given, order, 0, given.points).forEach((value, i) =>
          expect(value).toBeCloseTo(given.values[i]!, 9),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('is what another, slower way gives', () => {
    for (const [n, seed] of [
      [4, 1],
      [9, 2],
      [16, 3],
      [36, 4],
    ] as const) {
      const given = scattered(n, seed);
      const slow = slowly(given, order, places);
      through(given, order, 0, places).forEach((value, i) => expect(value).toBeCloseTo(slow[i]!, 8));
    }
  });

  it('is affine where its values are, whatever the regularisation', () => {
    const affine = (list: Points): Float64Array =>
      Float64Array.from(list, (_, i) => {
        const [x, y] = [list[i - (i % 2)]!, list[i - (i % 2) + 1]!];
        return i % 2 === 0 ? 0.3 - 0.2 * x + 0.7 * y : -1 + 0.5 * x + 0.1 * y;
      });
    const { points } = scattered(16, 5);
    for (const regularisation of [0, 0.1, 1]) {
      const found = through({ points, values: affine(points) }, order, regularisation, places);
      affine(places).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 9));
    }
  });

  it('goes by its values the further, the more it is regularised, towards the best affine fit', () => {
    const given = scattered(16, 6);
    const residual = (regularisation: number): number =>
      through(given, order, regularisation, given.points).reduce(
        (sum, value, i) => sum + (value - given.values[i]!) ** 2,
        0,
      );
    const found = [0, 1e-3, 1e-2, 1e-1, 1, 1e6].map(residual);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found[0]).toBeLessThan(1e-18);
    // Nothing affine is nearer to the values.
    const affine = through(given, order, 1e6, given.points);
    for (const side of [0, 1])
      for (const of of [() => 1, (i: number) => given.points[i]!, (i: number) => given.points[i + 1]!]) {
        const moment = affine.reduce(
          (sum, value, i) => sum + (i % 2 === side ? (value - given.values[i]!) * of(i - side) : 0),
          0,
        );
        expect(moment).toBeCloseTo(0, 6);
      }
  });
});
