/** One visit to the page: what it knows, its metrics, and everything that a person can ask for. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { Random } from '../base/random';
import { Turns } from '../base/turns';
import type { MethodId } from '../experiments/abouts';
import {
  changed,
  hotKeysOf,
  valueOf,
  type Changes,
  type Config,
  type ConfigKey,
  type Setting,
} from '../experiments/config';
import { configToHash } from '../experiments/link';
import { beginningOf } from '../experiments/position';
import { firstConfig } from '../experiments/presets';
import { moreSteps } from '../experiments/retune';
import type { LabEvent, LabRequests, MachineWishes, PickedFile } from '../worker/protocol';
import { Desk } from './desk';
import { Evaluations } from './evaluation';
import { Exports } from './exports';
import { FigureHistory } from './figureHistory';
import { frameQueue } from './frameQueue';
import { Imports } from './imports';
import { ImageSources, type SourceMemory } from './imageSources';
import { LabLine, type LabConnection } from './labLine';
import { followLink, writeLink, type AddressBar } from './link';
import { latestOnly } from './latestOnly';
import { Looks } from './looks';
import { MetricLog } from './metricLog';
import { Pins } from './pins';
import { RunLocks } from './runLocks';
import {
  afterReload,
  applyEvent,
  initialState,
  isUntouched,
  pendingChanges,
  withFailure,
  withField,
  withMethod,
  withNotice,
  withPreset,
  type PageState,
} from './state';
import { StoredRuns } from './storedRuns';
import { Tables } from './tables';
import { TwinsOnPage } from './twins';

/** What the session needs of the browser; tests hand in their own. */
export interface SessionPlatform {
  /** Starts the lab and sends its events to the listener. */
  readonly connect: (listener: (event: LabEvent) => void) => LabConnection;
  /** Runs something at the next frame, or soon where there are no frames. */
  readonly schedule: (turn: () => void) => void;
  readonly address: AddressBar;
  readonly wishes: () => MachineWishes;
  readonly sources: SourceMemory;
  /** Undefined where the browser has none. */
  readonly locks: LockManager | undefined;
}

/** A worker that ends again and again is not started a further time. */
const MOST_ENDS = 3;
const WITHIN_MS = 10 * 60_000;

export class Session {
  readonly store: StoreApi<PageState>;
  readonly log = new MetricLog();
  /** Figure 3 at past steps of the present run. */
  readonly figures = new FigureHistory();
  readonly runs: StoredRuns;
  readonly pins: Pins;
  readonly looks: Looks;
  readonly evaluation: Evaluations;
  readonly exports: Exports;
  readonly imports: Imports;
  readonly tables: Tables;
  readonly twins: TwinsOnPage;
  readonly #platform: SessionPlatform;
  readonly #desk: Desk;
  readonly #sources: ImageSources;
  readonly #locks: RunLocks;
  /** Whatever puts another run in the place of the present one: two at once would each build on what the other ends. */
  readonly #turns = new Turns();
  /** The settings that each method had when another one was chosen. */
  readonly #left = new Map<MethodId, Config>();
  /** When workers ended unasked, in milliseconds since 1970. */
  #ends: number[] = [];
  readonly #tune = latestOnly((changes: Changes) =>
    this.#desk.ask('Changing a setting', (lab) => lab.tune(changes)),
  );
  readonly #preview = latestOnly((changes: Changes) =>
    this.#desk.attempt('Drawing Figure 3', () => this.#desk.line.preview(changes)),
  );

  /** Reads the link, opens the lab with its config and follows the link from then on. */
  constructor(platform: SessionPlatform) {
    const link = followLink(platform.address, (config, problems) => this.#useLink(config, problems));
    this.store = createStore<PageState>(() => ({ ...initialState(link.config), notices: link.problems }));
    writeLink(platform.address, this.store);
    this.#platform = platform;

    const push = frameQueue<LabEvent>((batch) => this.#apply(batch), platform.schedule);
    const line = new LabLine(
      () => platform.connect(push),
      (reason) => void this.#recover(reason),
    );
    this.#desk = new Desk(this.store, line, platform.schedule);
    this.looks = new Looks(this.#desk);
    this.pins = new Pins(this.store, (pinned) => this.#desk.ask('Pinning', (lab) => lab.pin(pinned)));
    this.evaluation = new Evaluations(line);
    this.tables = new Tables(line, (undo) => this.store.setState({ undo }));
    this.twins = new TwinsOnPage(line);
    this.#sources = new ImageSources(platform.sources, this.tellNotice);
    this.#locks = new RunLocks(platform.locks, {
      onLook: (openElsewhere) => this.store.setState({ openElsewhere }),
      onClosed: () => void this.runs.list(),
    });
    this.runs = new StoredRuns(this.#desk, {
      sources: this.#sources,
      locks: this.#locks,
      turns: this.#turns,
      undeleteTable: (table) => this.tables.undelete(table),
    });
    this.exports = new Exports(line);
    this.imports = new Imports({
      line,
      replace: (doing, text, request) => this.#replace(doing, text, request),
      continueRun: (run) => this.runs.continue(run),
    });
    this.store.subscribe(({ running }, before) => {
      if (running.method !== before.running.method) this.looks.leaveMethod();
    });
    void this.#open(link.config);
  }

  start = () => this.#runWith('Starting', (lab) => lab.start());
  step = () => this.#runWith('Taking a step', (lab) => lab.step());
  pause = () => this.#desk.ask('Pausing', (lab) => lab.pause());
  stop = () => this.#desk.ask('Stopping', (lab) => lab.stop());
  reset = () => this.#replace('Resetting', 'Began anew.', (lab) => lab.reset());
  endPhaseOne = () => this.#desk.ask('Ending phase one', (lab) => lab.endPhaseOne());
  limitMemory = (cap: number | null) => this.#desk.ask('Limiting the memory', (lab) => lab.limitMemory(cap));
  cancelReading = () => this.#desk.ask('Cancelling', (lab) => lab.cancelReading());

  /** Begins anew with the draft; false where that was refused, and the draft waits on. */
  restart = async (): Promise<boolean> => {
    const { draft, running } = this.store.getState();
    let taken = false;
    const changes = pendingChanges(this.store.getState()).length;
    const text = `Began anew with ${changes} ${changes === 1 ? 'change' : 'changes'}.`;
    await this.#replace('Restarting', text, async (lab) => {
      this.store.setState(({ status }) => ({
        running: draft,
        // Without images there is no run that would tell.
        status: status.state === 'empty' ? { ...status, ...beginningOf(draft) } : status,
      }));
      taken = await lab.restart(draft);
      if (!taken) this.store.setState({ running });
    });
    return taken;
  };

  /**
   * A finished run trains on: as a new run from its last checkpoint, so that the finished one stays and can be had
   * back; the same run where it cannot be kept.
   */
  trainOn = (steps: number): Promise<void> =>
    this.#desk.attempt('Training on', async () => {
      const { running, images, status } = this.store.getState();
      const changes = moreSteps(running, steps, images?.count ?? 0);
      await this.#desk.line.ask((lab) => lab.saveCheckpoint());
      await this.#desk.nextFrame();
      const { run, last } = this.store.getState().saving;
      const isKept = last?.phase === status.phase && last.step === status.step;
      if (run === null || !isKept) return this.#trainOnUnkept(changes);
      if (!(await this.runs.trainOn(run, last.name, changes))) return;
      const text = `Trains on from step ${status.step} as a new run.`;
      this.store.setState({ undo: { kind: 'replaced', run, text } });
    });

  async #trainOnUnkept(changes: Changes): Promise<void> {
    this.store.setState(({ running, draft }) => ({
      running: changed(running, changes),
      draft: changed(draft, changes),
    }));
    await this.#desk.line.ask(async (lab) => {
      await lab.tune(changes);
      await lab.start();
    });
  }

  /** Begins anew with the next seed and nothing else changed. The die is seeded as everything else is. */
  rollSeed = async (): Promise<void> => {
    const { running, draft } = this.store.getState();
    const seed = Random.forPurpose(running.seed, 'die').integer(0x7fffffff);
    const next = { ...running, seed };
    await this.#replace('Restarting', `Began anew with seed ${seed}.`, async (lab) => {
      this.store.setState({ running: next, draft: { ...draft, seed } });
      if (!(await lab.restart(next))) this.store.setState({ running, draft });
    });
  };

  discard = () => this.store.setState(({ running }) => ({ draft: running }));

  /** Changes one field: hot ones between two steps, the others with the next restart. */
  setField = (key: ConfigKey, value: Setting): void => {
    const before = this.store.getState();
    const after = withField(before, key, value);
    this.store.setState(after);
    if (after.running === before.running) return;
    this.#preview({ [key]: value });
    this.#tune({ [key]: value });
  };

  setPreset = (preset: string) => this.store.setState(({ draft }) => ({ draft: withPreset(draft, preset) }));

  /**
   * Another method in place of the one that the controls show: at once where no step has been taken, else with the
   * next restart. It comes as it was left, if it was there before.
   */
  setMethod = async (method: MethodId): Promise<void> => {
    const { draft, running } = this.store.getState();
    if (method === draft.method) return;
    this.#left.set(draft.method, draft);
    const left = this.#left.get(method) ?? firstConfig(method);
    // What the run has learnt of meanwhile is not pending.
    const other = method === running.method ? changed(left, hotOf(running)) : left;
    this.store.setState({ draft: withMethod(draft, other) });
    await this.#applyPendingIfFree();
  };

  /** @param folder where the files came from, so that a later visit can read them again */
  loadFiles = (
    files: readonly PickedFile[],
    name: string,
    folder?: FileSystemDirectoryHandle,
  ): Promise<void> =>
    this.#load('Reading the images', async (lab) => {
      if (await lab.loadFiles(files, name)) await this.#sources.remember(name, files, folder);
    });

  loadSample = (): Promise<void> =>
    this.#load('Loading the sample set', async (lab) => {
      if (!(await lab.loadSample())) return;
      await this.#desk.nextFrame();
      await this.#sources.remember(this.store.getState().images?.name ?? '', 'sample');
    });

  /** Phase two of the networks that are shipped with the page continues, on the sample set, and trains at once. */
  beginShipped = (): Promise<void> =>
    this.#replace('Taking the shipped networks', 'Began from the shipped networks.', async (lab) => {
      await lab.beginShipped();
      await this.#desk.nextFrame();
      const { images } = this.store.getState();
      if (!images) return; // reading was cancelled or failed, and said so
      await this.#sources.remember(images.name, 'sample');
      await lab.start();
    });

  setCollecting = (collecting: number | null) => this.store.setState({ collecting });

  thumbnails = (from: number, count: number) => this.#desk.line.ask((lab) => lab.thumbnails(from, count));
  saveMetrics = () => this.#desk.line.ask((lab) => lab.saveMetrics());

  dismissFailure = (what: string) =>
    this.store.setState(({ failures }) => ({
      failures: failures.filter((failure) => failure.what !== what),
    }));

  dismissNotice = (text: string) =>
    this.store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice !== text) }));

  dismissNews = () => this.store.setState({ news: null });

  tellDone = (text: string) => this.store.setState({ done: { text } });

  dismissDone = () => this.store.setState({ done: null });

  tellNotice = (text: string) => this.store.setState((state) => withNotice(state, text));

  tellFailure = (doing: string, error: unknown) => this.#desk.tell(doing, error);

  #apply(batch: readonly LabEvent[]): void {
    for (const event of batch) this.#hear(event);
    const heard = batch.filter((event) => !this.pins.withholds(event));
    this.store.setState((state) => heard.reduce(applyEvent, state));
    this.#locks.hold(this.store.getState().saving.run);
    if (batch.some(({ type }) => type === 'runs')) void this.runs.look();
  }

  /** All but the page's own state hears each event here, before what shows that state looks at curves and figures. */
  #hear(event: LabEvent): void {
    this.imports.apply(event);
    switch (event.type) {
      case 'metrics':
        this.log.append(event.rows, event.fresh);
        if (event.fresh) this.#forgetRun();
        break;
      case 'figure': // θ or the weights have moved
        this.figures.add(event.figure);
        this.looks.tell('figureDrawn');
        break;
      case 'images':
        this.looks.tell('imagesChanged');
        this.twins.forget();
        break;
      case 'evaluation':
        this.evaluation.apply(event.event);
        break;
      case 'exporting':
        this.exports.tell(event.progress);
        break;
      case 'tables':
        this.tables.apply(event.event);
        break;
      case 'twins':
        this.twins.apply(event.event);
        break;
      default: // nobody else's
    }
  }

  /** A fresh run makes void what was measured of the one before. */
  #forgetRun(): void {
    this.figures.clear();
    this.evaluation.forget();
    this.looks.tell('runBegan');
  }

  /** A person's own edit of the address: hot fields now, the others as pending changes. */
  #useLink(config: Config, problems: readonly string[]): void {
    const isAsShown = configToHash(config) === configToHash(this.store.getState().draft);
    if (isAsShown && problems.length === 0) return; // the page’s own way back, which leaves the settings alone
    this.store.setState({ notices: problems });
    if (config.method !== this.store.getState().draft.method) {
      this.store.setState({ draft: config });
      void this.#applyPendingIfFree();
      return;
    }
    for (const key of Object.keys(config) as ConfigKey[])
      if (valueOf(config, key) !== valueOf(this.store.getState().draft, key))
        this.setField(key, valueOf(config, key)!);
  }

  async #runWith(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    if (await this.#applyPendingIfFree()) await this.#desk.ask(doing, request);
  }

  /**
   * Before the first step nothing can be lost, so nobody has to press “restart” first. False where the changes were
   * refused: what was asked for would go on with settings that the page does not show.
   */
  async #applyPendingIfFree(): Promise<boolean> {
    const state = this.store.getState();
    return !isUntouched(state) || pendingChanges(state).length === 0 || (await this.restart());
  }

  /** Other images in place of the present ones, and with them another run. */
  async #load(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    if (!(await this.#applyPendingIfFree())) return;
    this.store.setState({ failures: [] }); // whoever goes on to other images has read them
    await this.#replace(doing, 'Other images began another run.', async (lab) => {
      await request(lab);
      await this.#desk.nextFrame(); // whoever has the next turn finds them on the page
    });
    await this.runs.imagesArrived();
  }

  /** Does what puts another run in the place of the present one. That one is kept first, and can be had back. */
  #replace(doing: string, text: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    return this.#turns.take(() => this.#replaceNow(doing, text, request));
  }

  async #replaceNow(
    doing: string,
    text: string,
    request: (lab: LabRequests) => Promise<void>,
  ): Promise<void> {
    if (isUntouched(this.store.getState())) return this.#desk.ask(doing, request);
    await this.#desk.ask('Saving the run', async (lab) => {
      await lab.pause();
      await lab.saveCheckpoint();
    });
    await this.#desk.nextFrame();
    const { run, last } = this.store.getState().saving;
    await this.#desk.ask(doing, request);
    await this.#desk.nextFrame();
    const hasLeft = run !== this.store.getState().saving.run;
    this.store.setState({ undo: run && last && hasLeft ? { kind: 'replaced', run, text } : null });
  }

  #open(config: Config): Promise<void> {
    return this.#desk.attempt('Starting the lab', () => this.#desk.line.open(config, this.#platform.wishes));
  }

  /**
   * The worker has ended unasked: another one takes its place, with the newest checkpoint of the run, or the run from
   * its beginning where there is none, and goes on training if the first one did.
   */
  async #recover(reason: string): Promise<void> {
    const { status, saving, running, draft, images } = this.store.getState();
    const now = Date.now();
    this.tables.forget();
    this.twins.forget();
    this.#ends = [...this.#ends.filter((end) => now - end < WITHIN_MS), now];
    const what = `The worker that trains has stopped: ${reason}`;
    const { run, last } = saving;
    const kept = run !== null && last !== null;
    if (this.#ends.length > MOST_ENDS) {
      const todo = 'It did so several times, so the next one waits for you.';
      // What the worker had still said comes first: nothing after it may say that it trains.
      await this.#desk.nextFrame();
      const goOn = kept && { goOn: { run, checkpoint: last.name, phase: last.phase, step: last.step } };
      this.store.setState((state) => withFailure(afterReload(state), { what, todo, ...goOn }));
      return;
    }
    this.store.setState({ continuing: null, reading: null });
    await this.#open(running);
    if (kept) await this.#continueAsSet(run, running, draft);
    else if (images) await this.runs.loadAgain(images.name);
    if (status.state === 'running') await this.#desk.ask('Starting', (lab) => lab.start());
    const from = kept ? `from step ${last.step}` : 'from the beginning';
    const after = images ? `, and the run continues ${from}` : '';
    this.store.setState((state) => withNotice(state, `${what} Another one took its place${after}.`));
  }

  /** Continues a run under the settings that the page had, which its newest checkpoint may not know yet. */
  async #continueAsSet(run: string, running: Config, draft: Config): Promise<void> {
    if (!(await this.runs.continue(run, false))) return;
    // Beside the hot fields the unit of the budget, which is steps once a phase was ended by hand.
    const hot = { ...hotOf(running), budget: running.budget };
    await this.#desk.ask('Changing the settings', (lab) => lab.tune(hot));
    await this.#desk.nextFrame();
    this.store.setState({ running, draft });
  }
}

function hotOf(config: Config): Changes {
  return Object.fromEntries(hotKeysOf(config).map((key) => [key, valueOf(config, key)]));
}
