/** `lab capsule`: a run as one zip to take away, and the way back into a run directory. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { openCapsule, packCapsule, type Capsule, type Packing } from '../checkpoints/capsule';
import type { ImageSet } from '../data/imageSet';
import { runWeights } from '../lab/exports';
import { renderingOf } from '../lab/figure/rendering';
import { BadUsage, EXIT, type ExitCode } from './exit';
import type { BackendChoice } from './backend';
import { figureToPng } from './figurePng';
import { replace } from './nodeFolder';
import { Progress } from './progress';
import { RunDirectory } from './runDirectory';
import { openSession, type FoundData } from './session';
import { say } from './terminal';

export interface CapsuleOptions extends BackendChoice {
  readonly run: string;
  readonly out: string;
  readonly data?: string;
  readonly images?: boolean;
  readonly allCheckpoints?: boolean;
}

/** Rows of the rendering. */
const PICTURED = 8;

/** Packs a run; with its images at hand also the list of them and the method’s figure. */
export async function capsule(options: CapsuleOptions): Promise<ExitCode> {
  const { run, out, data, images: withImages = false } = options;
  if (withImages && data === undefined) throw new BadUsage('--images needs --data, to know where they are.');
  const directory = new RunDirectory(run);
  await directory.readCheckpoint();
  const seen =
    data === undefined ? { images: null, renderings: new Map() } : await look(options, data, directory);
  const zip = await packCapsule(directory.folder, {
    checkpoints: options.allCheckpoints ? 'all' : 'newest',
    runtime: `Node ${process.version}, ${process.platform} ${process.arch}`,
    weights: runWeights,
    ...seen,
    ...(withImages && seen.images && { pictures: await picturesOf(seen.images) }),
  });
  await replace(out, zip);
  const megabytes = (zip.length / 1e6).toFixed(1);
  say(`The run is in “${out}” (${megabytes} MB); “lab train --from-capsule ${out}” continues it.`);
  return EXIT.done;
}

/** The run’s images, and what its networks make of some. */
async function look(
  backend: BackendChoice,
  data: string,
  directory: RunDirectory,
): Promise<Pick<Packing, 'images' | 'renderings'>> {
  const { checkpoint, stored } = await directory.readCheckpoint();
  const progress = new Progress(process.stderr);
  const { config } = checkpoint.about;
  const { lab, images } = await openSession({
    config,
    backend,
    data,
    listen: (event) => progress.show(event),
  });
  await lab.pin(images.spread(PICTURED));
  const { figure } = await lab.viewCheckpoint(directory.folder, stored.name);
  const renderings = new Map<string, Uint8Array<ArrayBuffer>>();
  if (figure) {
    const { file, caption } = renderingOf(figure, images.name);
    renderings.set(file, Uint8Array.from(await figureToPng(figure, caption)));
  }
  return { images, renderings };
}

/** PNG files of the pixels that the run was trained on. */
async function picturesOf(images: ImageSet): Promise<Uint8Array<ArrayBuffer>[]> {
  const { pixels } = images;
  const pictures: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < images.count; i++) {
    const picture = sharp(images.image(i), { raw: { width: pixels, height: pixels, channels: 3 } });
    pictures.push(Uint8Array.from(await picture.png().toBuffer()));
  }
  return pictures;
}

/** Reads a capsule. Throws one sentence if there is none, or if anything in it is not whole. */
export async function readCapsule(file: string): Promise<Capsule> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new Error(`There is no capsule to read at “${file}”: check the path.`, { cause: error });
  });
  try {
    return await openCapsule(bytes);
  } catch (error) {
    throw new Error(`“${file}”: ${(error as Error).message}`, { cause: error });
  }
}

/** The images in a capsule as files to read. */
export function imagesIn({ images, data }: Capsule): FoundData {
  const files = [...images].map(([path, bytes]) => ({
    path,
    size: bytes.length,
    bytes: () => Promise.resolve(bytes),
  }));
  return { files, name: data.name };
}
