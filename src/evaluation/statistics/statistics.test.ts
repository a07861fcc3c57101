import { describe, expect, test } from 'vitest';
import { Random } from '../../base/random';
import { finish } from '../../base/slices';
import { ImageSet } from '../../data/imageSet';
import { fitLinear, type Design } from '../linearFit';
import { softmaxLoss } from '../logisticLoss';
import { adviceOn } from './advice';
import { imageStatistics } from './imageStatistics';
import { drawFilters, localFeatures, turnedFeatures } from './localFeatures';
import { CommonEdges, meanImage } from './meanImage';
import { orientationAt, orientedPatches } from './orientedPatches';
import { tellRotation } from './rotation';
import { toldUpright, TurnedRows, turnLoss } from './turns';
import { PATCH, SIDE, turned } from './views';

/** Pixel by pixel, of an image’s own generator: bytes [side, side, 3]. */
function imagesOf(
  count: number,
  side: number,
  colour: (row: number, column: number, random: Random) => readonly [number, number, number],
): ImageSet {
  const data = new Uint8Array(count * side * side * 3);
  for (let image = 0; image < count; image++) {
    const random = Random.forPurpose(image, 'image');
    for (let place = 0; place < side * side; place++) {
      const rgb = colour(Math.floor(place / side), place % side, random);
      data.set(rgb, (image * side * side + place) * 3);
    }
  }
  const paths = Array.from({ length: count }, (_, i) => `set/${i}.png`);
  return new ImageSet({
    name: 'set',
    pixels: side,
    data,
    paths,
    labels: new Int16Array(count),
    labelNames: [],
  });
}

const grey = (value: number) => [value, value, value] as const;
const noise = (random: Random) => grey(random.integer(256));

function randomView(seed: number): Float32Array {
  const random = Random.forPurpose(seed, 'view');
  return Float32Array.from({ length: SIDE * SIDE * 3 }, () => random.uniform());
}

test('a picture turns to the left, as by hand', () => {
  const picture = Float32Array.of(1, 2, 3, 4); // 1 2 above 3 4
  expect([...turned(picture, 2, 1)]).toEqual([2, 4, 1, 3]);
  expect([...turned(picture, 2, 2)]).toEqual([4, 3, 2, 1]);
  expect([...turned(turned(picture, 2, 1), 2, 3)]).toEqual([...picture]);
});

test.each([1, 2, 3])(
  'the features of an image turned by %i quarters are the image’s in another order',
  (quarters) => {
    const [view, other] = [randomView(1), randomView(2)];
    const filters = drawFilters([other, view], Random.forPurpose(1, 'filters'));
    const own = localFeatures(turned(view, SIDE, quarters), filters);
    const moved = turnedFeatures(localFeatures(view, filters), quarters);
    expect(own.some((value) => value > 0)).toBe(true);
    for (const [i, value] of own.entries()) expect(Math.abs(value - moved[i]!)).toBeLessThan(1e-5);
  },
);

describe('which of four turns is upright', () => {
  test('what is told, by hand: equals share', () => {
    expect(toldUpright([3, 1, 2, 0])).toBe(1);
    expect(toldUpright([3, 3, 2, 0])).toBe(1 / 2);
    expect(toldUpright([0, 0, 0, 0])).toBe(1 / 4);
    expect(toldUpright([1, 2, 0, 0])).toBe(0);
  });

  test('the loss, by hand', () => {
    const loss = turnLoss(2);
    const residual = new Float32Array(8);
    // Of the first nothing is known; the second is three times as likely upright as all else together.
    const scores = Float64Array.of(0, 0, 0, 0, Math.log(9), 0, 0, 0);
    expect(loss.evaluate(scores, residual)).toBeCloseTo((Math.log(4) - Math.log(3 / 4)) / 2, 6);
    const byHand = [-3 / 8, 1 / 8, 1 / 8, 1 / 8, -1 / 8, 1 / 24, 1 / 24, 1 / 24];
    byHand.forEach((value, i) => expect(residual[i]).toBeCloseTo(value, 6));
  });

  test('it is what multinomial regression on all turns of all images finds', async () => {
    const random = Random.forPurpose(3, 'rows');
    const [examples, columns] = [30, 4];
    const upright = Array.from({ length: examples }, () =>
      Float32Array.from({ length: columns }, (_, k) => random.normal() + (k === 0 ? 1 : 0)),
    );
    // A turn moves each feature on by one.
    const turnsOf = (row: Float32Array) =>
      [0, 1, 2, 3].map((turn) => Float32Array.from(row, (_, k) => row[(k - turn + 4) % 4]!));
    const rows = upright.flatMap(turnsOf);
    const l2 = 0.05;
    const options = { l2, gradientTolerance: 1e-6, maxIterations: 500 };
    const tied = await finish(
      fitLinear(
        new TurnedRows(Float32Array.from(rows.flatMap((row) => [...row])), columns),
        turnLoss(examples),
        options,
      ),
    );
    const labels = rows.map((_, i) => i % 4);
    // Four times the weights, so a quarter of the penalty for each.
    const free = await finish(fitLinear(plain(rows), softmaxLoss(labels, 4), { ...options, l2: l2 / 4 }));
    // The score of “turned by r” is the tied score of the image turned back by r.
    for (let turn = 0; turn < 4; turn++)
      for (let k = 0; k < columns; k++)
        expect(free.weights[turn * columns + k]! - meanOf(free.weights, k)).toBeCloseTo(
          tied.weights[(k - turn + 4) % 4]! - tied.weights.reduce((a, b) => a + b) / 4,
          3,
        );
  });

  function meanOf(weights: Float32Array, column: number): number {
    return [0, 1, 2, 3].reduce((sum, turn) => sum + weights[turn * 4 + column]!, 0) / 4;
  }

  /** The definition of a product, without slices. */
  function plain(rows: readonly Float32Array[]): Design {
    const columns = rows[0]!.length;
    return {
      ...{ rows: rows.length, columns },

      *times(weights, outputs) {
        return Float32Array.from({ length: rows.length * outputs }, (_, i) =>
          rows[Math.floor(i / outputs)]!.reduce(
            (sum, value, k) => sum + value * weights[(i % outputs) * columns + k]!,
            0,
          ),
        );
      },

      *transposedTimes(residual, outputs) {
        return Float32Array.from({ length: outputs * columns }, (_, i) =>
          rows.reduce(
            (sum, row, r) => sum + residual[r * outputs + Math.floor(i / columns)]! * row[i % columns]!,
            0,
          ),
        );
      },
    };
  }
});

describe('rotations told from patches and from wholes', () => {
  test('patches that are brighter above give it away', async () => {
    const told = await finish(
      tellRotation(imagesOf(120, 32, (row, _, random) => grey(8 * (31 - row) * random.between(0.8, 1)))),
    );
    expect(told!.patches.value).toBeGreaterThan(0.95);
    expect(told!.onePatch.value).toBeGreaterThan(0.8);
    expect(told!.learnt + told!.judged).toBe(120);
  });

  test('where only the places of textures tell, wholes do and patches do not', async () => {
    // Loud noise above, faint noise below: a patch is as likely the one as the other, however it is turned.
    const images = imagesOf(160, 32, (row, _, random) =>
      grey(128 + (row < 16 ? 100 : 25) * random.between(-1, 1)),
    );
    const told = (await finish(tellRotation(images)))!;
    expect(told.whole.value).toBeGreaterThan(0.95);
    expect(told.onePatch.value).toBeLessThan(0.5);
    expect(told.onePatch.interval.low).toBeLessThan(told.onePatch.value);
  });

  test('noise has no upright side', async () => {
    const told = (await finish(tellRotation(imagesOf(160, 32, (_r, _c, random) => noise(random)))))!;
    expect(told.whole.interval.low).toBeLessThan(0.25);
    expect(told.patches.interval.low).toBeLessThan(0.25);
  });
});

describe('the mean image', () => {
  test('equal images have all edges in common, opposite ones none', () => {
    const view = randomView(1);
    const [same, opposite] = [new CommonEdges(), new CommonEdges()];
    for (let i = 0; i < 3; i++) same.add(view);
    opposite.add(view);
    opposite.add(view.map((value) => 1 - value));
    expect(same.share).toBeCloseTo(1, 6);
    expect(opposite.share).toBe(0);
  });

  test('what two of three have in common, by hand', () => {
    // Edges of lengths 1, 1 and 0: their mean has 2/3, of 2/3 on average: (3·(4/9)/(2/3) − 1)/2 = 1/2.
    const edge = new Float32Array(SIDE * SIDE * 3);
    for (let row = 0; row < SIDE; row++) edge.fill(1, (row * SIDE + 16) * 3, (row + 1) * SIDE * 3);
    const edges = new CommonEdges();
    for (const view of [edge, edge, new Float32Array(edge.length)]) edges.add(view);
    expect(edges.share).toBeCloseTo(1 / 2, 6);
    const one = new CommonEdges();
    one.add(edge);
    expect(one.share).toBeNull();
  });

  test('unrelated images have hardly any', async () => {
    const images = imagesOf(60, 32, (_r, _c, random) => noise(random));
    const mean = await finish(meanImage(images, images.spread(60)));
    expect(mean.common).toBeLessThan(0.02);
  });

  test('is the mean, and its crops are where its edges are', async () => {
    // A bright square in the lower left quarter of the second image only.
    let image = -1;
    const images = imagesOf(2, 16, (row, column) => {
      if (row === 0 && column === 0) image++;
      return grey(image === 1 && row >= 8 && column < 8 && (row + column) % 2 === 0 ? 200 : 0);
    });
    const { picture, crops, count } = await finish(meanImage(images, [0, 1]));
    expect(count).toBe(2);
    const at = (row: number, column: number) => picture.rgba[(row * 16 + column) * 4];
    expect([at(8, 0), at(8, 1), at(0, 0)]).toEqual([100, 0, 0]);
    expect(crops).toHaveLength(4);
    for (const { rgba } of crops) expect(rgba.some((value, i) => i % 4 === 0 && value === 100)).toBe(true);
  });
});

describe('oriented patches', () => {
  const stripes = (across: number, down: number) =>
    Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
      Math.sin(((i % SIDE) * across + Math.floor(i / SIDE) * down) / 2),
    );

  test.each([
    ['down', 1, 0, 90],
    ['across', 0, 1, 0],
    ['rising', 1, 1, 45],
    ['falling', 1, -1, 135],
  ])('edges that run %s', (_, across, down, degrees) => {
    const found = orientationAt(stripes(across, down), 4, 8);
    expect(Math.abs(((found.degrees - degrees + 90) % 180) - 90)).toBeLessThan(1);
    expect(found.coherence).toBeGreaterThan(0.99);
  });

  test('plain patches have none', () => {
    expect(orientationAt(new Float32Array(SIDE * SIDE), 0, 0)).toMatchObject({ coherence: 0, strength: 0 });
  });

  test('the image with stripes comes first, with the patch where they are', async () => {
    let image = -1;
    const images = imagesOf(3, SIDE, (row, column) => {
      if (row === 0 && column === 0) image++;
      const isStriped = image === 1 && row >= 16 && row < 16 + PATCH && column >= 8 && column < 8 + PATCH;
      return grey(isStriped && Math.floor(column / 2) % 2 === 0 ? 255 : 0);
    });
    const [first, ...others] = await finish(orientedPatches(images, [0, 1, 2], 2));
    expect(first).toMatchObject({ image: 1 });
    expect(first!.degrees).toBeCloseTo(90, 0);
    expect(others).toHaveLength(1);
  });
});

describe('the advice', () => {
  const told = (patches: number, whole: number) => {
    const estimate = (value: number) => ({ value, interval: { low: value - 0.05, high: value + 0.05 } });
    return { patches: estimate(patches), whole: estimate(whole), judged: 300 };
  };

  test.each([
    ['textures', 0.001, 0.31, 0.3, 'unoriented', null],
    ['things that lie or stand', 0.2, 0.5, 0.5, 'unoriented', null],
    ['clothes', 0.1, 0.57, 0.93, 'upright', 0.32 / 0.68],
    ['things lit from one side', 0.1, 0.64, 0.74, 'upright', 0.39 / 0.49],
    ['faces', 0.22, 0.75, 0.87, 'aligned', 0.5 / 0.62],
  ] as const)('%s', (_, common, patches, whole, kind, shortcut) => {
    const advice = adviceOn({ images: 600, common, rotation: told(patches, whole) });
    expect(advice.kind).toBe(kind);
    if (shortcut === null) expect(advice.shortcut).toBeNull();
    else expect(advice.shortcut).toBeCloseTo(shortcut, 6);
    expect(advice.said).toContain(`from patches alone here: ${Math.round(100 * patches)} %`);
    expect(advice.why.length).toBeGreaterThan(2);
  });

  test('names methods by what they say of themselves', () => {
    const { suited } = adviceOn({ images: 600, common: 0.22, rotation: told(0.75, 0.87) });
    expect(suited).toContain('transformations');
    expect(suited).not.toContain('rotations');
  });

  test('too few images are told', async () => {
    const statistics = await finish(imageStatistics(imagesOf(3, 32, (_r, _c, random) => noise(random))));
    expect(statistics).toMatchObject({ rotation: null, advice: { kind: null, suited: [] } });
    expect(statistics.advice.said).toBe('3 images: too few to say which method suits them, which takes 100.');
    expect(statistics.oriented).toHaveLength(3);
  });
});
