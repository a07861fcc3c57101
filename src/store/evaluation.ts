/** What the page knows of the networks’ worth: measured numbers, sheets of pictures, and the watched curve. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { assertNever } from '../base/assertNever';
import { messageOf } from '../base/messageOf';
import type {
  ArrangementReport,
  ArrangementRequest,
  CurveReport,
  CurveRequest,
  EvaluationEvent,
  EvaluationProgress,
  ImageSetInfo,
  LabRequests,
  MeasuredRow,
  MeasureHead,
  MeasureName,
  MeasureReply,
  MeasureRequest,
  MeasureRequestOf,
  Moment,
  PatchSheetRequest,
  PickedFile,
  Picture,
  PictureSheet,
  RetrievalRequest,
  WatchedPoint,
  WatchRequest,
} from '../worker/protocol';
import { LabEnded, type LabLine } from './labLine';

/** What a person can ask for; one at a time. */
export type Doing =
  | 'table'
  | 'second'
  | 'filters'
  | 'patches'
  | 'retrieval'
  | 'attention'
  | 'arrangement'
  | 'curve'
  | MeasureName;

/** A request that failed, so that it is told where it was made. */
interface Problem {
  readonly of: Doing | 'watch';
  /** Why, in a sentence. */
  readonly text: string;
}

/** What measuring would do, in sentences, or why it cannot be done. */
export interface MeasurePlan {
  readonly lines: readonly string[];
  readonly problem: string | null;
}

export interface EvaluationState {
  readonly doing: Doing | null;
  readonly progress: EvaluationProgress | null;
  /** Null until it is asked for. */
  readonly plan: MeasurePlan | null;
  readonly head: MeasureHead | null;
  readonly rows: readonly MeasuredRow[];
  /** What only the run’s method can be asked, as far as it was, by its name. */
  readonly own: OwnMeasured;
  readonly filters: Picture | null;
  readonly patches: PictureSheet | null;
  readonly retrieval: PictureSheet | null;
  readonly attention: PictureSheet | null;
  readonly arrangement: ArrangementReport | null;
  readonly curve: CurveReport | null;
  /** Another set of images, to measure transfer on; it stays when the run changes. */
  readonly second: ImageSetInfo | null;
  readonly watching: WatchRequest | null;
  readonly watched: readonly WatchedPoint[];
  /** What a network as the seed initialises it gets on the same images. */
  readonly reference: WatchedPoint | null;
  readonly problem: Problem | null;
}

type OwnMeasured = {
  readonly [N in MeasureName]?: { readonly moment: Moment; readonly measured: MeasureReply<N> };
};

const NOTHING: EvaluationState = {
  doing: null,
  progress: null,
  plan: null,
  head: null,
  rows: [],
  own: {},
  filters: null,
  patches: null,
  retrieval: null,
  attention: null,
  arrangement: null,
  curve: null,
  second: null,
  watching: null,
  watched: [],
  reference: null,
  problem: null,
};

export class Evaluations {
  readonly store: StoreApi<EvaluationState> = createStore<EvaluationState>(() => NOTHING);
  readonly #line: LabLine;
  #plansAsked = 0;

  constructor(line: LabLine) {
    this.#line = line;
  }

  apply(event: EvaluationEvent): void {
    this.store.setState((state) => withEvent(state, event));
  }

  /** Other images, or another run: numbers and pictures were of the one before, and so is what is under way. */
  forget(): void {
    const { watching, second, doing, plan } = this.store.getState();
    this.store.setState({ ...NOTHING, second, doing, plan });
    // Another set of images stays when the run changes.
    if (doing !== null && doing !== 'second') void this.cancel();
    if (watching) void this.#attempt('watch', (lab) => lab.watch(null));
  }

  measure = (request: MeasureRequest): Promise<void> =>
    this.#do('table', async (lab) => {
      this.store.setState({ head: null, rows: [] });
      await lab.measure(request);
    });

  /** Asks what measuring would do; an answer that a later one has overtaken is passed over. */
  foretell = async (request: MeasureRequest): Promise<void> => {
    const asked = ++this.#plansAsked;
    const told = (plan: MeasurePlan | null): void => {
      if (asked === this.#plansAsked) this.store.setState({ plan });
    };
    try {
      told({ lines: await this.#line.ask((lab) => lab.foretell(request)), problem: null });
    } catch (error) {
      told(error instanceof LabEnded ? null : { lines: [], problem: messageOf(error) });
    }
  };

  measureOwn = <N extends MeasureName>(name: N, request: MeasureRequestOf<N>): Promise<void> =>
    this.#do(name, async (lab) => {
      const found = await lab.measureOwn(name, request);
      this.store.setState(({ own }) => ({ own: { ...own, [name]: found } }));
    });

  showFilters = (): Promise<void> =>
    this.#do('filters', async (lab) => this.store.setState({ filters: await lab.filters() }));

  showPatches = (request: PatchSheetRequest): Promise<void> =>
    this.#do('patches', async (lab) => this.store.setState({ patches: await lab.patches(request) }));

  showRetrieval = (request: RetrievalRequest): Promise<void> =>
    this.#do('retrieval', async (lab) => this.store.setState({ retrieval: await lab.retrieve(request) }));

  showAttention = (images: readonly number[]): Promise<void> =>
    this.#do('attention', async (lab) => this.store.setState({ attention: await lab.attend(images) }));

  probeArrangement = (request: ArrangementRequest): Promise<void> =>
    this.#do('arrangement', async (lab) =>
      this.store.setState({ arrangement: await lab.arrangement(request) }),
    );

  showCurve = (request: CurveRequest): Promise<void> =>
    this.#do('curve', async (lab) => this.store.setState({ curve: await lab.neighbourCurve(request) }));

  /** Reads a second set of images; without files it is given up. */
  readSecond = (files: readonly PickedFile[], name: string): Promise<void> =>
    this.#do('second', (lab) => lab.readSecond(files, name));

  cancel = async (): Promise<void> => {
    const { doing } = this.store.getState();
    if (doing) await this.#attempt(doing, (lab) => lab.cancelEvaluation());
  };

  watch = async (watching: WatchRequest | null): Promise<void> => {
    this.store.setState({ watching, watched: [], reference: null, problem: null });
    await this.#attempt('watch', (lab) => lab.watch(watching));
  };

  async #do(doing: Doing, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    if (this.store.getState().doing) return;
    this.store.setState({ doing, problem: null });
    await this.#attempt(doing, request);
    this.store.setState({ doing: null, progress: null });
  }

  /** What is cancelled needs no word, and the end of the worker is told by the session. */
  async #attempt(of: Problem['of'], request: (lab: LabRequests) => Promise<void>): Promise<void> {
    try {
      await this.#line.ask(request);
    } catch (error) {
      const isAbort = error instanceof Error && error.name === 'AbortError';
      if (!isAbort && !(error instanceof LabEnded))
        this.store.setState({ problem: { of, text: messageOf(error) } });
    }
  }
}

function withEvent(state: EvaluationState, event: EvaluationEvent): EvaluationState {
  switch (event.type) {
    case 'progress':
      return { ...state, progress: event.progress };
    case 'head':
      return { ...state, head: event.head };
    case 'row':
      return { ...state, rows: [...state.rows, event.row] };
    case 'second':
      return { ...state, second: event.images };
    case 'watched':
      return event.network === 'random'
        ? { ...state, reference: event.point }
        : { ...state, watched: [...state.watched, event.point] };
    case 'unwatched':
      return { ...state, watching: null, problem: { of: 'watch', text: event.reason } };
    default:
      return assertNever(event);
  }
}
