/**
 * The figure of a method that says it by columns, as it is saved: where pictures, bars and words go. Pure; the page draws it on a
 * canvas, the command line as SVG.
 */
import { count } from '../base/counted';
import { shortText } from '../base/imageName';
import type { ColumnAbout } from '../schema/about';
import { aboutMethod } from './abouts';
import type { TileFigure, TileRow } from './figures';
import { aboutPhase } from './phases';

/** Lengths in pixels. */
export interface TileSheet {
  readonly width: number;
  readonly height: number;
  readonly pictures: readonly SheetTile[];
  readonly boxes: readonly SheetBox[];
  readonly words: readonly SheetWords[];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

interface SheetTile extends Place {
  readonly side: number;
  /** RGBA of a square. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

interface SheetBox extends Place {
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}

/** A line of words, which begins at x, or ends there. */
interface SheetWords extends Place {
  readonly text: string;
  readonly endsAt?: true;
  readonly isBold?: true;
}

/** Pictures smaller than this are enlarged by a whole factor, so that their pixels stay sharp. */
const WANTED_SIDE = 128;
const GAP = 8;
const LINE = 20;
/** From the top of a line to the feet of its letters. */
const FEET = 14;
/** Room of a letter, about. */
const LETTER = 7;
const BARS_WIDTH = 112;
/** Letters of a bar’s label that there is room for beside its value. */
const LABEL_LETTERS = Math.floor((BARS_WIDTH - 5 * LETTER) / LETTER);
/** Of the table of what is taken for what. */
const HEAD_WIDTH = 18 * LETTER;
const SHARE_WIDTH = 68;
const [BAR, RIGHT_BAR] = ['#dcdcd6', '#a8c6ca'];

/** Columns of which the figure has something to show. */
export function columnsIn({ method, rows }: TileFigure): readonly ColumnAbout[] {
  return aboutMethod(method).figure.filter(({ id }) =>
    rows.some(({ pictures, bars }) => id in pictures || id in bars),
  );
}

/** “Rotations, step 1,200”. */
export function momentText({ phase, step }: Pick<TileFigure, 'phase' | 'step'>): string {
  return `${aboutPhase(phase).title}, step ${count(step)}`;
}

/**
 * A titled column for each of the about’s, an image a row under its name, and below them what is taken for what.
 * Width and height are even, as encoders of films like it.
 *
 * @param told the line at the foot
 */
export function tileSheet(figure: TileFigure, told = momentText(figure)): TileSheet {
  const { rows, pixels, confusion } = figure;
  const side = pixels * Math.max(1, Math.round(WANTED_SIDE / pixels));
  const columns = placed(columnsIn(figure), side);
  const cell = cellHeight(rows, side);
  const row = LINE + cell + GAP;
  const tableTop = LINE + rows.length * row;
  const table = confusion ? confusionTable(confusion, tableTop) : null;
  const { column, x } = columns.at(-1) ?? { column: null, x: 0 };
  const wanted = [
    x + (column ? widthOf(column, side) : 0) + GAP,
    (table?.width ?? 0) + GAP,
    told.length * LETTER + 2 * GAP,
  ];
  const width = even(Math.max(...wanted));
  const height = even(tableTop + (table?.height ?? 0) + LINE + GAP);
  const parts = rows.map((one, i) => rowParts(one, columns, { top: LINE + i * row, width, side, cell }));
  return {
    ...{ width, height },
    pictures: parts.flatMap(({ pictures }) => pictures),
    boxes: [...parts.flatMap(({ boxes }) => boxes), ...(table?.boxes ?? [])],
    words: [
      ...columns.map(({ column, x }): SheetWords => ({ text: column.title, x, y: FEET, isBold: true })),
      ...parts.flatMap(({ words }) => words),
      ...(table?.words ?? []),
      { text: told, x: GAP, y: height - GAP },
    ],
  };
}

interface PlacedColumn {
  readonly column: ColumnAbout;
  readonly x: number;
}

function placed(columns: readonly ColumnAbout[], side: number): readonly PlacedColumn[] {
  let next = GAP;
  return columns.map((column) => {
    const x = next;
    next += widthOf(column, side) + GAP;
    return { column, x };
  });
}

function widthOf({ kind }: ColumnAbout, side: number): number {
  return kind === 'picture' ? side : BARS_WIDTH;
}

/** Of a picture, or of the most bars of a column where these are higher. */
function cellHeight(rows: readonly TileRow[], side: number): number {
  const counts = rows.flatMap(({ bars }) => Object.values(bars).map((values) => toldOf(values).length));
  return Math.max(side, ...counts.map((bars) => bars * LINE));
}

/** Shares that this run has, with their places among the labels. */
function toldOf(values: readonly (number | null)[]): { readonly value: number; readonly i: number }[] {
  return values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
}

type Parts = Pick<TileSheet, 'pictures' | 'boxes' | 'words'>;

interface RowPlace {
  readonly top: number;
  readonly width: number;
  readonly side: number;
  /** Height of its cells. */
  readonly cell: number;
}

function rowParts(row: TileRow, columns: readonly PlacedColumn[], place: RowPlace): Parts {
  const { top, width, side, cell } = place;
  const name = shortText(row.path, Math.floor((width - 2 * GAP) / LETTER));
  const pictures = columns.flatMap(({ column: { id }, x }) => {
    const rgba = row.pictures[id];
    return rgba ? [{ rgba, x, y: top + LINE, side }] : [];
  });
  const bars = columns.map(({ column, x }) => barsOf(row, column, { x, y: top + LINE }, cell));
  return {
    pictures,
    boxes: bars.flatMap(({ boxes }) => boxes),
    words: [{ text: name, x: GAP, y: top + FEET }, ...bars.flatMap(({ words }) => words)],
  };
}

/** Which of a column’s bars is right of this image; null where none is. */
export function rightOf({ right }: TileRow, column: ColumnAbout): number | null {
  return right?.[column.id] ?? column.right ?? null;
}

/** The bars of a cell, in the middle of its height. */
function barsOf(row: TileRow, column: ColumnAbout, { x, y }: Place, cell: number): Omit<Parts, 'pictures'> {
  const { id, labels = [] } = column;
  const right = rightOf(row, column);
  const told = toldOf(row.bars[id] ?? []);
  const first = y + Math.floor((cell - told.length * LINE) / 2);
  return {
    boxes: told.map(({ value, i }, k) => ({
      ...{ x, y: first + k * LINE + 1, width: value * BARS_WIDTH, height: LINE - 2 },
      colour: i === right ? RIGHT_BAR : BAR,
    })),
    words: told.flatMap(({ value, i }, k): SheetWords[] => {
      const y = first + k * LINE + FEET;
      const weight = i === right ? ({ isBold: true } as const) : {};
      return [
        { text: shortText(labels[i] ?? '', LABEL_LETTERS), x: x + 4, y, ...weight },
        { text: value.toFixed(2), x: x + BARS_WIDTH - 4, y, endsAt: true, ...weight },
      ];
    }),
  };
}

/** Mean probabilities, darker the higher: what was done down, what is told across. */
function confusionTable(
  { classes, shares }: NonNullable<TileFigure['confusion']>,
  top: number,
): Omit<TileSheet, 'pictures'> {
  const letters = Math.floor((SHARE_WIDTH - 4) / LETTER);
  const left = (k: number): number => GAP + HEAD_WIDTH + k * SHARE_WIDTH;
  const line = (i: number): number => top + (i + 2) * LINE;
  const cells = shares.flatMap((told, i) => told.map((value, k) => ({ value, i, k })));
  return {
    width: left(classes.length),
    height: line(classes.length) - top + GAP,
    boxes: cells.map(({ value, i, k }) => ({
      ...{ x: left(k), y: line(i), width: SHARE_WIDTH, height: LINE, colour: shade(value) },
    })),
    words: [
      { text: 'What is taken for what, on average over these images', x: GAP, y: top + FEET },
      { text: 'True ↓ predicted →', x: GAP, y: line(-1) + FEET },
      ...classes.flatMap((name, i): SheetWords[] => [
        { text: shortText(name, letters), x: left(i + 1) - 6, y: line(-1) + FEET, endsAt: true },
        { text: shortText(name, HEAD_WIDTH / LETTER - 1), x: GAP, y: line(i) + FEET },
      ]),
      ...cells.map(({ value, i, k }): SheetWords => ({
        ...{ text: value.toFixed(2), x: left(k + 1) - 6, y: line(i) + FEET, endsAt: true },
        ...(i === k && { isBold: true }),
      })),
    ],
  };
}

/** White at 0; at 1 the page’s accent, three fifths of it. */
function shade(share: number): string {
  const [red, green, blue] = [15, 95, 107].map((full) => Math.round(255 - 0.6 * share * (255 - full)));
  return `rgb(${red}, ${green}, ${blue})`;
}

function even(length: number): number {
  return 2 * Math.ceil(length / 2);
}
