/** What the page knows of twins: two settings trained side by side, their figures and their metrics. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { assertNever } from '../base/assertNever';
import { aboutMethod } from '../experiments/abouts';
import {
  picked,
  valueOf,
  type FieldValues,
  type Changes,
  type Config,
  type ConfigKey,
  type Setting,
} from '../experiments/config';
import { phasesOf } from '../experiments/phases';
import type {
  Figure,
  FigureDifference,
  LabRequests,
  MetricRow,
  Side,
  TwinEvent,
  TwinStatus,
} from '../worker/protocol';
import type { LabLine } from './labLine';
import { latestOnly } from './latestOnly';
import { panelRequest, type PanelState } from './panelRequest';

export interface TwinsState extends PanelState {
  /** Null while none are open. */
  readonly status: TwinStatus | null;
  readonly figures: Readonly<Partial<Record<Side, Figure>>>;
  readonly difference: FigureDifference | null;
  readonly metrics: Readonly<Record<Side, readonly MetricRow[]>>;
  /** Of the settings beside the figure, those that both have alike. */
  readonly shared: FieldValues;
  /** Where they stood when they were kept as runs; null before. */
  readonly kept: Pick<TwinStatus, 'phase' | 'step'> | null;
}

const NOTHING: TwinsState = {
  status: null,
  figures: {},
  difference: null,
  metrics: { A: [], B: [] },
  shared: {},
  kept: null,
  isBusy: false,
  problem: null,
};

export class TwinsOnPage {
  readonly store: StoreApi<TwinsState> = createStore<TwinsState>(() => NOTHING);
  readonly #line: LabLine;
  readonly #tune = latestOnly((changes: Changes) => this.#attempt((lab) => lab.tuneTwins(changes)));

  constructor(line: LabLine) {
    this.#line = line;
  }

  apply(event: TwinEvent): void {
    this.store.setState((state) => withEvent(state, event));
  }

  /** Hot fields part with the last phase, where they begin to matter. */
  open = (a: Config, b: Config, pinned: readonly number[]) =>
    this.#attempt(async (lab) => {
      this.store.setState({ ...NOTHING, isBusy: true, shared: sharedLive(a, b) });
      await lab.openTwins(a, b, { phase: phasesOf(a).at(-1)!.id, step: 0 });
      await lab.pinTwins(pinned);
    });

  start = () => this.#attempt((lab) => lab.startTwins());
  pause = () => this.#attempt((lab) => lab.pauseTwins());
  step = () => this.#attempt((lab) => lab.stepTwins());

  /** Changes a live setting of both. */
  setField = (key: ConfigKey, value: Setting): void => {
    this.store.setState(({ shared }) => ({ shared: { ...shared, [key]: value } }));
    this.#tune({ [key]: value });
  };

  /** Each as a run of its own, as it stands. */
  keep = () =>
    this.#attempt(async (lab) => {
      await lab.keepTwins();
      const { status } = this.store.getState();
      this.store.setState({ kept: status && { phase: status.phase, step: status.step } });
    });

  close = () =>
    this.#attempt(async (lab) => {
      await lab.closeTwins();
      this.forget();
    });

  /** They ended with their worker, or other images were loaded. */
  forget(): void {
    this.store.setState(NOTHING);
  }

  #attempt(request: (lab: LabRequests) => Promise<void>): Promise<void> {
    return panelRequest(this.#line, this.store, request);
  }
}

function withEvent(state: TwinsState, event: TwinEvent): TwinsState {
  switch (event.type) {
    case 'status':
      return { ...state, status: event.status, ...(!event.status.isParted && withoutB(state)) };
    case 'figure':
      return { ...state, figures: { ...state.figures, [event.side]: event.figure } };
    case 'difference':
      return { ...state, difference: event.difference };
    case 'metrics': {
      const rows = event.fresh ? event.rows : [...state.metrics[event.side], ...event.rows];
      return { ...state, metrics: { ...state.metrics, [event.side]: rows } };
    }
    case 'recovered':
      return state; // told as a notice of the page
    case 'failure': {
      const status = state.status && { ...state.status, state: 'failed' as const };
      return { ...state, status, problem: `${event.failure.what} ${event.failure.todo}` };
    }
    default:
      return assertNever(event);
  }
}

/** Twins that went back to before they parted are one run again. */
function withoutB({ figures, difference }: TwinsState): Pick<TwinsState, 'figures' | 'difference'> {
  const { A, B } = figures;
  return B ? { figures: A ? { A } : {}, difference: null } : { figures, difference };
}

function sharedLive(a: Config, b: Config): FieldValues {
  const beside = aboutMethod(a.method).beside as readonly ConfigKey[];
  const alike = beside.filter((key) => valueOf(a, key) === valueOf(b, key));
  return picked(a, alike);
}
