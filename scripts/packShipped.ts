/**
 * Packs the networks of a run into public/pretrained/, for the page to show before anything is trained:
 *
 *   npm run shipped -- RUN_DIRECTORY [what it was trained on, in words; by default the name of its images]
 *
 * docs/numbers.md tells how the run that is shipped was trained. Weights only, as halves, beside a few images of the sample set,
 * and Figure 3 as these networks draw it, which the page shows until they do. Without a run only that is drawn anew.
 */
import { artifactsOnly } from '../src/methods/artifacts/config';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { packStill, SHIPPED_THETA, STILL_PATHS } from '../src/methods/artifacts/page/figure/stillFigure';
import { decodeShipped, encodeShipped, SHIPPED_PATH } from '../src/checkpoints/shipped';
import { decodeWithSharp } from '../src/cli/decode';
import { filesUnder } from '../src/cli/files';
import { RunDirectory } from '../src/cli/runDirectory';
import { centralView } from '../src/data/augment';
import { readFiles } from '../src/data/readFiles';
import { SAMPLE_NAME, SAMPLE_PATH } from '../src/experiments/sample';
import { SIZES } from '../src/schema/sizes';
import { startBackend } from '../src/kernels/backend';
import { FIGURE_COLUMNS } from '../src/lab/events';
import { drawShipped } from './drawShipped';

/** Large, round and coloured, so that a dropped cell is seen at once. */
const SHOWN = ['fox', 'pizza', 'basketball'];

const file = path.join('public', SHIPPED_PATH);
const [location, set] = process.argv.slice(2);
if (location) await packNetworks(location, set);
await packFigure();

async function packNetworks(run: string, set?: string): Promise<void> {
  const { found } = await new RunDirectory(run).folder.newest();
  if (!found) throw new Error(`There is no whole checkpoint in “${run}”.`);
  const { checkpoint } = found;
  const { config, training } = checkpoint.about;
  const { pixels, storedPixels } = SIZES[config.size];
  const images = await readFiles(await filesUnder(path.join('public', SAMPLE_PATH)), {
    name: SAMPLE_NAME,
    pixels: storedPixels,
    decode: decodeWithSharp,
    onProgress: () => undefined,
  });
  const shown = SHOWN.map((name) => images.paths.findIndex((file) => file.includes(`/${name}-`)));
  if (shown.includes(-1)) throw new Error(`The sample set lacks one of ${SHOWN.join(', ')}.`);
  const bytes = encodeShipped({
    about: {
      config: artifactsOnly(config, 'The showcase'),
      phase: training.phase,
      step: training.step,
      set: set ?? checkpoint.about.images.name,
      paths: shown.map((index) => images.paths[index]!),
    },
    weights: new Map([...checkpoint.tensors].filter(([name]) => /^[EDRC]\//.test(name))),
    images: { shape: [shown.length, pixels, pixels, 3], data: centralView(images, shown, pixels) },
  });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
  tell(file, bytes.length, `${training.phase}, step ${training.step}`);
}

async function packFigure(): Promise<void> {
  await startBackend({ preference: 'wasm' });
  const still = await drawShipped(decodeShipped(new Uint8Array(await readFile(file))), SHIPPED_THETA);
  const { numbers, sheet } = packStill(still);
  const [width, height] = [FIGURE_COLUMNS.length, still.figure.rows.length].map((n) => n * numbers.pixels);
  const png = await sharp(sheet, { raw: { width: width!, height: height!, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
  await writeFile(path.join('public', STILL_PATHS.sheet), png);
  await writeFile(path.join('public', STILL_PATHS.numbers), `${JSON.stringify(numbers)}\n`);
  tell(path.join('public', STILL_PATHS.sheet), png.length, `θ = ${SHIPPED_THETA}`);
}

function tell(what: string, bytes: number, which: string): void {
  process.stdout.write(`${what}: ${(bytes / 2 ** 20).toFixed(2)} MB, ${which}\n`);
}
