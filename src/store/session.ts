/** One visit to the page: what it knows, its metrics, and everything that a person can ask for. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { Turns } from '../base/turns';
import { changed, type Changes, type Config } from '../experiments/config';
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
import { Looks } from './looks';
import { MetricLog } from './metricLog';
import { Pins } from './pins';
import { Recovery } from './recovery';
import { Replacements } from './replacements';
import { RunLocks } from './runLocks';
import { Settings } from './settings';
import { applyEvent, initialState, withNotice, type PageState } from './state';
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

export class Session {
  readonly store: StoreApi<PageState>;
  readonly log = new MetricLog();
  /** Figure 3 at past steps of the present run. */
  readonly figures = new FigureHistory();
  readonly settings: Settings;
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
  readonly #replacements: Replacements;
  readonly #recovery: Recovery;

  /** Reads the link, opens the lab with its config and follows the link from then on. */
  constructor(platform: SessionPlatform) {
    const link = followLink(platform.address, (config, problems) => this.settings.useLink(config, problems));
    this.store = createStore<PageState>(() => ({ ...initialState(link.config), notices: link.problems }));
    writeLink(platform.address, this.store);
    this.#platform = platform;

    const push = frameQueue<LabEvent>((batch) => this.#apply(batch), platform.schedule);
    const line = new LabLine(
      () => platform.connect(push),
      (reason) => void this.#recover(reason),
    );
    this.#desk = new Desk(this.store, line, platform.schedule);
    // Two at once would each build on a run that the other ends.
    const turns = new Turns();
    this.#replacements = new Replacements(this.#desk, turns);
    this.settings = new Settings(this.#desk, this.#replacements);
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
      turns,
      replacements: this.#replacements,
      undeleteTable: (table) => this.tables.undelete(table),
    });
    this.#recovery = new Recovery(this.#desk, this.runs, (config) => this.#open(config));
    this.exports = new Exports(line);
    this.imports = new Imports({
      line,
      replace: (doing, text, request) => this.#replacements.make(doing, text, request),
      continueRun: (run, text) => this.runs.continue(run, undefined, text),
    });
    this.store.subscribe(({ running }, before) => {
      if (running.method !== before.running.method) this.looks.leaveMethod();
    });
    void this.#open(link.config);
  }

  start = () => this.#runWith('Starting', (lab) => lab.start());
  step = () => this.#runWith('Taking a step', (lab) => lab.step());
  pause = async (): Promise<void> => {
    this.store.setState({ isPausing: true });
    await this.#desk.ask('Pausing', (lab) => lab.pause());
    this.store.setState({ isPausing: false });
  };
  stop = () => this.#desk.ask('Stopping', (lab) => lab.stop());
  reset = () => this.#replacements.make('Resetting', 'Began anew.', (lab) => lab.reset());
  endPhaseOne = () => this.#desk.ask('Ending phase one', (lab) => lab.endPhaseOne());
  limitMemory = (cap: number | null) => this.#desk.ask('Limiting the memory', (lab) => lab.limitMemory(cap));
  cancelReading = () => this.#desk.ask('Cancelling', (lab) => lab.cancelReading());

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
    this.#replacements.make(
      'Taking the shipped networks',
      'Began from the shipped networks.',
      async (lab) => {
        await lab.beginShipped();
        await this.#desk.nextFrame();
        const { images } = this.store.getState();
        if (!images) return; // reading was cancelled or failed, and said so
        await this.#sources.remember(images.name, 'sample');
        await lab.start();
      },
    );

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

  async #runWith(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    if (await this.settings.applyIfFree()) await this.#desk.ask(doing, request);
  }

  /** Other images in place of the present ones, and with them another run. */
  async #load(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    if (!(await this.settings.applyIfFree())) return;
    this.store.setState({ failures: [] }); // whoever goes on to other images has read them
    await this.#replacements.make(doing, 'Other images began another run.', async (lab) => {
      await request(lab);
      await this.#desk.nextFrame(); // whoever has the next turn finds them on the page
    });
    await this.runs.imagesArrived();
  }

  #recover(reason: string): Promise<void> {
    this.tables.forget();
    this.twins.forget();
    return this.#recovery.recover(reason);
  }

  #open(config: Config): Promise<void> {
    return this.#desk.attempt('Starting the lab', () => this.#desk.line.open(config, this.#platform.wishes));
  }
}
