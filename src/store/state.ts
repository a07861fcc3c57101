/** What the page knows, and how each event of the lab changes it. Pure: no DOM, no React, no worker. */
import { assertNever } from '../base/assertNever';
import { configDifference, HOT_KEYS, type Config, type ConfigKey } from '../experiments/config';
import { PRESETS } from '../experiments/presets';
import type {
  BackendInfo,
  Failure,
  Figure,
  ImageSetInfo,
  LabEvent,
  Phase,
  ReadingProgress,
  RunStatus,
  SavingStatus,
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

export interface PageState {
  readonly backend: BackendInfo | null;
  /** Files found so far while dropped folders are walked through; null when none are. */
  readonly collecting: number | null;
  readonly reading: ReadingProgress | null;
  readonly images: ImageSetInfo | null;
  readonly pinned: readonly number[];
  readonly status: RunStatus;
  readonly figure: Figure | null;
  readonly marks: readonly Mark[];
  /** Stored runs, newest first; null until the worker has looked. */
  readonly runs: readonly StoredRun[] | null;
  readonly saving: SavingStatus;
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
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
    pinned: [],
    status: {
      state: 'empty',
      phase: 'autoencoder',
      step: 0,
      steps: 0,
      epoch: 0,
      epochs: 0,
      imagesPerSecond: 0,
      secondsLeft: null,
      tensors: 0,
      tensorBytes: 0,
    },
    figure: null,
    marks: [],
    runs: null,
    saving: { state: 'idle', run: null, last: null, problem: null, retry: null },
    failures: [],
    notices: [],
    running: config,
    draft: config,
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
      return { ...state, images: event.images, figure: null };
    case 'pinned':
      return { ...state, pinned: event.indices };
    case 'status':
      return { ...state, status: event.status };
    case 'metrics':
      return event.fresh ? { ...state, marks: [] } : state;
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
    case 'restored':
      return { ...state, running: event.config, draft: event.config, marks: [] };
    case 'saving':
      return { ...state, saving: event.saving };
    case 'runs':
      return { ...state, runs: event.runs };
    case 'failure':
      return withFailure(state, event.failure);
    default:
      return assertNever(event);
  }
}

/** A failure that repeats is told once. */
export function withFailure(state: PageState, failure: Failure): PageState {
  const others = state.failures.filter((known) => known.what !== failure.what);
  return { ...state, failures: [...others, failure] };
}

/** Fields that take effect with the next restart. */
export function pendingChanges(state: PageState): ConfigKey[] {
  return configDifference(state.running, state.draft);
}

/** True while a restart would cost nothing, because no step has been taken. */
export function isUntouched({ status }: PageState): boolean {
  return (
    status.state === 'empty' ||
    (status.state === 'ready' && status.phase === 'autoencoder' && status.step === 0)
  );
}

/** One field changed: a hot one at once, any other in the draft alone. */
export function withField(state: PageState, key: ConfigKey, value: Config[ConfigKey]): PageState {
  const change = { [key]: value };
  const draft = { ...state.draft, ...change };
  return HOT_KEYS.includes(key)
    ? { ...state, draft, running: { ...state.running, ...change } }
    : { ...state, draft };
}

const KEPT_ACROSS_PRESETS = [
  'seed',
  'size',
  'batchSize',
  'budget',
  'aeSteps',
  'ganSteps',
  'aeEpochs',
  'ganEpochs',
  // Both presets agree on these, and a person may have them under the finger.
  'theta',
  'fill',
] as const satisfies readonly ConfigKey[];

/** A preset in place of another; what says how large and how long a run is stays, and so does the damage. */
export function withPreset(config: Config, preset: Config['preset']): Config {
  const kept = Object.fromEntries(KEPT_ACROSS_PRESETS.map((key) => [key, config[key]]));
  return { ...PRESETS[preset], ...kept };
}
