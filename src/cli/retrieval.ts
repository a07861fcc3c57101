/** `lab retrieval`: what two networks find alike, row below row (thesis Figure 4.7). */
import { shortName } from '../base/imageName';
import type { PictureSheet } from '../lab/evaluate/events';
import { retrievalSheet } from '../lab/evaluate/sheets';
import { networksOf } from '../lab/works';
import type { ExitCode } from './exit';
import { measure, type MeasuringOptions } from './measuring';
import { replace } from './nodeFolder';
import { readOther } from './otherRun';
import { sheetToPng, TITLE_LETTERS, type SheetRow } from './pictureSheet';
import { jsonLine } from './terminal';

export interface RetrievalCommandOptions extends MeasuringOptions {
  /** A random network if absent. */
  readonly against?: string;
  /** Number of queries. */
  readonly images: number;
  readonly out: string;
}

const FOUND = 6;

export function retrievalRun(options: RetrievalCommandOptions): Promise<ExitCode> {
  const { against, data, out, json } = options;
  return measure(options, async (measuring) => {
    const { config, reading, trained: networks, called, images, trainedRun, progress, run } = measuring;
    const beside =
      against === undefined
        ? { called: 'random', source: { config, reading, networks: networksOf(config) }, images }
        : await readOther(against, data, measuring);
    const { phase, step } = trainedRun;
    const scene = { config, reading, networks, images, moment: { phase, step } };
    const sheet = await run(retrievalSheet(scene, images.spread(options.images), FOUND, { called, beside }));
    await replace(out, await sheetToPng(shortRows(sheet), sheet.caption));
    if (json) jsonLine({ type: 'figure', file: out, figure: 'retrieval', rows: factsOf(sheet) });
    else progress.say(`“${out}”`);
  });
}

/** With titles that there is room for. */
function shortRows({ rows }: PictureSheet): SheetRow[] {
  return rows.map(({ title, network = '', pictures }) => {
    const room = TITLE_LETTERS - network.length - 2;
    const query = shortName(pictures[0]?.path ?? title, Math.max(8, room));
    return { title: `${network}: ${query}`, pictures };
  });
}

function factsOf({ rows }: PictureSheet): object[] {
  return rows.map(({ title, pictures }) => ({
    title,
    query: pictures[0]?.path,
    neighbours: pictures.slice(1).map(({ path, value: similarity }) => ({ path, similarity })),
  }));
}
