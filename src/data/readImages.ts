import { messageOf } from '../base/messageOf';
import { Budget } from './budget';
import { ImageSet } from './imageSet';
import { labelsOf } from './labels';
import { describeNothing } from './nothingTaken';
import { otherFileProblem } from './otherFiles';
import { hiddenProblem, sortedBy, sortedByPath, standingOf } from './paths';
import { checkImage, checkZip, imageKind, MAX_PIXELS } from './sniff';
import {
  ImageProblem,
  type DecodeImage,
  type ReadingProgress,
  type SkippedFile,
  type SourceFile,
} from './types';
import { listZip } from './zip';

export interface ReadingOptions {
  /** What the set is called on screen and in run files. */
  readonly name: string;
  /** Side at which the images are kept. */
  readonly pixels: number;
  readonly decode: DecodeImage;
  /** Called at most about ten times a second, and once at the end. */
  readonly onProgress?: (progress: ReadingProgress) => void;
  readonly signal?: AbortSignal;
  /** Images decoded at the same time. */
  readonly concurrency?: number;
}

/** Nothing that was given could be used; the message says so in one sentence. */
export class NoImagesError extends Error {
  readonly skipped: readonly SkippedFile[];
  constructor(message: string, skipped: readonly SkippedFile[]) {
    super(message);
    this.name = 'NoImagesError';
    this.skipped = skipped;
  }
}

/** A zip must fit into one block of memory, which is 2 GiB in some places. */
const MAX_ZIP_BYTES = 2 ** 31 - 1;
/** Files and pixels in memory at once, whatever the number of lanes: a folder may hold films, and a picture a trap. */
const FILE_BYTES_AT_ONCE = 2 ** 29;
const PIXELS_AT_ONCE = MAX_PIXELS;
const PROGRESS_INTERVAL_MS = 100;

/**
 * Reads every image among the files, those in zips too, into one set in the order of their paths, whatever the
 * order in which decoding ends. A file that cannot be taken, or is hidden, is named in the set's `info.skipped` with the
 * reason; the system's own files are passed over. The first name of each path is what a person chose, and is read
 * whatever it begins with. Sub-folders become labels.
 *
 * @throws NoImagesError when no file is usable, a DOMException 'AbortError' when cancelled.
 */
export async function readImages(files: readonly SourceFile[], options: ReadingOptions): Promise<ImageSet> {
  const { name, pixels, signal } = options;
  const skipped: SkippedFile[] = [];
  const candidates = await listCandidates(files, skipped, signal);
  const bytesPerImage = pixels * pixels * 3;
  // Room for every candidate; the system hands out memory only for what is written.
  const data = allocate(candidates.length, bytesPerImage);
  const taken = new Uint8Array(candidates.length);
  const report = makeReporter(candidates.length, options.onProgress);

  const fileBytes = new Budget(FILE_BYTES_AT_ONCE);
  const decodedPixels = new Budget(PIXELS_AT_ONCE);

  const readOne = async (index: number): Promise<void> => {
    const file = candidates[index]!;
    try {
      const image = await fileBytes.spend(file.size, () => decodeFile(file, options, decodedPixels));
      data.set(image, index * bytesPerImage);
      taken[index] = 1;
    } catch (error) {
      if (!(error instanceof ImageProblem)) throw error;
      skipped.push(skip(file.path, error));
    }
    report(taken[index] === 1);
  };
  await inParallel(candidates.length, options.concurrency ?? 4, signal, readOne);

  const read = candidates.filter((_, i) => taken[i]);
  const paths = read.map((file) => file.path);
  const sortedSkipped = sortedByPath(skipped);
  if (paths.length === 0) throw new NoImagesError(describeNothing(name, sortedSkipped), sortedSkipped);
  closeGaps(data, taken, bytesPerImage);
  return new ImageSet({
    name,
    pixels,
    data: data.subarray(0, paths.length * bytesPerImage),
    paths,
    formerPaths: read.map(formerPathOf),
    ...labelsOf(paths),
    skipped: sortedSkipped,
  });
}

/** All files that may be images, zips expanded, in order. */
async function listCandidates(
  files: readonly SourceFile[],
  skipped: SkippedFile[],
  signal: AbortSignal | undefined,
): Promise<SourceFile[]> {
  const candidates: SourceFile[] = [];
  for (const file of files) {
    throwIfAborted(signal);
    const standing = standingOf(file.path, 1);
    if (standing === 'system') continue;
    if (standing === 'hidden') {
      skipped.push(skip(file.path, hiddenProblem()));
      continue;
    }
    if (!/\.zip$/i.test(file.path)) {
      candidates.push(file);
      continue;
    }
    try {
      const bytes = await readBytes(file, MAX_ZIP_BYTES);
      if (checkZip(bytes) === 'zip') {
        const listing = await listZip(file, bytes);
        for (const entry of listing.files) candidates.push(entry);
        for (const entry of listing.skipped) skipped.push(entry);
      } else {
        candidates.push(file);
      }
    } catch (error) {
      if (!(error instanceof ImageProblem)) throw error;
      skipped.push(skip(file.path, error));
    }
  }
  return sortedBy(candidates, formerPathOf);
}

function formerPathOf({ path, formerPath = path }: SourceFile): string {
  return formerPath;
}

function skip(path: string, { reason, message }: ImageProblem): SkippedFile {
  return { path, reason, detail: message };
}

async function decodeFile(
  file: SourceFile,
  { decode, pixels }: ReadingOptions,
  decodedPixels: Budget,
): Promise<Uint8Array> {
  const bytes = await readBytes(file, FILE_BYTES_AT_ONCE);
  if (bytes.length > 0 && imageKind(bytes) === null) throw await otherFileProblem(bytes);
  const { width, height } = checkImage(bytes);
  return decodedPixels.spend(width * height, () => decode(bytes, file.path, pixels));
}

/** @throws ImageProblem when the file is larger than `limit` bytes or the system does not hand it out. */
async function readBytes(file: SourceFile, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > limit) {
    const megabytes = (bytes: number) => Math.floor(bytes / 2 ** 20);
    const detail = `The file has ${megabytes(file.size)} MB; more than ${megabytes(limit)} MB are not read.`;
    throw new ImageProblem('too large', detail);
  }
  try {
    return await file.bytes();
  } catch (error) {
    if (error instanceof ImageProblem) throw error;
    const why = messageOf(error);
    throw new ImageProblem('unreadable', `The file could not be opened: ${why}`);
  }
}

function allocate(count: number, bytesPerImage: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(count * bytesPerImage);
  } catch (error) {
    const gigabytes = ((count * bytesPerImage) / 1e9).toFixed(1);
    throw new Error(`${count} images need ${gigabytes} GB of memory, which is not to be had: give fewer.`, {
      cause: error,
    });
  }
}

/** Runs `work` for 0 … count−1, begun in order, `concurrency` at a time. The first error ends it. */
async function inParallel(
  count: number,
  concurrency: number,
  signal: AbortSignal | undefined,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const runner = async (): Promise<void> => {
    while (next < count && !failed) {
      throwIfAborted(signal);
      await work(next++);
    }
    throwIfAborted(signal);
  };
  const runners = Array.from({ length: Math.max(1, concurrency) }, () =>
    runner().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(runners);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('Reading was cancelled.', 'AbortError');
}

function makeReporter(
  total: number,
  onProgress: ((progress: ReadingProgress) => void) | undefined,
): (taken: boolean) => void {
  const start = performance.now();
  let done = 0;
  let taken = 0;
  let lastReport = -Infinity;
  return (wasTaken) => {
    done++;
    if (wasTaken) taken++;
    const now = performance.now();
    if (done < total && now - lastReport < PROGRESS_INTERVAL_MS) return;
    lastReport = now;
    const perSecond = done / Math.max(1e-3, (now - start) / 1000);
    onProgress?.({ done, total, taken, skipped: done - taken, perSecond });
  };
}

/** Moves the images that were taken together, in place. */
function closeGaps(data: Uint8Array, taken: Uint8Array, bytesPerImage: number): void {
  let target = 0;
  taken.forEach((wasTaken, source) => {
    if (!wasTaken) return;
    if (source !== target) {
      data.copyWithin(target * bytesPerImage, source * bytesPerImage, (source + 1) * bytesPerImage);
    }
    target++;
  });
}
