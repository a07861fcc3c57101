/** What the page knows, and how each event of the lab changes it. Pure: no DOM, no React, no worker. */
import { assertNever } from '../base/assertNever';
import { aboutMethod } from '../experiments/abouts';
import {
  changed,
  configDifference,
  fieldOf,
  fieldsOf,
  isHot,
  picked,
  valueOf,
  type Changes,
  type Config,
  type ConfigKey,
  type Setting,
} from '../experiments/config';
import { beginningOf, isAtBeginning } from '../experiments/position';
import { aboutPhase, phaseAfter, phasesOf } from '../experiments/phases';
import { presetOf } from '../experiments/presets';
import type {
  BackendInfo,
  CheckpointView,
  Failure,
  Figure,
  ImageSetInfo,
  ImagesIdentity,
  ImageStatistics,
  LabEvent,
  Phase,
  ReadingProgress,
  RunState,
  RunStatus,
  SavingStatus,
  StorageUse,
  StoredRun,
} from '../worker/protocol';

/** A hot change, at the step after which it holds. */
export interface Mark {
  readonly phase: Phase;
  readonly step: number;
  readonly key: ConfigKey;
  readonly from: string;
  readonly to: string;
}

/** A stored run to go on with: at its newest checkpoint, or from another one as a new run. */
export interface Continuation {
  readonly run: string;
  /** Null: the newest, in the same run. */
  readonly fork: string | null;
  /** Hot fields that a fork shall have otherwise. */
  readonly changes?: Changes;
  /** Whether it trains at once, or waits for a person. */
  readonly start: boolean;
}

/** A run that cannot go on before its own images are loaded. */
export interface AwaitedImages {
  readonly wish: Continuation;
  readonly images: ImagesIdentity;
  /** How the images that are loaded differ; null where none are. */
  readonly difference: string | null;
  /** Whether the browser remembers their folder and reads it once a person allows it. */
  readonly remembered: boolean;
}

/** A kept checkpoint that is looked at; `view` comes when it has been read. */
export interface Inspected {
  readonly run: string;
  readonly checkpoint: string;
  readonly view: CheckpointView | null;
}

/** What was done last and can be taken back: a run was deleted, or another took its place; a table was deleted. */
export type Undo = { readonly text: string } & (
  | { readonly kind: 'deleted' | 'replaced'; readonly run: string }
  | { readonly kind: 'deletedTable'; readonly table: string }
);

export interface PageState {
  readonly backend: BackendInfo | null;
  /** Files found so far while dropped folders are walked through; null when none are. */
  readonly collecting: number | null;
  readonly reading: ReadingProgress | null;
  readonly images: ImageSetInfo | null;
  /** How well networks that come with the program suit them, in a sentence; null where the run begins with none. */
  readonly suit: string | null;
  /** What they look like in all; null until that is known. */
  readonly statistics: ImageStatistics | null;
  readonly pinned: readonly number[];
  readonly status: RunStatus;
  readonly figure: Figure | null;
  readonly marks: readonly Mark[];
  /** Stored runs, newest first; null until the worker has looked. */
  readonly runs: readonly StoredRun[] | null;
  readonly saving: SavingStatus;
  readonly storage: StorageUse | null;
  /** Runs that other tabs have open. */
  readonly openElsewhere: readonly string[];
  /** Whether the run was asked to pause and still takes its step. */
  readonly isPausing: boolean;
  /** The run that is being brought back, null while none is. */
  readonly continuing: string | null;
  readonly awaited: AwaitedImages | null;
  readonly inspected: Inspected | null;
  readonly undo: Undo | null;
  /** True once a person has decided about the run that the page offered to continue. */
  readonly offerAnswered: boolean;
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
  /** What a person has just done, confirmed for a while; a new object each time. */
  readonly done: { readonly text: string } | null;
  /** What has just begun in the run, told for a while; null when nothing has. */
  readonly news: string | null;
  /** What the run’s phase lacked at its end, for the news of the next. */
  readonly endedPoorly: string | null;
  /** Phase of the present run when it was last heard of; null before. */
  readonly phaseHeard: Phase | null;
  /** The config that the lab runs with. */
  readonly running: Config;
  /** The config that the controls show. Where it differs from `running`, a restart is pending. */
  readonly draft: Config;
}

export function initialState(config: Config): PageState {
  return {
    backend: null,
    collecting: null,
    reading: null,
    images: null,
    suit: null,
    statistics: null,
    pinned: [],
    status: {
      state: 'empty',
      ...beginningOf(config),
      steps: 0,
      updates: null,
      epoch: 0,
      epochs: 0,
      imagesPerSecond: 0,
      secondsLeft: null,
      phaseSecondsLeft: null,
      trainingSeconds: 0,
      waiting: null,
      stallMilliseconds: 0,
      tensors: 0,
      tensorBytes: 0,
      memory: null,
    },
    figure: null,
    marks: [],
    runs: null,
    saving: { state: 'idle', run: null, last: null, problem: null, retry: null },
    storage: null,
    openElsewhere: [],
    isPausing: false,
    continuing: null,
    awaited: null,
    inspected: null,
    undo: null,
    offerAnswered: false,
    failures: [],
    notices: [],
    done: null,
    news: null,
    endedPoorly: null,
    phaseHeard: null,
    running: config,
    draft: config,
  };
}

/** The state as it would be had the page been reloaded: the lab has nothing any more, but the page keeps what it told. */
export function afterReload(state: PageState): PageState {
  const { backend, runs, storage, openElsewhere, failures, notices, running, draft } = state;
  return {
    ...initialState(running),
    ...{ backend, runs, storage, openElsewhere, failures, notices, draft },
  };
}

/** The state after an event. The rows of a `metrics` event are kept by MetricLog, not here. */
export function applyEvent(state: PageState, event: LabEvent): PageState {
  switch (event.type) {
    case 'backend':
      return { ...state, backend: event.backend };
    case 'reading':
      return { ...state, reading: event.progress };
    case 'images':
      return { ...state, images: event.images, figure: null, suit: null, statistics: null };
    case 'pinned':
      return { ...state, pinned: event.indices };
    case 'status':
      return withNews({ ...state, status: event.status, phaseHeard: event.status.phase }, state.phaseHeard);
    case 'metrics':
      return event.fresh ? { ...state, marks: [], news: null, endedPoorly: null, phaseHeard: null } : state;
    case 'figure':
      return { ...state, figure: event.figure };
    case 'tuned':
      return {
        ...state,
        marks: [
          ...state.marks,
          ...event.changes.map((change) => ({ phase: event.phase, step: event.step, ...change })),
        ],
      };
    case 'settings':
      return {
        ...state,
        running: changed(state.running, event.settings),
        // One that waits as another method’s has no such fields.
        draft: isOfRun(state) ? changed(state.draft, event.settings) : state.draft,
      };
    case 'restored':
      return { ...state, running: event.config, draft: event.config, marks: [] };
    case 'suit':
      return { ...state, suit: event.said };
    case 'endedPoorly':
      return { ...state, endedPoorly: event.said };
    case 'statistics':
      return { ...state, statistics: event.statistics };
    case 'saving':
      return { ...state, saving: event.saving };
    case 'runs':
      return { ...state, runs: event.runs };
    case 'recovered':
      return withRecovery(state, event.recovery);
    case 'exporting': // kept by Exports
    case 'imported': // kept by Imports
    case 'evaluation':
      return state; // kept by a store of its own
    case 'tables': // so are these, but for what concerns whoever looks elsewhere
      return event.event.type === 'recovered' ? withRecovery(state, event.event.recovery, 'Table: ') : state;
    case 'twins':
      return event.event.type === 'recovered' ? withRecovery(state, event.event.recovery, 'Twins: ') : state;
    case 'failure':
      return withFailure(state, event.failure);
    default:
      return assertNever(event);
  }
}

/** A run that comes to another phase is news; one that is put there by being restored is not. */
function withNews(state: PageState, before: Phase | null): PageState {
  const phase = state.phaseHeard;
  if (phase === null || before === null || phaseAfter(before) !== phase) return state;
  const { begins } = aboutPhase(phase);
  const told = [begins, state.endedPoorly].filter((text) => text != null);
  return { ...state, news: told.join(' ') || null, endedPoorly: null };
}

/** A failure that repeats is told once. */
export function withFailure(state: PageState, failure: Failure): PageState {
  const others = state.failures.filter((known) => known.what !== failure.what);
  return { ...state, failures: [...others, failure] };
}

/** A run of days may have much to tell: the latest is what counts. */
const MOST_NOTICES = 5;

type Recovered = Extract<LabEvent, { type: 'recovered' }>['recovery'];

function withRecovery(state: PageState, { what, kept }: Recovered, of = ''): PageState {
  return withNotice(state, `${of}${what} ${kept}`);
}

/** A notice that repeats is told once. */
export function withNotice(state: PageState, text: string): PageState {
  const others = state.notices.filter((known) => known !== text);
  return { ...state, notices: [...others, text].slice(-MOST_NOTICES) };
}

/** Whether the controls show settings of the run’s method. */
function isOfRun({ running, draft }: Pick<PageState, 'running' | 'draft'>): boolean {
  return running.method === draft.method;
}

/** Fields that take effect with the next restart; with another method `method`, and of the rest what both have. */
export function pendingChanges({ running, draft }: Pick<PageState, 'running' | 'draft'>): ConfigKey[] {
  const differing = configDifference(running, draft);
  if (isOfRun({ running, draft })) return differing;
  const shared = sharedKeys(running, draft);
  return differing.filter((key) => key === 'method' || shared.includes(key));
}

/** Fields that both configs’ methods have. A preset’s name means something else to each. */
function sharedKeys(a: Config, b: Config): ConfigKey[] {
  const others = fieldsOf(b).map(({ key }) => key);
  return fieldsOf(a)
    .map(({ key }) => key)
    .filter((key) => key !== 'preset' && others.includes(key));
}

/** True while a restart would cost nothing, because no step has been taken. */
export function isUntouched({ status, running }: PageState): boolean {
  return status.state === 'empty' || (status.state === 'ready' && isAtBeginning(running, status));
}

/** One field changed: one that is hot in this phase at once, any other in the draft alone. */
export function withField(state: PageState, key: ConfigKey, value: Setting): PageState {
  const change = { [key]: value };
  const isInDraft = fieldsOf(state.draft).some((field) => field.key === key);
  const draft = isInDraft ? changed(state.draft, change) : state.draft;
  return isHot(state.running, key, state.status.phase)
    ? { ...state, draft, running: changed(state.running, change) }
    : { ...state, draft };
}

/** Nothing more to train: offered to look at, not to continue. */
const ENDED: readonly string[] = ['finished'] satisfies RunState[];

/** The newest run that could go on, while the page has none of its own under way. */
export function offeredRun(state: PageState): StoredRun | null {
  if (state.offerAnswered || state.saving.run !== null || !isUntouched(state)) return null;
  const open = (state.runs ?? []).filter((run) => run.deleted === null && run.checkpoints.length > 0);
  return open.find((run) => !ENDED.includes(run.state)) ?? null;
}

/** A preset in place of another; what says how large and how long a run is stays, and so does what is under the finger. */
export function withPreset(config: Config, preset: string): Config {
  const kept = [
    ...['seed', 'size', 'batchSize', 'budget'],
    ...phasesOf(config).flatMap(({ budget }) => Object.values(budget)),
    ...aboutMethod(config.method).beside,
  ] as ConfigKey[];
  return changed(presetOf(config.method, preset), picked(config, kept));
}

/** These are a person’s, whatever is trained, once they have been chosen. */
const WHICHEVER_METHOD: readonly string[] = ['seed', 'size', 'batchSize'];
/** Groups of fields that mean the same to every method that has them. */
const ALIKE: readonly string[] = ['data', 'optimiser'];

/** Another method’s config with what a person chose of this one, otherwise than the preset: seed, size, batch, data and optimiser. */
export function withMethod(config: Config, other: Config): Config {
  const preset = presetOf(config.method, config.preset);
  const isChosen = (key: ConfigKey) =>
    (WHICHEVER_METHOD.includes(key) || ALIKE.includes(fieldOf(config, key).group)) &&
    valueOf(config, key) !== valueOf(preset, key);
  const kept = sharedKeys(config, other).filter(isChosen);
  return changed(other, picked(config, kept));
}
