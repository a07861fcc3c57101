/** `lab figures`: the paper’s pictures of a run, figures 3 and 6 to 9, as PNG files. */
import path from 'node:path';
import { centralView } from '../data/augment';
import { extractFeatures } from '../evaluation/features';
import { nearestNeighbours } from '../evaluation/neighbours';
import { filterSheet } from '../evaluation/pictures/filters';
import { inspect } from '../evaluation/pictures/inspect';
import { maximalPatches } from '../evaluation/pictures/patches';
import {
  enlarge,
  overlay,
  relativeToLargest,
  rgbPicture,
  type Picture,
} from '../evaluation/pictures/picture';
import { SIZES } from '../experiments/sizes';
import type { Manifest } from '../checkpoints/manifest';
import type { Figure } from '../lab/events';
import { drawFigure } from '../lab/figure';
import { FEATURE_LAYERS } from '../networks/discriminator';
import type { ExitCode } from './exit';
import { jsonLine } from './jsonLines';
import { measure, percent, type Measuring, type MeasuringOptions } from './measuring';
import { figureToPng } from './montage';
import { pictureToPng, sheetToPng, type SheetRow } from './pictureSheet';
import { replace } from './nodeFolder';
import { RunDirectory } from './runDirectory';

export interface FiguresOptions extends MeasuringOptions {
  readonly out: string;
}

const IMAGES = 8;
const NEURONS = 5;
const PATCHES = 6;
const NEIGHBOURS = 6;
const FILTER_SCALE = 4;

/** Draws all figures into the folder `--out`. */
export function figuresRun(options: FiguresOptions): Promise<ExitCode> {
  return measure(options, async (measuring) => {
    const run = await new RunDirectory(options.run).readRun();
    const save = async (name: string, png: Uint8Array, facts: object): Promise<void> => {
      const file = path.join(options.out, name);
      await replace(file, png);
      if (options.json) jsonLine({ type: 'figure', file, ...facts });
      else measuring.progress.say(`“${file}”`);
    };
    const figure = await renderings(measuring, run);
    const trained = `Trained on ${run.data.name} up to step ${run.step} of phase “${run.phase}”`;
    await save('figure3.png', await figureToPng(figure, `${trained}; θ = ${figure.theta}.`), {
      figure: 3,
      rows: figure.rows.map(({ image, score }) => ({ image, score })),
    });
    await saveRenderings(figure, run, save);
    await saveFilters(measuring, save);
    await savePatches(measuring, trained, save);
    await saveRetrieval(measuring, trained, save);
    await saveAttention(measuring, figure, trained, save);
  });
}

type Save = (name: string, png: Uint8Array, facts: object) => Promise<void>;

function renderings({ config, trained, images }: Measuring, { phase, step }: Manifest): Promise<Figure> {
  const pinned = images.spread(IMAGES);
  const originals = centralView(images, pinned, SIZES[config.size].pixels);
  return drawFigure({ config, phase, step, pinned, originals }, trained);
}

/** Figure 6 compares models, one a column; here are the input and this run’s rendering, each as a row. */
async function saveRenderings(
  { rows, pixels, theta }: Figure,
  { config }: Manifest,
  save: Save,
): Promise<void> {
  const rowOf = (title: string, column: 'original' | 'repaired'): SheetRow => ({
    title,
    pictures: rows.map(({ tiles }) => ({ picture: { width: pixels, height: pixels, rgba: tiles[column] } })),
  });
  const sheet = [rowOf('Input', 'original'), rowOf(`This run, θ = ${theta}`, 'repaired')];
  const caption = `Damage & repair: preset ${config.preset}, real images ${config.realInput}, θ = ${theta}.`;
  await save('figure6.png', await sheetToPng(sheet, caption), {
    figure: 6,
    theta,
    realInput: config.realInput,
  });
}

async function saveFilters({ trained }: Measuring, save: Save): Promise<void> {
  const png = await pictureToPng(await filterSheet(trained.C), FILTER_SCALE);
  await save('figure7-filters.png', png, { figure: 7, layer: 'conv1' });
}

async function savePatches(measuring: Measuring, trained: string, save: Save): Promise<void> {
  const { config, images, run } = measuring;
  const source = { config, networks: measuring.trained };
  for (const layer of FEATURE_LAYERS) {
    const channels = measuring.trained.C.get(`C/${layer}/kernel`).shape.at(-1)!;
    const neurons = Array.from({ length: NEURONS }, (_, i) => Math.floor(((i + 0.5) * channels) / NEURONS));
    const found = await run(maximalPatches(source, images, { layer, neurons, count: PATCHES }));
    const sheet = found.map(({ neuron, patches }) => ({
      title: `${layer}, neuron ${neuron}`,
      pictures: patches.map(({ picture, activation }) => ({ picture, note: activation.toPrecision(3) })),
    }));
    const caption = `${trained}; the patches of most activation, below each its activation.`;
    await save(`figure7-${layer}.png`, await sheetToPng(sheet, caption), {
      figure: 7,
      layer,
      neurons: found.map(({ neuron, patches }) => ({
        neuron,
        patches: patches.map(({ image, row, column, activation }) => ({
          ...{ path: images.paths[image], row, column, activation },
        })),
      })),
    });
  }
}

async function saveRetrieval(measuring: Measuring, trained: string, save: Save): Promise<void> {
  const { config, images, run } = measuring;
  const extracted = await run(extractFeatures({ config, networks: measuring.trained }, images, ['conv5']));
  const references = extracted.get('conv5')!;
  const referenceRows = Uint32Array.from({ length: images.count }, (_, i) => i);
  const queryRows = images.spread(IMAGES);
  const found = await run(nearestNeighbours({ k: NEIGHBOURS, references, referenceRows, queryRows }));
  const rows = found.map(({ indices, similarities }, i) => ({
    title: `Query ${queryRows[i]}`,
    pictures: [
      { picture: pictureOf(measuring, queryRows[i]!), note: 'query' },
      ...indices.map((image, k) => ({
        picture: pictureOf(measuring, image),
        note: similarities[k]!.toFixed(3),
      })),
    ],
  }));
  const caption = `${trained}; nearest by cosine similarity of standardised conv5.`;
  await save('figure8.png', await sheetToPng(rows, caption), {
    figure: 8,
    queries: found.map(({ indices, similarities }, i) => ({
      path: images.paths[queryRows[i]!],
      neighbours: indices.map((image, k) => ({ path: images.paths[image], similarity: similarities[k] })),
    })),
  });
}

/** Figure 9: Grad-CAM for “real” on autoencoded images, for “corrupt” on repaired ones. */
async function saveAttention(
  { config, trained: networks, images }: Measuring,
  { rows }: Figure,
  trained: string,
  save: Save,
): Promise<void> {
  const { pixels } = SIZES[config.size];
  const halves: Record<'autoencoded' | 'repaired', { picture: Picture; score: number }[]> = {
    autoencoded: [],
    repaired: [],
  };
  for (const { image, mask } of rows) {
    const view = centralView(images, [image], pixels);
    for (const stage of ['autoencoded', 'repaired'] as const) {
      const seen = await inspect({ config, networks }, { view, mask, stage });
      const map = seen.attention.gradCam[stage === 'autoencoded' ? 'real' : 'corrupt'];
      const heat = enlarge(relativeToLargest(map), pixels);
      halves[stage].push({ picture: overlay(seen.pictures[stage], heat), score: seen.score[stage] });
    }
  }
  const rowOf = (title: string, stage: keyof typeof halves): SheetRow => ({
    title,
    pictures: halves[stage].map(({ picture, score }) => ({ picture, note: `real: ${percent(score)} %` })),
  });
  const sheet = [rowOf('Autoencoded: “real”', 'autoencoded'), rowOf('Repaired: “corrupt”', 'repaired')];
  const caption = `${trained}; Grad-CAM on conv5 for the class that is true, scaled image by image.`;
  await save('figure9.png', await sheetToPng(sheet, caption), {
    figure: 9,
    layer: 'conv5',
    scores: rows.map(({ image }, i) => ({
      path: images.paths[image],
      autoencoded: halves.autoencoded[i]!.score,
      repaired: halves.repaired[i]!.score,
    })),
  });
}

function pictureOf({ config, images }: Measuring, image: number): Picture {
  return rgbPicture(centralView(images, [image], SIZES[config.size].pixels));
}
