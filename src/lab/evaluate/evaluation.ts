/**
 * Evaluation beside training: long work in slices between training steps, always on a copy of the networks, one
 * piece of work at a time. The page asks and can cancel; a watched measure goes on by itself.
 */
import { messageOf } from '../../base/messageOf';
import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import type { LabelledImages } from '../../data/readLabelled';
import type { DecodeImage, SourceFile } from '../../data/types';
import { filterSheet } from '../../evaluation/pictures/filters';
import type { Picture } from '../../evaluation/pictures/picture';
import { finish, type Sliced } from '../../base/slices';
import type { Config } from '../../experiments/config';
import { SIZES } from '../../schema/sizes';
import { copyNetworks, disposeNetworks, type Networks } from '../../networks/networks';
import type { Parameters } from '../../networks/parameters';
import { networkName } from '../../experiments/networkName';
import { arrangementReport, neighbourCurve, type DiagnosisScene } from './diagnoses';
import type {
  ArrangementReport,
  ArrangementRequest,
  CurveReport,
  CurveRequest,
  EvaluationEvent,
  MeasureRequest,
  Moment,
  PatchSheetRequest,
  PictureSheet,
  RetrievalRequest,
  WatchRequest,
} from './events';
import { measureTable } from './probe';
import { SecondSet } from './secondSet';
import { foretell } from './task';
import { attentionSheet, patchSheet, retrievalSheet, type SheetScene } from './sheets';
import { watchedImages, watchOnce } from './watch';
import {
  measureOf,
  methodOf,
  networksOf,
  type MeasureName,
  type MeasureReply,
  type MeasureRequestOf,
} from '../works';
import { yieldToHost } from '../yieldToHost';

/** The run that is looked at, as it stands between two steps. */
export interface Subject extends Moment {
  readonly config: Config;
  readonly networks: Networks;
  readonly images: ImageSet;
}

/** What is being watched: the subset belongs to one set of images and one seed. */
interface Watch {
  readonly request: WatchRequest;
  readonly images: ImageSet;
  readonly of: ImageSet;
  last: Moment | null;
}

/** Drives work between the training’s steps. */
type Run = <T>(sliced: Sliced<T>) => Promise<T>;

const PROGRESS_INTERVAL_MS = 200;
/** Below this share no time is foretold. */
const FORETOLD_FROM = 0.03;
const RETRIEVED = 7;
const RETRIEVAL_QUERIES = 6;

export class Evaluation {
  readonly #subject: () => Subject | null;
  readonly #tell: (event: EvaluationEvent) => void;
  readonly #second: SecondSet;
  #working: Promise<unknown> = Promise.resolve();
  #controller: AbortController | null = null;
  #watch: Watch | null = null;

  constructor(subject: () => Subject | null, decode: DecodeImage, tell: (event: EvaluationEvent) => void) {
    this.#subject = subject;
    this.#tell = tell;
    this.#second = new SecondSet(decode, tell);
  }

  /** Reads a second set to measure on; without files there is none any more. Rejects as SecondSet.read. */
  readSecond(files: readonly SourceFile[], name: string): Promise<void> {
    return this.#second.read(files, name, SIZES[this.#present().config.size].storedPixels);
  }

  /** Rows are told as events. Rejects with an AbortError when cancelled. */
  measure(request: MeasureRequest): Promise<void> {
    return this.#compare(({ comparison, isUntrained, images, moment }, run) => {
      const { layers, baselines } = request;
      const scene = { comparison: { ...comparison, layers, baselines }, moment, isUntrained };
      return run(measureTable({ ...scene, set: this.#setOf(request, images) }, request, this.#tell));
    });
  }

  /** Whether features see the whole, beside a random network’s. Rejects as arrangementReport. */
  arrangement(request: ArrangementRequest): Promise<ArrangementReport> {
    return this.#compare((scene, run) => run(arrangementReport(scene, request)));
  }

  /** The k-NN classifier’s accuracy against k, beside a random network’s. Rejects as neighbourCurve. */
  neighbourCurve(request: CurveRequest): Promise<CurveReport> {
    return this.#compare((scene, run) => run(neighbourCurve(scene, request)));
  }

  /**
   * What measuring would do, before anything is done: sentences on how the images are divided and what is left out. Throws
   * one sentence where they cannot be measured on.
   */
  foretell(request: MeasureRequest): string[] {
    const { config, images } = this.#present();
    return foretell(this.#setOf(request, images), request, config);
  }

  /** One of the method’s own measures, on the images of the run. Rejects with one sentence where it does not have it. */
  measureOwn<N extends MeasureName>(
    name: N,
    request: MeasureRequestOf<N>,
  ): Promise<{ readonly moment: Moment; readonly measured: MeasureReply<N> }> {
    return this.#work(async ({ config, networks, images, ...moment }, run) => ({
      moment,
      measured: await run(measureOf(config, name)({ config, networks }, images, request)),
    }));
  }

  /** The filters of the first layer in one picture. */
  filters(): Promise<Picture> {
    return this.#work(({ config, networks }) => filterSheet({ networks, reading: methodOf(config).reading }));
  }

  patches(request: PatchSheetRequest): Promise<PictureSheet> {
    return this.#work((subject, run) => run(patchSheet(sceneOf(subject), request)));
  }

  /** The images most alike to each query; some queries spread over the set where none are given. */
  retrieve({ queries, inSecond, besideRandom = false }: RetrievalRequest): Promise<PictureSheet> {
    const asked = (images: ImageSet): readonly number[] =>
      queries.length > 0 ? queries : images.spread(RETRIEVAL_QUERIES);
    const second = (): ImageSet | null => (inSecond ? this.#second.present.images : null);
    if (!besideRandom) {
      return this.#work((subject, run) => {
        const scene = sceneOf(subject);
        return run(retrievalSheet(scene, asked(subject.images), RETRIEVED, { second: second() }));
      });
    }
    return this.#compare(({ comparison, images, moment }, run) => {
      const { config, reading, trained: networks, random, called } = comparison;
      const beside = { called: 'random', source: { config, reading, networks: random }, images };
      const scene = { config, reading, networks, images, moment };
      const options = { second: second(), called, beside };
      return run(retrievalSheet(scene, asked(images), RETRIEVED, options));
    });
  }

  /** Where the network looks in what the figure makes of these images. Rejects as attentionSheet. */
  attend(images: readonly number[]): Promise<PictureSheet> {
    return this.#work((subject, run) => run(attentionSheet(sceneOf(subject), images)));
  }

  /** The image as the networks see it, RGB [p, p, 3] in [−1, 1]. Throws one sentence where there is none. */
  view(image: number): Float32Array<ArrayBuffer> {
    const { config, images } = this.#present();
    return new Float32Array(centralView(images, [image], SIZES[config.size].pixels));
  }

  /** Ends the work that is under way. */
  cancel(): void {
    this.#second.cancel();
    this.#controller?.abort();
  }

  /** Begins or, with null, ends the watching. Throws one sentence where there are too few labels. */
  watch(request: WatchRequest | null): void {
    this.#watch = null;
    if (!request) return;
    const { config, images } = this.#present();
    this.#watch = { request, of: images, images: watchedImages(images, config.seed), last: null };
    this.afterSteps();
  }

  /** To be called now and then while training: takes the watched measure where it is due and nothing else is done. */
  afterSteps(): void {
    const watch = this.#watch;
    const subject = this.#subject();
    if (!watch || !subject || this.#controller || subject.images !== watch.of || !isDue(watch, subject))
      return;
    const isFirst = watch.last === null;
    watch.last = { phase: subject.phase, step: subject.step };
    this.#work(async ({ config, networks, phase, step }, run) => {
      const measured = async (network: 'trained' | 'random', networks: Networks): Promise<void> => {
        const source = { config, networks, reading: methodOf(config).reading };
        const point = await run(watchOnce(source, watch.images, watch.request, { phase, step }));
        if (this.#watch === watch) this.#tell({ type: 'watched', network, point });
      };
      if (isFirst) {
        const random = networksOf(config);
        await measured('random', random).finally(() => disposeNetworks(random));
      }
      await measured('trained', networks);
    }).catch((error: unknown) => {
      // Nobody waits for it. Cancelling skips one number; anything else would come again with the next.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.#watch = null;
      this.#tell({ type: 'unwatched', reason: messageOf(error) });
    });
  }

  /** Does work on copies of the networks beside fresh ones of the same config and seed. */
  #compare<T>(work: (scene: DiagnosisScene & { isUntrained: boolean }, run: Run) => Promise<T>): Promise<T> {
    return this.#work(async ({ config, networks: trained, images, ...moment }, run) => {
      const random = networksOf(config);
      const { reading } = methodOf(config);
      try {
        const isUntrained = await areEqual(trained[reading.network]!, random[reading.network]!);
        const called = networkName('trained', { isUntrained });
        const comparison = { config, reading, trained, random, called };
        return await work({ comparison, images, moment, isUntrained }, run);
      } finally {
        disposeNetworks(random);
      }
    });
  }

  #setOf({ onSecond }: MeasureRequest, images: ImageSet): LabelledImages {
    return onSecond ? this.#second.present : { images, stl10: null };
  }

  #present(): Subject {
    const subject = this.#subject();
    if (!subject) throw new Error('There are no images yet: load some first.');
    return subject;
  }

  /** Does work on a copy of the networks when what was asked for before is done. */
  async #work<T>(work: (subject: Subject, run: Run) => Promise<T>): Promise<T> {
    const before = this.#working;
    const controller = new AbortController();
    const result = (async () => {
      await before.catch(() => undefined);
      const { config, images, phase, step, networks: present } = this.#present();
      const networks = copyNetworks(present);
      this.#controller = controller;
      try {
        return await work({ config, images, phase, step, networks }, (sliced) =>
          this.#drive(sliced, controller),
        );
      } finally {
        disposeNetworks(networks);
        this.#controller = null;
        this.#tell({ type: 'progress', progress: null });
      }
    })();
    this.#working = result;
    return result;
  }

  #drive<T>(sliced: Sliced<T>, { signal }: AbortController): Promise<T> {
    const started = performance.now();
    let due = 0;
    return finish(sliced, {
      signal,
      rest: yieldToHost,
      onSlice: ({ what, done, total }) => {
        const now = performance.now();
        if (now < due) return;
        due = now + PROGRESS_INTERVAL_MS;
        const share = done / total;
        const secondsLeft = share < FORETOLD_FROM ? null : ((now - started) / 1000) * (1 / share - 1);
        this.#tell({ type: 'progress', progress: { what, share, secondsLeft } });
      },
    });
  }
}

/** Whether they have the same weights and averages. */
async function areEqual(a: Parameters, b: Parameters): Promise<boolean> {
  const others = await b.read();
  return [...(await a.read())].every(([name, { data }]) =>
    data.every((value, i) => value === others.get(name)!.data[i]),
  );
}

function sceneOf({ config, networks, images, phase, step }: Subject): SheetScene {
  return { config, networks, reading: methodOf(config).reading, images, moment: { phase, step } };
}

function isDue({ request, last }: Watch, { phase, step }: Moment): boolean {
  return last === null || last.phase !== phase || step < last.step || step >= last.step + request.every;
}
