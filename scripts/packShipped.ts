/**
 * Packs the networks of a run into public/pretrained/, for the page to show before anything is trained:
 *
 *   npm run shipped -- RUN_DIRECTORY
 *
 * README tells how the run that is shipped was trained. Weights only, as halves, beside a few images of the sample set.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeShipped, SHIPPED_PATH } from '../src/checkpoints/shipped';
import { decodeWithSharp } from '../src/cli/decode';
import { filesUnder } from '../src/cli/files';
import { RunDirectory } from '../src/cli/runDirectory';
import { centralView } from '../src/data/augment';
import { readFiles } from '../src/data/readFiles';
import { SAMPLE_NAME, SAMPLE_PATH } from '../src/data/sample';
import { SIZES } from '../src/experiments/sizes';

/** Large, round and coloured, so that a dropped cell is seen at once. */
const SHOWN = ['fox', 'pizza', 'basketball'];

const [location] = process.argv.slice(2);
if (!location) throw new Error('Give the directory of a run: npm run shipped -- runs/first');
const { found } = await new RunDirectory(location).folder.newest();
if (!found) throw new Error(`There is no whole checkpoint in “${location}”.`);
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
    config,
    phase: training.phase,
    step: training.step,
    set: images.name,
    paths: shown.map((index) => images.paths[index]!),
  },
  weights: new Map([...checkpoint.tensors].filter(([name]) => /^[EDRC]\//.test(name))),
  images: { shape: [shown.length, pixels, pixels, 3], data: centralView(images, shown, pixels) },
});
const file = path.join('public', SHIPPED_PATH);
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, bytes);
process.stdout.write(
  `${file}: ${(bytes.length / 2 ** 20).toFixed(1)} MB, ${training.phase}, step ${training.step}\n`,
);
