/** `lab figures`: the paper’s pictures of a run, figures 3 and 6 to 9, as PNG files. */
import { valueOf, changed, type Config } from '../experiments/config';
import path from 'node:path';
import { centralView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import { shortName } from '../base/imageName';
import { extractFeatures, type Features } from '../evaluation/features';
import { nearestNeighbours } from '../evaluation/neighbours';
import { filterSheet } from '../evaluation/pictures/filters';
import { lookOf } from '../lab/works';
import { maximalPatches } from '../evaluation/pictures/patches';
import { rgbPicture, type Picture } from '../evaluation/pictures/picture';
import { SIZES } from '../schema/sizes';
import type { Figure3, FigureRow } from '../lab/events';
import { drawFigure, sceneOf } from '../lab/figure/scene';
import type { Networks } from '../networks/networks';
import type { Reading } from '../networks/reading';
import type { ExitCode } from './exit';
import { jsonLine } from './terminal';
import { measure, percent, readData, type Measuring, type MeasuringOptions } from './measuring';
import { figureToPng } from './montage';
import { pictureToPng, sheetToPng, TITLE_LETTERS, type SheetRow } from './pictureSheet';
import { replace } from './nodeFolder';
import type { TrainedRun } from './trainedRun';

export interface FiguresOptions extends MeasuringOptions {
  readonly out: string;
  /** A second set, in which Figure 8 looks for neighbours. */
  readonly neighboursFrom?: string;
}

const IMAGES = 8;
const NEURONS = 5;
const PATCHES = 6;
const NEIGHBOURS = 6;
const FILTER_SCALE = 4;
/** Of Figure 6, columns (c) to (f). */
const PAPER_THETAS = [0.1, 0.3, 0.7, 0.9];

/** Draws all figures into the folder `--out`. */
export function figuresRun(options: FiguresOptions): Promise<ExitCode> {
  const check = (_: Reading, config: Config) => void lookOf(config, 'inspect');
  const draw = async (measuring: Measuring): Promise<void> => {
    const run = measuring.trainedRun;
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
      rows: figure.rows.map(({ image, path, score }) => ({ image, path, score })),
    });
    await saveRenderings(measuring, figure, run, save);
    await saveFilters(measuring, trained, save);
    await savePatches(measuring, trained, save);
    const second =
      options.neighboursFrom === undefined
        ? null
        : (await readData(options.neighboursFrom, measuring.config, measuring.progress)).images;
    await saveRetrieval(measuring, second, trained, save);
    await saveAttention(measuring, figure, trained, save);
  };
  return measure(options, draw, check);
}

type Save = (name: string, png: Uint8Array, facts: object) => Promise<void>;

async function renderings(
  { config, trained, images }: Measuring,
  { phase, step }: TrainedRun,
  theta = valueOf(config, 'theta'),
): Promise<Figure3> {
  const scene = sceneOf({ config: changed(config, { theta }), phase, step, images }, images.spread(IMAGES));
  const figure = await drawFigure(scene, trained);
  if (figure.kind !== 'figure3') throw new Error('The run has another figure than Figure 3.');
  return figure;
}

/**
 * Figure 6: the input leftmost, then what becomes of it. The paper's columns are models; here they are the drop rates of
 * its columns (c) to (f) and the run's own, all through this run's networks.
 */
async function saveRenderings(measuring: Measuring, { rows, pixels }: Figure3, run: TrainedRun, save: Save) {
  const [theta, realInput, preset] = (['theta', 'realInput', 'preset'] as const).map((key) =>
    valueOf(run.config, key),
  );
  const thetas = [...new Set([...PAPER_THETAS, Number(theta)])].toSorted((a, b) => a - b);
  const figures: Figure3[] = [];
  for (const theta of thetas) figures.push(await renderings(measuring, run, theta));
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
  await save('figure6.png', await sheetToPng(sheet, caption), { figure: 6, theta, realInput, thetas });
}

async function saveFilters(
  { trained: networks, reading }: Measuring,
  trained: string,
  save: Save,
): Promise<void> {
  const caption = `${trained}; all filters of conv1, each scaled by its own smallest and largest weight.`;
  const png = await pictureToPng(await filterSheet({ networks, reading }), FILTER_SCALE, caption);
  await save('figure7-filters.png', png, { figure: 7, layer: 'conv1' });
}

async function savePatches(measuring: Measuring, trained: string, save: Save): Promise<void> {
  const { config, reading, images, run } = measuring;
  const networks: Networks = measuring.trained;
  const source = { config, networks, reading };
  for (const layer of reading.layers) {
    const kernel = `${reading.network}/${layer}/kernel`;
    const channels = networks[reading.network]!.get(kernel).shape.at(-1)!;
    const neurons = Array.from({ length: NEURONS }, (_, i) => Math.floor(((i + 0.5) * channels) / NEURONS));
    const found = await run(maximalPatches(source, images, { layer, neurons, count: PATCHES }));
    const sheet = found.map(({ neuron, patches }) => ({
      title: `${layer}, neuron ${neuron}`,
      pictures: patches.map(({ picture, activation }) => ({ picture, note: activation.toPrecision(3) })),
    }));
    const caption = `${trained}; the patches of most activation, below each its activation; faint is what the neuron does not see.`;
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

/** Figure 8; neighbours come from the second set where there is one. */
async function saveRetrieval(
  measuring: Measuring,
  second: ImageSet | null,
  trained: string,
  save: Save,
): Promise<void> {
  const { config, reading, images, run } = measuring;
  const searched = second ?? images;
  const { judged } = reading;
  const source = { config, networks: measuring.trained, reading };
  const judgedOf = async (of: ImageSet): Promise<Features> =>
    (await run(extractFeatures(source, of, [judged]))).get(judged)!;
  const references = await judgedOf(searched);
  const referenceRows = Uint32Array.from({ length: searched.count }, (_, i) => i);
  const queryRows = images.spread(IMAGES);
  const others = second ? { queries: await judgedOf(images) } : {};
  const query = { k: NEIGHBOURS, references, referenceRows, queryRows, ...others };
  const found = await run(nearestNeighbours(query));
  const rows = found.map(({ indices, similarities }, i) => ({
    title: titleOf(images, queryRows[i]!),
    pictures: [
      { picture: pictureOf(measuring, images, queryRows[i]!), note: 'query' },
      ...indices.map((image, k) => ({
        picture: pictureOf(measuring, searched, image),
        note: similarities[k]!.toFixed(3),
      })),
    ],
  }));
  const where = second ? ` in ${second.name}` : '';
  const caption = `${trained}; nearest${where} by cosine similarity of standardised ${judged}.`;
  await save('figure8.png', await sheetToPng(rows, caption), {
    figure: 8,
    queries: found.map(({ indices, similarities }, i) => ({
      path: images.paths[queryRows[i]!],
      neighbours: indices.map((image, k) => ({ path: searched.paths[image], similarity: similarities[k] })),
    })),
  });
}

/** Figure 9: real (autoencoded) images in green and corrupt (repaired) ones in red, each with Grad-CAM of its own class below. */
async function saveAttention(
  { config, trained: networks, images, run }: Measuring,
  { rows }: Figure3,
  trained: string,
  save: Save,
): Promise<void> {
  const { pixels } = SIZES[config.size];
  const inspect = lookOf(config, 'inspect');
  const halves: Record<'autoencoded' | 'repaired', { seen: Picture; heat: Picture; score: number }[]> = {
    autoencoded: [],
    repaired: [],
  };
  for (const { image, mask } of rows) {
    const view = centralView(images, [image], pixels);
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

/** Of a row of pictures: the name of the file that they show. */
function titleOf({ paths }: ImageSet, image: number): string {
  return shortName(paths[image]!, TITLE_LETTERS);
}

function pictureOf({ config }: Measuring, images: ImageSet, image: number): Picture {
  return rgbPicture(centralView(images, [image], SIZES[config.size].pixels));
}
