/** `lab figures`: pictures of a run as PNG files. Of the first method they are the paper’s figures 3 and 6 to 9. */
import path from 'node:path';
import type { Figure } from '../../lab/events';
import { drawFigure, sceneOf } from '../../lab/figure/scene';
import type { ExitCode } from '../exit';
import { measure, readData, type MeasuringOptions } from '../measuring';
import { replace } from '../nodeFolder';
import { jsonLine } from '../terminal';
import type { Drawing, Save } from './drawing';
import { saveFakesAttention, saveFigure3, saveRenderings } from './figure3';
import { saveFilters, savePatches, saveRetrieval, type SheetNames } from './sheets';
import { saveDecisions, saveTiles } from './tiles';

export interface FiguresOptions extends MeasuringOptions {
  readonly out: string;
  /** A second set, in which neighbours are looked for. */
  readonly neighboursFrom?: string;
}

const IMAGES = 8;

/** Sheets that every method has, by the kind of its figure: the paper’s numbers where they are figures of it. */
const NAMES: Readonly<Record<Figure['kind'], SheetNames>> = {
  figure3: {
    filters: { file: 'figure7-filters', figure: 7 },
    patches: { file: 'figure7', figure: 7 },
    retrieval: { file: 'figure8', figure: 8 },
  },
  tiles: {
    filters: { file: 'filters', figure: 'filters' },
    patches: { file: 'patches', figure: 'patches' },
    retrieval: { file: 'retrieval', figure: 'retrieval' },
  },
};

/** Draws all figures into the folder `--out`. */
export function figuresRun(options: FiguresOptions): Promise<ExitCode> {
  return measure(options, async (measuring) => {
    const { trainedRun: run, config, trained: networks, images, progress } = measuring;
    const save: Save = async (name, png, facts) => {
      const file = path.join(options.out, `${name}.png`);
      await replace(file, png);
      if (options.json) jsonLine({ type: 'figure', file, ...facts });
      else progress.say(`“${file}”`);
    };
    const trained = `Trained on ${run.data.name} up to step ${run.step} of phase “${run.phase}”`;
    const drawing: Drawing = { measuring, queries: images.spread(IMAGES), trained, save };
    const scene = sceneOf({ config, phase: run.phase, step: run.step, images }, drawing.queries);
    const figure = await drawFigure(scene, networks);
    const names = NAMES[figure.kind];
    await saveFigure(drawing, figure);
    await saveFilters(drawing, names);
    await savePatches(drawing, names);
    const { neighboursFrom } = options;
    const second = neighboursFrom === undefined ? null : await readData(neighboursFrom, config, progress);
    await saveRetrieval(drawing, names, second?.images ?? null);
    await saveAttention(drawing, figure);
  });
}

/** The method’s own figure, and what else is drawn of the same kind. */
async function saveFigure(drawing: Drawing, figure: Figure): Promise<void> {
  if (figure.kind === 'tiles') return saveTiles(drawing, figure);
  await saveFigure3(drawing, figure);
  await saveRenderings(drawing, figure);
}

/** Where the network looks. */
function saveAttention(drawing: Drawing, figure: Figure): Promise<void> {
  return figure.kind === 'tiles' ? saveDecisions(drawing) : saveFakesAttention(drawing, figure);
}
