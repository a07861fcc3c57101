import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { disposeNetworks, makeNetworks } from '../../networks/networks';
import { patchSide } from '../../networks/siamese';
import { SIZES } from '../../schema/sizes';
import { labelLoss } from '../../training/labels';
import { memoryNeed, phaseNeed } from '../../training/memory';
import { disposeWork } from '../../training/phaseWork';
import { PERMUTATION_SETS } from './experiments';
import { drawPuzzles } from './draw';
import { jigsaw } from './method';
import { solve, type JigsawConfig } from './network';
import { hamming, hammingStatistics, permutationSet, TILES, type SetWanted } from './permutations';
import { cutTiles, drawCuts, laidOut } from './tiles';

beforeAll(() => startBackend({ preference: 'wasm' }));

const IN_ORDER = Uint8Array.from({ length: TILES }, (_, tile) => tile);
const sets = PERMUTATION_SETS.rows.map(({ changes }) => changes as unknown as SetWanted);

describe('a set of permutations', () => {
  it.each(sets)('has $permutations orders, $meanHamming apart, and some $leastHamming', (wanted) => {
    const set = permutationSet(wanted);
    expect(set).toHaveLength(wanted.permutations);
    expect(new Set(set.map(String)).size).toBe(wanted.permutations);
    for (const order of set) expect([...order].toSorted()).toEqual([...IN_ORDER]);
    const { mean, least } = hammingStatistics(set);
    expect(least).toBe(wanted.leastHamming);
    // A thousand orders cannot lie as close as the table says: all 720 of six tiles are 5.007 apart.
    const isOutOfReach = wanted.permutations === 1000 && wanted.meanHamming < 5;
    if (isOutOfReach) expect(mean).toBeLessThan(5.6);
    else expect(Math.abs(mean - wanted.meanHamming)).toBeLessThan(0.05);
  });

  it('is the same each time, and counts what it says', () => {
    const wanted = { permutations: 12, leastHamming: 4, meanHamming: 7 };
    const first = permutationSet(wanted).map(String);
    permutationSet({ ...wanted, meanHamming: 8 });
    expect(permutationSet(wanted).map(String)).toEqual(first);
    const swapped = Uint8Array.of(1, 0, 2, 3, 4, 5, 6, 7, 8);
    expect([hamming(IN_ORDER, IN_ORDER), hamming(IN_ORDER, swapped)]).toEqual([0, 2]);
    const turned = Uint8Array.of(1, 2, 0, 3, 4, 5, 6, 7, 8);
    expect(hammingStatistics([IN_ORDER, swapped, turned])).toEqual({ mean: (2 + 3 + 2) / 3, least: 2 });
  });

  it('that cannot be is refused before training', () => {
    const wanted = { permutations: 50, leastHamming: 9, meanHamming: 9 };
    expect(() => permutationSet(wanted)).toThrow(
      /^Only \d permutations were found .* differ in 9 of 9 tiles/,
    );
    const config = makeConfig({ method: 'jigsaw', size: 'tiny', ...wanted });
    const networks = makeNetworks(jigsaw.specs(config), 1);
    const { numTensors } = tf.memory();
    expect(() => jigsaw.begin('jigsaw', networks, config, { random: {}, values: null })).toThrow('Only');
    expect(tf.memory().numTensors).toBe(numTensors);
    disposeNetworks(networks);
  });
});

describe('tiles', () => {
  const size = 'small';
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  const length = 3 * side ** 2;
  /** Each value tells which it is. */
  const image = Float32Array.from({ length: 3 * pixels ** 2 }, (_, i) => i);
  const plain = { size, gap: false, normalise: false, colourJitter: 0 } as const;
  const cut = (looks: Parameters<typeof drawCuts>[0], order = IN_ORDER, seed = 1): Float32Array => {
    const tiles = new Float32Array(TILES * length);
    cutTiles(image, looks, drawCuts(looks, new Random(seed)), order, tiles);
    return tiles;
  };
  const at = (tiles: Float32Array, place: number, y: number, x: number, colour: number): number =>
    tiles[place * length + 3 * (y * side + x) + colour]!;

  it('touch without a gap: pixel by pixel they are the middle of the image', () => {
    const from = (pixels - 3 * side) / 2;
    const tiles = cut(plain);
    for (let place = 0; place < TILES; place++)
      for (const [y, x] of [
        [0, 0],
        [0, side - 1],
        [side - 1, 0],
        [7, 3],
      ] as const) {
        // prettier-ignore
        const [row, column] = [from + Math.floor(place / 3) * side + y, from + (place % 3) * side + x];
        for (const colour of [0, 1, 2])
          expect(at(tiles, place, y, x, colour)).toBe(3 * (row * pixels + column) + colour);
      }
  });

  it('lie where the order puts them, and come back by it', () => {
    const order = Uint8Array.of(8, 0, 7, 1, 6, 2, 5, 3, 4);
    const [shuffled, plainTiles] = [cut(plain, order), cut(plain)];
    order.forEach((tile, place) => {
      expect(at(shuffled, place, 2, 5, 1)).toBe(at(plainTiles, tile, 2, 5, 1));
    });
    expect(laidOut(shuffled, size, order)).toEqual(laidOut(plainTiles, size, IN_ORDER));
    expect(laidOut(shuffled, size, IN_ORDER)).not.toEqual(laidOut(plainTiles, size, IN_ORDER));
  });

  it('with a gap lie within their cells, anywhere there', () => {
    const looks = { ...plain, gap: true };
    const room = Math.floor(pixels / 3) - side;
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++)
      for (const [tile, { top, left }] of drawCuts(looks, new Random(seed)).entries()) {
        const [row, column] = [Math.floor(tile / 3), tile % 3].map((cell) => Math.floor((cell * pixels) / 3));
        for (const [corner, cell] of [
          [top, row!],
          [left, column!],
        ] as const) {
          // prettier-ignore
          expect(corner).toBeGreaterThanOrEqual(cell);
          expect(corner + side).toBeLessThanOrEqual(cell + pixels / 3);
          seen.add(corner - cell);
        }
      }
    expect(seen.size).toBe(room + 1);
  });

  it('have each colour moved by itself, by no more than is said', () => {
    const looks = { ...plain, colourJitter: 2 };
    const [tiles, still] = [cut(looks, IN_ORDER, 3), cut(plain, IN_ORDER, 3)];
    const moves = new Set<string>();
    for (let place = 0; place < TILES; place++)
      for (const colour of [0, 1, 2]) {
        const moved = (at(tiles, place, 8, 8, colour) - at(still, place, 8, 8, colour)) / 3;
        const down = Math.round(moved / pixels);
        const right = moved - down * pixels;
        expect(Math.max(Math.abs(down), Math.abs(right))).toBeLessThanOrEqual(2);
        moves.add(`${down},${right}`);
      }
    expect(moves.size).toBeGreaterThan(5);
  });

  it('have mean 0 and one deviation where they are normalised, and flat ones stay flat', () => {
    const looks = { ...plain, normalise: true };
    const tiles = cut(looks);
    for (let place = 0; place < TILES; place++) {
      const tile = tiles.subarray(place * length, (place + 1) * length);
      const mean = tile.reduce((sum, value) => sum + value, 0) / length;
      const variance = tile.reduce((sum, value) => sum + value ** 2, 0) / length;
      expect(mean).toBeCloseTo(0, 3);
      expect(Math.sqrt(variance)).toBeCloseTo(0.5, 3);
    }
    const flat = new Float32Array(TILES * length);
    cutTiles(new Float32Array(image.length).fill(0.7), looks, drawCuts(looks, new Random(1)), IN_ORDER, flat);
    expect(Math.max(...flat.map(Math.abs))).toBeLessThan(1e-5);
  });
});

function begin(config: JigsawConfig) {
  const networks = makeNetworks(jigsaw.specs(config), config.seed);
  const work = jigsaw.begin('jigsaw', networks, config, { random: {}, values: null });
  const { pixels } = SIZES[config.size];
  const puzzles = (seed: number) => {
    const random = new Random(seed);
    const images = Float32Array.from({ length: config.batchSize * 3 * pixels ** 2 }, () =>
      random.between(-1, 1),
    );
    const { images: tiles, side, labels } = drawPuzzles(images, config, random);
    return { images: tf.tensor4d(tiles, [TILES * config.batchSize, side!, side!, 3]), labels };
  };
  const step = (drawn: ReturnType<typeof puzzles>, rate: number) =>
    jigsaw.step({
      ...{ phase: 'jigsaw', networks, work, config, ...drawn, players: [] },
      rates: { learningRate: rate },
    });
  const dispose = (): void => {
    disposeNetworks(networks);
    disposeWork(work);
  };
  return { networks, puzzles, step, dispose };
}

describe('the gradient of the loss', () => {
  it.each(['C/permutation/bias', 'C/fc1/bias', 'C/patch/bias', 'C/conv5/beta'])(
    'moves %s down the slope that central differences give',
    (name) => {
      const config = makeConfig({
        method: 'jigsaw',
        size: 'tiny',
        batchSize: 6,
        permutations: 6,
        weightDecay: 0,
      });
      const { networks, puzzles, step, dispose } = begin(config);
      const C = networks['C']!;
      const drawn = puzzles(4);
      const bias = C.get<tf.Rank.R1>(name);
      const count = bias.shape[0];
      const lossAt = (entry: number, shift: number): number => {
        const before = bias.clone();
        const moved = Array.from({ length: count }, (_, i) => (i === entry ? shift : 0));
        bias.assign(tf.add(before, tf.tensor1d(moved)));
        const logits = solve(C, config, drawn.images, { mode: 'batch' });
        const rows = logits.arraySync();
        // By hand, in double precision.
        const terms = rows.map((row, i) => {
          const sum = row.reduce((all, value) => all + Math.exp(value), 0);
          return Math.log(sum) - row[drawn.labels[i]!]!;
        });
        const loss = terms.reduce((all, term) => all + term, 0) / rows.length;
        const ours = labelLoss(logits, tf.tensor1d(Int32Array.from(drawn.labels), 'int32')).dataSync()[0]!;
        expect(ours).toBeCloseTo(loss, 4);
        bias.assign(before);
        return loss;
      };
      const slopes = Array.from({ length: Math.min(count, 6) }, (_, entry) => {
        return (lossAt(entry, 1e-2) - lossAt(entry, -1e-2)) / 2e-2;
      });
      const before = [...bias.dataSync()];
      // Adam’s first step is the rate against the sign of the gradient.
      tf.dispose({ ...step(drawn, 1e-3) });
      const after = bias.dataSync();
      const told = slopes.flatMap((slope, entry) =>
        Math.abs(slope) < 1e-4 ? [] : [Math.sign(after[entry]! - before[entry]!) === -Math.sign(slope)],
      );
      expect(told.length).toBeGreaterThan(0);
      expect(told).not.toContain(false);
      dispose();
    },
  );
});

it('images as they are, for whoever asks for logits, are tiles in order that touch', () => {
  const config = makeConfig({
    method: 'jigsaw',
    size: 'small',
    gap: false,
    normalise: false,
    colourJitter: 0,
  });
  const { pixels } = SIZES.small;
  const networks = makeNetworks(jigsaw.specs(config), 1);
  const random = new Random(8);
  const image = Float32Array.from({ length: 3 * pixels ** 2 }, () => random.between(-1, 1));
  const side = patchSide('small');
  const tiles = new Float32Array(TILES * 3 * side ** 2);
  cutTiles(image, config, drawCuts(config, random), IN_ORDER, tiles);
  const whole = jigsaw.reading.logits(networks, config, tf.tensor4d(image, [1, pixels, pixels, 3]));
  const own = solve(networks['C']!, config, tf.tensor4d(tiles, [TILES, side, side, 3]));
  expect([...whole.dataSync()]).toEqual([...own.dataSync()]);
  disposeNetworks(networks);
});

it('the memory that a step needs is foretold', async () => {
  for (const [size, batchSize] of [
    ['tiny', 8],
    ['small', 4],
    ['laptop', 4],
  ] as const) {
    const config = makeConfig({ method: 'jigsaw', size, batchSize });
    const others = tf.memory().numBytes;
    const { puzzles, step, dispose } = begin(config);
    const drawn = puzzles(1);
    const { peakBytes } = await tf.profile(() => {
      tf.dispose({ ...step(drawn, 1e-4) });
      return [];
    });
    dispose();
    drawn.images.dispose();
    const ratio = phaseNeed(jigsaw, config, 'jigsaw').bytes / (peakBytes - others);
    expect([size, Math.abs(ratio - 1) < 0.2, ratio]).toEqual([size, true, ratio]);
    expect(memoryNeed(jigsaw, config)).toEqual(phaseNeed(jigsaw, config, 'jigsaw'));
  }
});

it('holds tensors flat', () => {
  const { puzzles, step, dispose } = begin(makeConfig({ method: 'jigsaw', size: 'tiny', batchSize: 4 }));
  let tensors = 0;
  for (let i = 0; i < 20; i++) {
    const drawn = puzzles(i);
    tf.dispose({ ...step(drawn, 1e-3) });
    drawn.images.dispose();
    if (i === 5) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  dispose();
});
