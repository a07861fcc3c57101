import { describe, expect, it } from 'vitest';
import { aboutMethod } from './abouts';
import type { TileFigure, TileRow } from './figures';
import { columnsIn, momentText, tileSheet } from './tileSheet';

const about = aboutMethod('transformations');
const picture = (): Uint8ClampedArray<ArrayBuffer> => new Uint8ClampedArray(4 * 32 * 32);

/** With a value in every column of the about, but for the shares that are null. */
function row(
  image: number,
  path = `set/${image}.png`,
  told: readonly (number | null)[] = [0.5, 0.25],
): TileRow {
  const of = <T>(kind: 'picture' | 'bars', value: () => T): Record<string, T> =>
    Object.fromEntries(about.figure.filter((one) => one.kind === kind).map(({ id }) => [id, value()]));
  return { image, path, pictures: of('picture', picture), bars: of('bars', () => told) };
}

function figure(rows: readonly TileRow[], pixels = 32): TileFigure {
  return {
    ...{ kind: 'tiles', method: 'transformations', phase: 'transformations', step: 1200 },
    ...{ pixels, rows, milliseconds: 1 },
  };
}

const CONFUSION = {
  classes: ['Plain', 'Warped'],
  shares: [
    [0.75, 0.25],
    [0.4, 0.6],
  ],
};

describe('the sheet of a figure of columns', () => {
  it('has a titled column for each of the about’s, and a picture for each of its row', () => {
    const { pictures, words } = tileSheet(figure([row(1), row(2)]));
    const titles = words.slice(0, about.figure.length).map(({ text }) => text);
    expect(titles).toEqual(about.figure.map(({ title }) => title));
    const columns = about.figure.filter(({ kind }) => kind === 'picture');
    expect(pictures).toHaveLength(2 * columns.length);
    expect(new Set(pictures.map(({ x }) => x)).size).toBe(columns.length);
    const texts = words.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['set/1.png', 'set/2.png', 'Transformations, step 1,200']));
  });

  it('leaves out columns that no row has', () => {
    const all = row(1);
    const pictures = Object.fromEntries(Object.entries(all.pictures).filter(([id]) => id !== 'flow'));
    const without = figure([{ ...all, pictures }]);
    expect(columnsIn(without).map(({ id }) => id)).toEqual(
      about.figure.map(({ id }) => id).filter((id) => id !== 'flow'),
    );
    expect(tileSheet(without).width).toBeLessThan(tileSheet(figure([row(1)])).width);
  });

  it.each([
    [32, 128],
    [64, 128],
    [96, 96],
    [128, 128],
  ])('enlarges pictures of %i pixels by a whole factor, to %i', (pixels, side) => {
    const sides = tileSheet(figure([row(1)], pixels)).pictures.map((one) => one.side);
    expect(new Set(sides)).toEqual(new Set([side]));
  });

  it('draws bars as long as their shares, marks the right one, and leaves out what is not told of', () => {
    const { boxes, words } = tileSheet(figure([row(1, 'a.png', [0.5, null, 0.25])]));
    const columns = about.figure.filter(({ kind }) => kind === 'bars');
    expect(boxes).toHaveLength(2 * columns.length);
    for (const [i, box] of boxes.entries())
      expect(box.width).toBeCloseTo(i % 2 === 0 ? 2 * boxes[1]!.width : 28);
    // The first label is right in some columns; in the others none of the two.
    const isRight = columns.flatMap(({ right }) => [right === 0, right === 2]);
    expect(boxes.map(({ colour }) => colour === boxes[0]!.colour)).toEqual(isRight);
    const values = words.filter(({ text }) => /^0\.\d\d$/.test(text));
    expect(values.map(({ text }) => text)).toEqual(columns.flatMap(() => ['0.50', '0.25']));
    expect(values.map(({ isBold }) => isBold === true)).toEqual(isRight);
  });

  it('gives more bars than a picture is high the room that they take', () => {
    const many = tileSheet(figure([row(1, 'a.png', Array<number>(20).fill(0.05))]));
    const lines = many.boxes.map(({ y }) => y);
    expect(new Set(lines).size).toBe(20);
    expect(many.height).toBeGreaterThan(20 * 20);
  });

  it('says below them what is taken for what, darker the higher', () => {
    const [without, sheet] = [figure([row(1)]), { ...figure([row(1)]), confusion: CONFUSION }].map((one) =>
      tileSheet(one),
    );
    expect(sheet!.height).toBeGreaterThan(without!.height);
    const cells = sheet!.boxes.slice(without!.boxes.length);
    const red = (colour: string): number => Number(/\d+/.exec(colour)![0]);
    expect(cells.map(({ colour }) => red(colour))).toEqual([147, 219, 197, 169]);
    const told = sheet!.words.filter(({ text }) => ['0.75', '0.60', '0.40'].includes(text));
    expect(told.map(({ text, isBold }) => [text, isBold])).toEqual([
      ['0.75', true],
      ['0.40', undefined],
      ['0.60', true],
    ]);
  });

  it('holds all that it shows, however long the names, at an even size', () => {
    const long = figure([row(1, `set/${'long-'.repeat(60)}.png`), row(2)]);
    for (const told of ['short', 'a caption that is longer than the figure '.repeat(6)]) {
      const { width, height, pictures, boxes, words } = tileSheet({ ...long, confusion: CONFUSION }, told);
      expect([width % 2, height % 2]).toEqual([0, 0]);
      for (const { x, y, side } of pictures)
        expect([x + side < width, y + side < height]).toEqual([true, true]);
      for (const box of boxes) expect(box.x + box.width).toBeLessThan(width);
      for (const { text, x, y, endsAt } of words) {
        expect(endsAt ? x : x + 6 * text.length, text).toBeLessThan(width);
        expect(y, text).toBeLessThan(height);
      }
    }
  });
});

it('says the moment by the phase’s title', () => {
  expect(momentText({ phase: 'rotations', step: 3 })).toBe('Rotations, step 3');
});
