import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { readAlong, tilted, Warper, withinBorder, type Edge, type WarpSettings } from './warp';

const SIDE = 16;
const SETTINGS: WarpSettings = {
  ...{ pointsAt: 'grid', pointsPerSide: 4, displacement: 0.1, splineOrder: 2, regularisation: 0 },
  edge: 'mirror',
};

function noise(seed: number, side = SIDE): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: 3 * side ** 2 }, () => random.between(-1, 1));
}

function read(picture: Float32Array, flow: Float64Array, edge: Edge = 'mirror'): Float32Array {
  const out = new Float32Array(picture.length);
  readAlong(picture, flow, edge, out, 0);
  return out;
}

describe('a picture read along a flow', () => {
  it('is bit for bit itself where nothing moves', () => {
    const picture = noise(1);
    expect(read(picture, new Float64Array(2 * SIDE ** 2))).toEqual(picture);
    const still = new Warper({ ...SETTINGS, displacement: 0 }, SIDE).draw(new Random(1));
    expect(read(picture, still)).toEqual(picture);
  });

  it.each(['clamp', 'mirror'] as const)('moves by whole pixels exactly, beyond the edge by %s', (edge) => {
    const picture = noise(2);
    const [across, down] = [3, -2];
    const flow = Float64Array.from({ length: 2 * SIDE ** 2 }, (_, i) => (i % 2 === 0 ? across : down));
    const moved = read(picture, flow, edge);
    const inside = (place: number): number => {
      if (place >= 0 && place < SIDE) return place;
      if (edge === 'clamp') return place < 0 ? 0 : SIDE - 1;
      return place < 0 ? -place : 2 * (SIDE - 1) - place;
    };
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++) {
        const from = (inside(row + down) * SIDE + inside(column + across)) * 3;
        const to = (row * SIDE + column) * 3;
        expect([...moved.subarray(to, to + 3)]).toEqual([...picture.subarray(from, from + 3)]);
      }
  });

  it('mixes the four pixels around a place by how near they are', () => {
    // A picture that is bilinear itself is read exactly anywhere.
    const bilinear = (x: number, y: number) => 0.1 * x - 0.05 * y + 0.01 * x * y;
    const picture = Float32Array.from({ length: 3 * SIDE ** 2 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return bilinear(pixel % SIDE, Math.floor(pixel / SIDE));
    });
    const random = new Random(3);
    const flow = Float64Array.from({ length: 2 * SIDE ** 2 }, () => random.between(-0.5, 0.5));
    const found = read(picture, flow, 'clamp');
    for (let pixel = 0; pixel < SIDE ** 2; pixel++) {
      const x = withinBorder((pixel % SIDE) + flow[2 * pixel]!, SIDE, 'clamp');
      const y = withinBorder(Math.floor(pixel / SIDE) + flow[2 * pixel + 1]!, SIDE, 'clamp');
      expect(found[3 * pixel]).toBeCloseTo(bilinear(x, y), 5);
    }
  });

  it('never reads beyond the border, however far it is led, and nothing that was not there', () => {
    const place = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(place, fc.constantFrom<Edge>('clamp', 'mirror'), (where, edge) => {
        const inside = withinBorder(where, SIDE, edge);
        expect(inside).toBeGreaterThanOrEqual(0);
        expect(inside).toBeLessThanOrEqual(SIDE - 1);
        if (where >= 0 && where <= SIDE - 1) expect(inside).toBe(where);
      }),
    );
    const flow = new Warper({ ...SETTINGS, displacement: 0.25, pointsPerSide: 8 }, SIDE).draw(new Random(4));
    for (const edge of ['clamp', 'mirror'] as const)
      for (const value of read(noise(4), flow, edge)) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  });
});

describe('a random warp', () => {
  it.each(['grid', 'random'] as const)('is the same from the same generator (%s)', (pointsAt) => {
    const draw = (seed: number) => new Warper({ ...SETTINGS, pointsAt }, SIDE).draw(new Random(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    // One after the other from one warper as from one each.
    const [random, other] = [new Random(9), new Random(9)];
    const warper = new Warper({ ...SETTINGS, pointsAt }, SIDE);
    warper.draw(random);
    new Warper({ ...SETTINGS, pointsAt }, SIDE).draw(other);
    expect(warper.draw(random)).toEqual(new Warper({ ...SETTINGS, pointsAt }, SIDE).draw(other));
  });

  it('moves its control points by no more than it may, in pixels of the side', () => {
    // Corner pixels are half a pixel from the corners of the grid, so that their moves are nearly those of the points.
    const side = 256;
    for (const displacement of [0.05, 0.1, 0.25]) {
      let most = 0;
      for (let seed = 0; seed < 12; seed++) {
        const flow = new Warper({ ...SETTINGS, pointsPerSide: 2, displacement }, side).draw(new Random(seed));
        for (const corner of [0, side - 1, side * (side - 1), side ** 2 - 1])
          most = Math.max(most, Math.abs(flow[2 * corner]!), Math.abs(flow[2 * corner + 1]!));
      }
      expect(most).toBeLessThan(1.03 * displacement * side);
      expect(most).toBeGreaterThan(0.8 * displacement * side);
    }
  });

  it('is smooth: neighbours are led to neighbours', () => {
    const side = 64;
    for (let seed = 0; seed < 5; seed++) {
      const flow = new Warper(SETTINGS, side).draw(new Random(seed));
      for (let pixel = 0; pixel + 1 < side ** 2; pixel++)
        if ((pixel + 1) % side !== 0)
          expect(Math.abs(flow[2 * pixel + 2]! - flow[2 * pixel]!)).toBeLessThan(1);
    }
  });
});

describe('a tilt', () => {
  it('by a quarter is an exact turn, and by nothing is none', () => {
    const picture = noise(5);
    expect(read(picture, tilted(null, 0, SIDE))).toEqual(picture);
    const quarter = read(picture, tilted(null, Math.PI / 2, SIDE));
    for (let row = 0; row < SIDE; row++)
      for (let column = 0; column < SIDE; column++) {
        // To the left: the upper edge is what was the right one.
        const from = (column * SIDE + (SIDE - 1 - row)) * 3;
        expect(quarter[(row * SIDE + column) * 3]).toBeCloseTo(picture[from]!, 5);
      }
  });

  it('comes before the warp, in one flow', () => {
    const warp = new Warper(SETTINGS, SIDE).draw(new Random(6));
    expect([...tilted(warp, 0, SIDE)].every((move, i) => Math.abs(move - warp[i]!) < 1e-9)).toBe(true);
    const both = tilted(warp, 0.2, SIDE);
    const pixel = 5 * SIDE + 9;
    const middle = (SIDE - 1) / 2;
    const x = 9 + warp[2 * pixel]! - middle;
    const y = 5 + warp[2 * pixel + 1]! - middle;
    expect(9 + both[2 * pixel]!).toBeCloseTo(middle + Math.cos(0.2) * x - Math.sin(0.2) * y, 9);
    expect(5 + both[2 * pixel + 1]!).toBeCloseTo(middle + Math.sin(0.2) * x + Math.cos(0.2) * y, 9);
  });
});
