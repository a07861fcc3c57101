/** Of a method that says its figure by columns: that figure, and where its network looks. */
import { ownDecision, type OwnDecision } from '../../evaluation/pictures/ownDecision';
import type { TileFigure } from '../../lab/events';
import { percent } from '../measuring';
import { sheetToPng } from '../pictureSheet';
import { tilesToPng } from '../tilePng';
import { pictureOf, titleOf, viewOf, type Drawing } from './drawing';

export async function saveTiles({ trained, save }: Drawing, figure: TileFigure): Promise<void> {
  const { rows, confusion } = figure;
  await save('figure', await tilesToPng(figure, `${trained}.`), {
    figure: 'figure',
    rows: rows.map(({ image, path, bars }) => ({ image, path, bars })),
    ...(confusion && { confusion }),
  });
}

/** Grad-CAM of what the network decides about each image as it is; no file where its reading names no decisions. */
export async function saveDecisions({ measuring, queries, trained, save }: Drawing): Promise<void> {
  const { config, trained: networks, reading, images } = measuring;
  const names = reading.decisions?.names(config);
  if (!names) return;
  const decided: (OwnDecision & { readonly image: number })[] = [];
  for (const image of queries) {
    const view = viewOf(measuring, images, image);
    decided.push({ image, ...(await ownDecision({ config, networks, reading }, view)) });
  }
  const sheet = decided.map(({ image, decision, share, attention }) => ({
    title: titleOf(images, image),
    pictures: [
      { picture: pictureOf(measuring, images, image) },
      { picture: attention, note: `${names[decision]}: ${percent(share)} %` },
    ],
  }));
  const caption = `${trained}; Grad-CAM on ${reading.judged} for what is told, scaled image by image.`;
  await save('attention', await sheetToPng(sheet, caption), {
    figure: 'attention',
    layer: reading.judged,
    decisions: decided.map(({ image, decision, share }) => ({
      ...{ path: images.paths[image], decision: names[decision], share },
    })),
  });
}
