/** Pictures in titled rows as one PNG. */
import sharp, { type Sharp } from 'sharp';
import type { Picture } from '../evaluation/pictures/picture';
import { svg, svgText as text } from './svg';

export interface SheetRow {
  readonly title: string;
  readonly pictures: readonly SheetPicture[];
}

interface SheetPicture {
  readonly picture: Picture;
  /** Words below the picture. */
  readonly note?: string;
  /** As in the paper: green around real images, red around corrupt ones. */
  readonly border?: 'green' | 'red';
}

const SIDE = 128;
const GAP = 8;
const HEADER = 32;
const TITLE = 150;
const NOTE = 20;
/** Room of a letter, about, in pixels. */
const LETTER = 7;
/** Letters of a row’s title that there is room for. */
export const TITLE_LETTERS = Math.floor((TITLE - GAP) / LETTER);

/** The PNG’s bytes: every picture fitted into a square, with sharp pixels. `caption` is the line above. */
export async function sheetToPng(rows: readonly SheetRow[], caption: string): Promise<Uint8Array> {
  const columns = Math.max(...rows.map(({ pictures }) => pictures.length));
  const width = Math.max(TITLE + columns * (SIDE + GAP) + GAP, caption.length * LETTER);
  const height = HEADER + rows.length * (SIDE + NOTE) + GAP;
  const left = (x: number): number => TITLE + x * (SIDE + GAP);
  const top = (y: number): number => HEADER + y * (SIDE + NOTE);
  const words = rows.flatMap(({ title, pictures }, y) => [
    text(title, GAP, top(y) + SIDE / 2),
    ...pictures.map(({ note = '', border }, x) => {
      return text(note, left(x), top(y) + SIDE + 14) + (border ? frame(left(x), top(y), border) : '');
    }),
  ]);
  const written = svg(width, height, text(caption, GAP, 20) + words.join(''));
  const tiles = rows.flatMap(({ pictures }, y) =>
    pictures.map(async ({ picture }, x) => ({ input: await tile(picture), left: left(x), top: top(y) })),
  );
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite([...(await Promise.all(tiles)), { input: written, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

/** One picture as a PNG, enlarged by a whole factor, below its caption. */
export async function pictureToPng(picture: Picture, factor: number, caption: string): Promise<Uint8Array> {
  const [side, down] = [picture.width * factor, picture.height * factor];
  const width = Math.max(side + 2 * GAP, caption.length * LETTER);
  const height = HEADER + down + GAP;
  const input = await raw(picture).resize(side, down, { kernel: 'nearest' }).png().toBuffer();
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite([
      { input, left: GAP, top: HEADER },
      { input: svg(width, height, text(caption, GAP, 20)), left: 0, top: 0 },
    ])
    .png()
    .toBuffer();
}

function tile(picture: Picture): Promise<Buffer> {
  return raw(picture).resize(SIDE, SIDE, { kernel: 'nearest', fit: 'contain' }).png().toBuffer();
}

function raw({ rgba, width, height }: Picture): Sharp {
  return sharp(rgba, { raw: { width, height, channels: 4 } });
}

function frame(x: number, y: number, colour: 'green' | 'red'): string {
  const stroke = colour === 'green' ? '#1a9850' : '#d73027';
  return `<rect x="${x}" y="${y}" width="${SIDE}" height="${SIDE}" fill="none" stroke="${stroke}" stroke-width="4"/>`;
}
