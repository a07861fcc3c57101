/** One visit to the page: what it knows, its metrics, and everything that a person can ask for. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../base/messageOf';
import { Random } from '../base/random';
import type { Config, ConfigKey } from '../experiments/config';
import type { BackendName, LabEvent, LabRequests, PickedFile } from '../worker/protocol';
import { frameQueue } from './frameQueue';
import { followLink, writeLink, type AddressBar } from './link';
import { latestOnly } from './latestOnly';
import { MetricLog } from './metricLog';
import {
  applyEvent,
  initialState,
  isUntouched,
  pendingChanges,
  withFailure,
  withField,
  withPreset,
  type PageState,
} from './state';

interface LabConnection {
  readonly requests: LabRequests;
  /** Redraws Figure 3 with other hot fields before the lab has heard of them, where that is possible. */
  readonly preview: (changes: Partial<Config>) => Promise<void>;
}

/** What the session needs of the browser; tests hand in their own. */
export interface SessionPlatform {
  /** Starts the lab and sends its events to the listener. */
  readonly connect: (listener: (event: LabEvent) => void) => LabConnection;
  /** Runs something at the next frame, or soon where there are no frames. */
  readonly schedule: (turn: () => void) => void;
  readonly address: AddressBar;
  readonly preference: BackendName | 'auto';
}

export class Session {
  readonly store: StoreApi<PageState>;
  readonly log = new MetricLog();
  readonly #requests: LabRequests;
  readonly #opened: Promise<void>;
  readonly #tune = latestOnly((changes: Partial<Config>) =>
    this.#ask('Changing a setting', (lab) => lab.tune(changes)),
  );

  readonly #preview: (changes: Partial<Config>) => void;

  /** Reads the link, opens the lab with its config and follows the link from then on. */
  constructor(platform: SessionPlatform) {
    const link = followLink(platform.address, (config, problems) => this.#useLink(config, problems));
    this.store = createStore<PageState>(() => ({ ...initialState(link.config), notices: link.problems }));
    writeLink(platform.address, this.store);

    const push = frameQueue<LabEvent>((batch) => this.#apply(batch), platform.schedule);
    const { requests, preview } = platform.connect(push);
    this.#requests = requests;
    this.#preview = latestOnly((changes: Partial<Config>) =>
      preview(changes).catch((error: unknown) => this.#tell('Drawing Figure 3', error)),
    );
    this.#opened = this.#requests.open(link.config, platform.preference);
    this.#opened.catch((error: unknown) => this.#tell('Starting the lab', error));
  }

  start = () => this.#runWith('Starting', (lab) => lab.start());
  step = () => this.#runWith('Taking a step', (lab) => lab.step());
  pause = () => this.#ask('Pausing', (lab) => lab.pause());
  stop = () => this.#ask('Stopping', (lab) => lab.stop());
  reset = () => this.#ask('Resetting', (lab) => lab.reset());
  cancelReading = () => this.#ask('Cancelling', (lab) => lab.cancelReading());
  pin = (indices: readonly number[]) => this.#ask('Pinning', (lab) => lab.pin(indices));

  /** Begins anew with the draft. */
  restart = async (): Promise<void> => {
    const { draft } = this.store.getState();
    this.store.setState({ running: draft });
    await this.#ask('Restarting', (lab) => lab.restart(draft));
  };

  /** Begins anew with the next seed and nothing else changed. The die is seeded as everything else is. */
  rollSeed = async (): Promise<void> => {
    const { running, draft } = this.store.getState();
    const seed = Random.forPurpose(running.seed, 'die').integer(0x7fffffff);
    const next = { ...running, seed };
    this.store.setState({ running: next, draft: { ...draft, seed } });
    await this.#ask('Restarting', (lab) => lab.restart(next));
  };

  discard = () => this.store.setState(({ running }) => ({ draft: running }));

  /** Changes one field: hot ones between two steps, the others with the next restart. */
  setField = (key: ConfigKey, value: Config[ConfigKey]): void => {
    const before = this.store.getState();
    const after = withField(before, key, value);
    this.store.setState(after);
    if (after.running === before.running) return;
    this.#preview({ [key]: value });
    this.#tune({ [key]: value });
  };

  setPreset = (preset: Config['preset']) =>
    this.store.setState(({ draft }) => ({ draft: withPreset(draft, preset) }));

  loadFiles = async (files: readonly PickedFile[], name: string): Promise<void> => {
    await this.#applyPendingIfFree();
    await this.#ask('Reading the images', async (lab) => void (await lab.loadFiles(files, name)));
  };

  loadSample = async (): Promise<void> => {
    await this.#applyPendingIfFree();
    await this.#ask('Loading the sample set', async (lab) => void (await lab.loadSample()));
  };

  setCollecting = (collecting: number | null) => this.store.setState({ collecting });

  thumbnails = (from: number, count: number) => this.#get((lab) => lab.thumbnails(from, count));
  saveDiscriminator = () => this.#get((lab) => lab.saveDiscriminator());
  saveMetrics = () => this.#get((lab) => lab.saveMetrics());

  dismissFailure = (what: string) =>
    this.store.setState(({ failures }) => ({
      failures: failures.filter((failure) => failure.what !== what),
    }));

  dismissNotice = (text: string) =>
    this.store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice !== text) }));

  tellFailure = (doing: string, error: unknown) => this.#tell(doing, error);

  #apply(batch: readonly LabEvent[]): void {
    for (const event of batch) if (event.type === 'metrics') this.log.append(event.rows, event.fresh);
    this.store.setState((state) => batch.reduce(applyEvent, state));
  }

  /** A person's own edit of the address: hot fields now, the others as pending changes. */
  #useLink(config: Config, problems: readonly string[]): void {
    this.store.setState({ notices: problems });
    for (const key of Object.keys(config) as ConfigKey[])
      if (config[key] !== this.store.getState().draft[key]) this.setField(key, config[key]);
  }

  async #runWith(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    await this.#applyPendingIfFree();
    await this.#ask(doing, request);
  }

  /** Before the first step nothing can be lost, so nobody has to press “restart” first. */
  async #applyPendingIfFree(): Promise<void> {
    const state = this.store.getState();
    if (isUntouched(state) && pendingChanges(state).length > 0) await this.restart();
  }

  async #get<Answer>(request: (lab: LabRequests) => Promise<Answer>): Promise<Answer> {
    await this.#opened;
    return request(this.#requests);
  }

  /** Makes a request; what it throws becomes a failure on the page. */
  async #ask(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    try {
      await this.#get(request);
    } catch (error) {
      this.#tell(doing, error);
    }
  }

  #tell(doing: string, error: unknown): void {
    const reason = messageOf(error);
    this.store.setState((state) =>
      withFailure(state, {
        what: `${doing} failed: ${reason}`,
        todo: 'Try again; if it fails again, reload the page. The address keeps the settings.',
      }),
    );
  }
}
