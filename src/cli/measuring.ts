/** What `lab probe`, `knn` and `features` share: a run's networks beside fresh ones, and images to measure them on. */
import { messageOf } from '../base/messageOf';
import type { ImageSet } from '../data/imageSet';
import { readLabelled, type LabelledImages } from '../data/readLabelled';
import type { Stl10Labelled } from '../data/stl10';
import { areSameImages, identityOf } from '../checkpoints/imagesIdentity';
import { configDifference, valueOf, type Config } from '../experiments/config';
import { heldOutCount } from '../experiments/heldOut';
import { aboutPhase, phaseNumber, phasesOf } from '../experiments/phases';
import { SIZES } from '../schema/sizes';
import { readJudged } from '../export/importWeights';
import { materialOf, stl10Material, type Material } from '../evaluation/material';
import { finish, type Sliced } from '../base/slices';
import { startBackend } from '../kernels/backend';
import { methodOf, networksOf } from '../lab/works';
import { writeNetworks, type Networks } from '../networks/networks';
import type { Reading } from '../networks/reading';
import type { PlainTensor } from '../networks/parameters';
import { backendOptions, type BackendChoice } from './backend';
import { decodeWithSharp } from './decode';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { readNamedFile } from './files';
import { onInterrupt } from './interrupt';
import { Progress } from './progress';
import { findData } from './session';
import { readTrainedRun, type TrainedRun } from './trainedRun';

export interface MeasuringOptions extends BackendChoice {
  readonly run: string;
  readonly data: string;
  readonly json?: boolean;
  /** A safetensors file, whose network is measured in place of the run’s. */
  readonly weights?: string;
}

export interface Measuring {
  /** Of the run, where its newest whole checkpoint stands. */
  readonly trainedRun: TrainedRun;
  readonly config: Config;
  readonly trained: Networks;
  /** How its networks are read. */
  readonly reading: Reading;
  /** What the trained network is to be called: at its start C is the random one. */
  readonly called: 'trained' | 'untrained';
  /** How far the run has come, and on which images: “after 100 steps of damage & repair on “flowers””. */
  readonly moment: string;
  readonly images: ImageSet;
  /** Folds and test images, where the data are STL-10's binaries. */
  readonly stl10: Stl10Labelled | null;
  readonly progress: Progress;
  /** What of the images there is to learn from and to judge by. */
  readonly material: Material;
  /** Drives work to its end; throws an AbortError on Ctrl-C. */
  readonly run: <T>(work: Sliced<T>) => Promise<T>;
}

/**
 * Loads the run and the images, measures, and ends with the exit code.
 *
 * @param check what was asked for against what can be read of the run’s networks, before anything is loaded
 */
export async function measure(
  options: MeasuringOptions,
  work: (measuring: Measuring) => Promise<void>,
  check: (reading: Reading, config: Config) => unknown = () => undefined,
): Promise<ExitCode> {
  const { run: trainedRun, weights } = await readTrainedRun(options.run);
  const { config } = trainedRun;
  const { reading } = methodOf(config);
  check(reading, config);
  const progress = new Progress(process.stderr);
  const controller = new AbortController();
  const interrupt = onInterrupt(() => controller.abort());
  try {
    progress.show({ type: 'backend', backend: await startBackend(await backendOptions(options)) });
    const { images, stl10 } = await readData(options.data, config, progress, controller.signal);
    progress.show({ type: 'images', images: images.info });
    const trained = networksOf(config);
    const imported = options.weights === undefined ? null : await readImported(options.weights, config);
    writeNetworks(trained, new Map([...weights, ...(imported ?? [])]));
    const run = <T>(sliced: Sliced<T>): Promise<T> =>
      finish(sliced, {
        signal: controller.signal,
        rest: () => new Promise((resolve) => setImmediate(resolve)),
      });
    const hasTrained = imported !== null || hasBegun(trainedRun, reading.network);
    const called = hasTrained ? 'trained' : 'untrained';
    const moment = imported
      ? `with the weights of “${options.weights}”`
      : await momentOf(trainedRun, reading.network, images);
    const material = stl10 ? stl10Material(stl10) : materialOf(images);
    await work({
      trainedRun,
      config,
      trained,
      reading,
      called,
      moment,
      images,
      stl10,
      material,
      progress,
      run,
    });
    return EXIT.done;
  } catch (error) {
    if (interrupt.pressed) return EXIT.interrupted;
    throw error;
  } finally {
    progress.end();
    interrupt.dispose();
  }
}

/** Whether a network has taken a step. */
function hasBegun(run: TrainedRun, network: string): boolean {
  const [present, own] = [phaseNumber(run.phase), phaseOf(run, network)];
  return present > own || (present === own && run.step > 0);
}

/** The number of the phase that trains a network. */
function phaseOf({ config }: TrainedRun, network: string): number {
  return phasesOf(config).findIndex(({ trains }) => trains.some((letter) => letter === network)) + 1;
}

/** Whether the images measured on are those trained on makes the difference between learning and transfer. */
async function momentOf(run: TrainedRun, network: string, images: ImageSet): Promise<string> {
  const { phase, step, data } = run;
  const isBefore = phaseNumber(phase) < phaseOf(run, network);
  const name = `${aboutPhase(phase).called}${isBefore ? ', before the discriminator’s first' : ''}`;
  const where = await whereFrom(data, images, run.config);
  return `after ${step} steps of ${name}, on ${where}`;
}

async function whereFrom(
  { name, hash, content }: TrainedRun['data'],
  images: ImageSet,
  config: Config,
): Promise<string> {
  if (hash === null) return `“${name}”`;
  if (!areSameImages(await identityOf(images), { hash, content }))
    return `other images (“${name}”) than measured on`;
  const heldOut = heldOutCount(config, images.count);
  const but = heldOut > 0 ? ` but for ${heldOut} held out` : '';
  return images.division
    ? `all images measured on${but}, without their labels`
    : `the images measured on${but}`;
}

/** The labelled images that “--data” names. */
export async function readData(
  data: string,
  config: Config,
  progress: Progress,
  signal?: AbortSignal,
): Promise<LabelledImages> {
  const { files, name } = await findData(data);
  return readLabelled(files, {
    ...{ name, pixels: SIZES[config.size].storedPixels, decode: decodeWithSharp, ...(signal && { signal }) },
    onProgress: (reading) => progress.show({ type: 'reading', progress: reading }),
  });
}

/** The network that the method is judged by, by our names. Throws one sentence that names what does not fit the run’s. */
async function readImported(file: string, config: Config): Promise<ReadonlyMap<string, PlainTensor>> {
  const found = judgedIn(file, await readNamedFile(file), config);
  const [different] = configDifference(config, found.config);
  if (different === undefined) return found.parameters;
  const [theirs, ours] = [valueOf(found.config, different), valueOf(config, different)];
  throw new Error(`“${file}” has ${different} “${String(theirs)}”, the run “${String(ours)}”.`);
}

function judgedIn(file: string, bytes: Uint8Array<ArrayBuffer>, config: Config) {
  try {
    return readJudged(bytes, config, methodOf(config));
  } catch (error) {
    throw new Error(`“${file}”: ${messageOf(error)}`, { cause: error });
  }
}

/** The names of a comma-separated list. Throws BadUsage for one that is not among `known`. */
export function listOf<T extends string>(text: string, known: readonly T[], option: string): T[] {
  const names = text.split(',').filter((name) => name !== '');
  for (const name of names) {
    if (!known.some((one) => one === name)) {
      throw new BadUsage(`${option} cannot be “${name}”: choose from ${known.join(', ')}.`);
    }
  }
  return known.filter((name) => names.includes(name));
}

/** The numbers of a comma-separated list, each in (0, most]. Throws BadUsage for others. */
export function numbersOf(text: string, most: number, option: string): number[] {
  return text.split(',').map((part) => {
    const value = Number(part);
    if (value > 0 && value <= most) return value;
    throw new BadUsage(
      `${option} should be numbers above 0 and at most ${most}, with commas; “${part}” is not.`,
    );
  });
}

/** “57.3”, of a share. */
export function percent(share: number): string {
  return (100 * share).toFixed(1);
}
