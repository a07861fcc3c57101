/** The figure of a method that says it by columns, as one PNG. */
import sharp from 'sharp';
import type { TileFigure } from '../experiments/figures';
import { tileSheet } from '../experiments/tileSheet';
import { svg, svgText } from './svg';

/** The PNG’s bytes. `told` is the line at its foot. */
export async function tilesToPng(figure: TileFigure, told: string): Promise<Uint8Array> {
  const { pixels } = figure;
  const { width, height, pictures, boxes, words } = tileSheet(figure, told);
  const tiles = pictures.map(async ({ rgba, side, x, y }) => {
    const picture = sharp(rgba, { raw: { width: pixels, height: pixels, channels: 4 } });
    return {
      input: await picture.resize(side, side, { kernel: 'nearest' }).png().toBuffer(),
      ...{ left: x, top: y },
    };
  });
  const drawn = [
    ...boxes.map(
      ({ x, y, width, height, colour }) =>
        `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}"/>`,
    ),
    ...words.map(({ text, x, y, endsAt, isBold }) =>
      svgText(text, x, y, `${endsAt ? 'text-anchor="end"' : ''}${isBold ? ' font-weight="bold"' : ''}`),
    ),
  ];
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite([
      { input: svg(width, height, drawn.join('')), left: 0, top: 0 },
      ...(await Promise.all(tiles)),
    ])
    .png()
    .toBuffer();
}
