/** `lab statistics`: what images look like in all, and which method suits them. No run is needed. */
import path from 'node:path';
import { finish } from '../base/slices';
import { shortName } from '../base/imageName';
import { readLabelled } from '../data/readLabelled';
import type { Estimate } from '../evaluation/bootstrap';
import { imageStatistics, type ImageStatistics } from '../evaluation/statistics/imageStatistics';
import { SIZES } from '../schema/sizes';
import { decodeWithSharp } from './decode';
import { EXIT, type ExitCode } from './exit';
import { onInterrupt } from './interrupt';
import { percent } from './measuring';
import { replace } from './nodeFolder';
import { sheetToPng, TITLE_LETTERS, type SheetRow } from './pictureSheet';
import { Progress } from './progress';
import { findData } from './session';
import { jsonLine, print } from './terminal';

export interface StatisticsOptions {
  readonly data: string;
  readonly json?: boolean;
  /** Where the PNG files go; none are written if absent. */
  readonly out?: string;
}

/** As the page keeps the images that it opens with. */
const PIXELS = SIZES.small.storedPixels;
/** Oriented patches in a row. */
const IN_A_ROW = 6;

export async function statisticsRun({ data, json, out }: StatisticsOptions): Promise<ExitCode> {
  const progress = new Progress(process.stderr);
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = onInterrupt(() => controller.abort());
  try {
    const { files, name } = await findData(data);
    const { images } = await readLabelled(files, {
      ...{ name, pixels: PIXELS, decode: decodeWithSharp, signal },
      onProgress: (reading) => progress.show({ type: 'reading', progress: reading }),
    });
    progress.show({ type: 'images', images: images.info });
    const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const statistics = await finish(imageStatistics(images), { signal, rest });
    if (json) jsonLine(factsOf(statistics));
    else printStatistics(statistics);
    for (const [file, rows, caption] of out === undefined ? [] : sheetsOf(statistics)) {
      const target = path.join(out!, `${file}.png`);
      await replace(target, await sheetToPng(rows, caption));
      if (json) jsonLine({ type: 'figure', file: target, figure: file });
      else progress.say(`“${target}”`);
    }
    return EXIT.done;
  } catch (error) {
    if (interrupt.pressed) return EXIT.interrupted;
    throw error;
  } finally {
    progress.end();
    interrupt.dispose();
  }
}

/** For a program: all but the pictures. */
function factsOf({ name, images, mean, oriented, rotation, advice }: ImageStatistics): object {
  return {
    ...{ type: 'statistics', data: name, images, ...advice },
    ...{ common: mean.common, meanOf: mean.count, rotation },
    oriented: oriented.map(({ path, degrees, coherence, strength }) => ({
      ...{ path, degrees, coherence, strength },
    })),
  };
}

function printStatistics({ rotation, advice }: ImageStatistics): void {
  print(advice.said);
  const line = (what: string, { value, interval: { low, high } }: Estimate): void =>
    print(`  ${what.padEnd(34)}${percent(value)} % [${percent(low)}, ${percent(high)}]`);
  if (rotation) {
    print('Rotation told from');
    line('one patch', rotation.onePatch);
    line('all patches, without their places', rotation.patches);
    line('the whole image', rotation.whole);
  }
  for (const sentence of advice.why) print(sentence);
}

function sheetsOf({
  name,
  mean,
  oriented,
}: ImageStatistics): [file: string, rows: SheetRow[], caption: string][] {
  const tilesOf = (row: number): SheetRow['pictures'] =>
    oriented.slice(row * IN_A_ROW, (row + 1) * IN_A_ROW).map(({ picture, degrees, path: image }) => ({
      picture,
      note: `${Math.round(degrees) % 180}° ${shortName(image, TITLE_LETTERS - 8)}`,
    }));
  return [
    [
      'mean',
      [
        {
          title: 'mean, and its crops',
          pictures: [mean.picture, ...mean.crops].map((picture) => ({ picture })),
        },
      ],
      `Mean of ${mean.count} images of ${name}; where it has the strongest edges.`,
    ],
    [
      'oriented',
      Array.from({ length: Math.ceil(oriented.length / IN_A_ROW) }, (_, row) => ({
        title: row === 0 ? 'most oriented' : '',
        pictures: tilesOf(row),
      })),
      `Patches of ${name} whose edges run most in one direction, counted to the left from across.`,
    ],
  ];
}
