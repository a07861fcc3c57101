/** What the page knows of twins: two settings trained side by side, their figures and their metrics. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { assertNever } from '../base/assertNever';
import type { Config } from '../experiments/config';
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
import { panelRequest, type PanelState } from './panelRequest';

export interface TwinsState extends PanelState {
  /** Null while none are open. */
  readonly status: TwinStatus | null;
  readonly figures: Readonly<Partial<Record<Side, Figure>>>;
  readonly difference: FigureDifference | null;
  readonly metrics: Readonly<Record<Side, readonly MetricRow[]>>;
}

const NOTHING: TwinsState = {
  status: null,
  figures: {},
  difference: null,
  metrics: { A: [], B: [] },
  isBusy: false,
  problem: null,
};

export class TwinsOnPage {
  readonly store: StoreApi<TwinsState> = createStore<TwinsState>(() => NOTHING);
  readonly #line: LabLine;

  constructor(line: LabLine) {
    this.#line = line;
  }

  apply(event: TwinEvent): void {
    this.store.setState((state) => withEvent(state, event));
  }

  /** Hot fields part with phase two, where they begin to matter. */
  open = (a: Config, b: Config, pinned: readonly number[]) =>
    this.#attempt(async (lab) => {
      this.store.setState({ ...NOTHING, isBusy: true });
      await lab.openTwins(a, b, { phase: 'repair', step: 0 });
      await lab.pinTwins(pinned);
    });

  start = () => this.#attempt((lab) => lab.startTwins());
  pause = () => this.#attempt((lab) => lab.pauseTwins());
  step = () => this.#attempt((lab) => lab.stepTwins());

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
      return { ...state, status: event.status };
    case 'figure':
      return { ...state, figures: { ...state.figures, [event.side]: event.figure } };
    case 'difference':
      return { ...state, difference: event.difference };
    case 'metrics': {
      const rows = event.fresh ? event.rows : [...state.metrics[event.side], ...event.rows];
      return { ...state, metrics: { ...state.metrics, [event.side]: rows } };
    }
    case 'failure': {
      const status = state.status && { ...state.status, state: 'failed' as const };
      return { ...state, status, problem: `${event.failure.what} ${event.failure.todo}` };
    }
    default:
      return assertNever(event);
  }
}
