/** Figures 3, 6 and 9 of the paper: pictures as they are damaged and repaired, and why they are told apart. */
import { changed, valueOf } from '../../experiments/config';
import type { Picture } from '../../evaluation/pictures/picture';
import type { Figure3, FigureRow } from '../../lab/events';
import { drawFigure, sceneOf } from '../../lab/figure/scene';
import { lookOf } from '../../lab/works';
import { percent } from '../measuring';
import { figure3ToPng } from '../montage';
import { sheetToPng, type SheetRow } from '../pictureSheet';
import { titleOf, viewOf, type Drawing } from './drawing';

/** Of Figure 6, columns (c) to (f). */
const PAPER_THETAS = [0.1, 0.3, 0.7, 0.9];

export async function saveFigure3({ trained, save }: Drawing, figure: Figure3): Promise<void> {
  await save('figure3', await figure3ToPng(figure, `${trained}; θ = ${figure.theta}.`), {
    figure: 3,
    rows: figure.rows.map(({ image, path, score }) => ({ image, path, score })),
  });
}

/**
 * Figure 6: the input leftmost, then what becomes of it. The paper's columns are models; here they are the drop rates of
 * its columns (c) to (f) and the run's own, all through this run's networks.
 */
export async function saveRenderings(drawing: Drawing, { rows, pixels }: Figure3): Promise<void> {
  const { measuring, save } = drawing;
  const [theta, realInput, preset] = (['theta', 'realInput', 'preset'] as const).map((key) =>
    valueOf(measuring.config, key),
  );
  const thetas = [...new Set([...PAPER_THETAS, Number(theta)])].toSorted((a, b) => a - b);
  const figures: Figure3[] = [];
  for (const theta of thetas) figures.push(await drawnAt(drawing, theta));
  const tile = (rgba: FigureRow['tiles']['original']): Picture => ({ width: pixels, height: pixels, rgba });
  const sheet = rows.map(({ image, tiles }, i) => ({
    title: titleOf(measuring.images, image),
    pictures: [
      { picture: tile(tiles.original), note: 'input' },
      ...figures.map((figure) => ({
        picture: tile(figure.rows[i]!.tiles.repaired),
        note: `θ = ${figure.theta}${figure.theta === theta ? ', the run’s' : ''}`,
      })),
    ],
  }));
  const caption = `Damage & repair: preset ${preset}, real images ${realInput}, trained at θ = ${theta}, drawn at others too.`;
  await save('figure6', await sheetToPng(sheet, caption), { figure: 6, theta, realInput, thetas });
}

async function drawnAt({ measuring, queries }: Drawing, theta: number): Promise<Figure3> {
  const { trainedRun, images, trained } = measuring;
  const { phase, step } = trainedRun;
  const config = changed(measuring.config, { theta });
  const figure = await drawFigure(sceneOf({ config, phase, step, images }, queries), trained);
  if (figure.kind !== 'figure3') throw new Error('The run has another figure than Figure 3.');
  return figure;
}

/** Figure 9: real (autoencoded) images in green and corrupt (repaired) ones in red, each with Grad-CAM of its own class below. */
export async function saveFakesAttention(
  { measuring, trained, save }: Drawing,
  { rows }: Figure3,
): Promise<void> {
  const { config, trained: networks, images, run } = measuring;
  const inspect = lookOf(config, 'inspect');
  const halves: Record<'autoencoded' | 'repaired', { seen: Picture; heat: Picture; score: number }[]> = {
    autoencoded: [],
    repaired: [],
  };
  for (const { image, mask } of rows) {
    const view = viewOf(measuring, images, image);
    const { pictures, attention, score } = await run(inspect({ config, networks }, { image, view, mask }));
    for (const stage of ['autoencoded', 'repaired'] as const) {
      const heat = attention[stage][stage === 'autoencoded' ? 'real' : 'corrupt'];
      halves[stage].push({ seen: pictures[stage], heat, score: score[stage] });
    }
  }
  const rowsOf = (title: string, stage: keyof typeof halves, border: 'green' | 'red'): SheetRow[] => [
    {
      title,
      pictures: halves[stage].map(({ seen, score }) => {
        return { picture: seen, border, note: `real: ${percent(score)} %` };
      }),
    },
    {
      title: `why “${stage === 'repaired' ? 'corrupt' : 'real'}”`,
      pictures: halves[stage].map(({ heat }) => ({ picture: heat, border })),
    },
  ];
  const sheet = [...rowsOf('Autoencoded', 'autoencoded', 'green'), ...rowsOf('Repaired', 'repaired', 'red')];
  const caption = `${trained}; Grad-CAM on conv5 for the class that is true, scaled image by image.`;
  await save('figure9', await sheetToPng(sheet, caption), {
    figure: 9,
    layer: 'conv5',
    scores: rows.map(({ image }, i) => ({
      path: images.paths[image],
      autoencoded: halves.autoencoded[i]!.score,
      repaired: halves.repaired[i]!.score,
    })),
  });
}
