/** What a person can do with the runs that are kept. */
import type { Turns } from '../base/turns';
import type { Changes } from '../experiments/config';
import type { Continued, RunLabels, StoredRun } from '../worker/protocol';
import type { Desk } from './desk';
import type { ImageSources } from './imageSources';
import { LabEnded } from './labLine';
import type { Replacements } from './replacements';
import type { RunLocks } from './runLocks';
import { withNotice, type Continuation } from './state';

/** What the session lends beside its desk. */
interface Lent {
  readonly sources: ImageSources;
  readonly locks: RunLocks;
  readonly turns: Turns;
  readonly replacements: Replacements;
  readonly undeleteTable: (table: string) => Promise<void>;
}

export class StoredRuns {
  readonly #desk: Desk;
  readonly #lent: Lent;

  constructor(desk: Desk, lent: Lent) {
    this.#desk = desk;
    this.#lent = lent;
  }

  /**
   * Puts a run in the place of the present one. One that was broken off while it trained goes on training, a paused
   * one stays so. False where it must wait for its images, or has failed.
   *
   * @param text what was done, where the run before is to be kept and offered back
   */
  continue = (run: string, start = this.#wasBrokenOff(run), text: string | null = null): Promise<boolean> =>
    this.#carryOut({ run, fork: null, start }, false, text);

  /** The same from any checkpoint, as a new run. */
  fork = (run: string, checkpoint: string): Promise<boolean> =>
    this.#carryOut({ run, fork: checkpoint, start: false }, false);

  /** The same with other settings, and it trains at once. */
  trainOn = (run: string, checkpoint: string, changes: Changes): Promise<boolean> =>
    this.#carryOut({ run, fork: checkpoint, changes, start: true }, false);

  /** Goes on with the run that waits for images; within a click the browser may ask for its folder. */
  retry = async (): Promise<void> => {
    const { awaited } = this.#desk.store.getState();
    if (awaited) await this.#carryOut(awaited.wish, true);
  };

  /** After other images were loaded: a run may have waited for them, or a checkpoint that is looked at. */
  imagesArrived = async (): Promise<void> => {
    const { awaited, inspected } = this.#desk.store.getState();
    if (awaited) await this.#carryOut(awaited.wish, false);
    else if (inspected?.view?.figure === null) await this.inspect(inspected.run, inspected.checkpoint);
  };

  /** Loads a set from where it was had before, without asking. */
  loadAgain = (name: string) =>
    this.#desk.attempt('Reading the images again', async () => void (await this.#loadOwn(name, false)));

  stopWaiting = () => this.#desk.store.setState({ awaited: null });
  answerOffer = () => this.#desk.store.setState({ offerAnswered: true });

  /** Looks at a checkpoint; where no images are loaded, the run’s own, if they can be had without asking. */
  inspect = async (run: string, checkpoint: string): Promise<void> => {
    const { store, line } = this.#desk;
    const inspected = { run, checkpoint, view: null };
    store.setState({ inspected });
    const isWanted = () => store.getState().inspected === inspected;
    try {
      await this.#lent.turns.take(() => this.#loadForLook(run));
      const view = await line.ask((lab) => lab.inspectCheckpoint(run, checkpoint));
      if (isWanted()) store.setState({ inspected: { ...inspected, view } });
    } catch (error) {
      if (isWanted()) store.setState({ inspected: null });
      this.#tell('Looking at the checkpoint', error);
    }
  };

  closeInspected = () => this.#desk.store.setState({ inspected: null });

  delete = (run: StoredRun, text: string) =>
    this.#desk.attempt('Deleting the run', async () => {
      await this.#desk.line.ask((lab) => lab.deleteRun(run.id));
      this.#desk.store.setState(({ inspected }) => ({
        undo: { kind: 'deleted', run: run.id, text },
        inspected: inspected?.run === run.id ? null : inspected,
      }));
    });

  undelete = (run: string) => this.#desk.ask('Bringing the run back', (lab) => lab.undeleteRun(run));

  purge = (run: string) => this.#desk.ask('Removing the run', (lab) => lab.purgeRun(run));

  label = (run: string, labels: RunLabels) =>
    this.#desk.ask('Labelling the run', (lab) => lab.labelRun(run, labels));

  /** Every logged step of a stored run. Throws what the worker throws. */
  metrics = (run: string) => this.#desk.line.ask((lab) => lab.runMetrics(run));

  saveNow = () => this.#desk.ask('Saving the run', (lab) => lab.saveCheckpoint());

  /** The run as a zip. Throws what the worker throws. */
  export = (run: string) => this.#desk.line.ask((lab) => lab.exportRun(run));

  /** Takes back what was done last. */
  undo = async (): Promise<void> => {
    const { undo } = this.#desk.store.getState();
    this.dismissUndo();
    if (undo?.kind === 'deletedTable') await this.#lent.undeleteTable(undo.table);
    else if (undo?.kind === 'deleted') await this.undelete(undo.run);
    else if (undo) await this.continue(undo.run);
  };

  dismissUndo = () => this.#desk.store.setState({ undo: null });

  /** Reads the list anew: another tab may have changed it. */
  list = () => this.#desk.ask('Reading the stored runs', (lab) => lab.listRuns());

  /** Looks how much storage there is, and which runs other tabs have open. */
  look = () =>
    this.#desk.attempt('Looking at the storage', async () => {
      await this.#lent.locks.look();
      this.#desk.store.setState({ storage: await this.#desk.line.ask((lab) => lab.storage()) });
    });

  async #carryOut(wish: Continuation, mayAsk: boolean, text: string | null = null): Promise<boolean> {
    const { store } = this.#desk;
    const { locks, turns, replacements } = this.#lent;
    if (store.getState().continuing !== null) return false;
    store.setState({ continuing: wish.run });
    try {
      // A fork leaves its origin as it is, so that may be open anywhere.
      const work = () =>
        turns.take(async () => {
          const left = text === null ? null : await replacements.keep();
          const done = await this.#attempt(wish, mayAsk);
          if (done && text !== null) await replacements.offerUndo(left, text);
          return done;
        });
      const done = wish.fork === null ? await locks.guard(wish.run, work) : await work();
      if (done === null) throw new Error('the run is open in another tab. Close it there first.');
      return done;
    } catch (error) {
      this.#tell('Continuing the run', error);
      return false;
    } finally {
      store.setState({ continuing: null });
    }
  }

  async #attempt(wish: Continuation, mayAsk: boolean): Promise<boolean> {
    let answer = await this.#request(wish);
    let remembered = false;
    if (answer.outcome === 'images' && answer.loaded?.name !== answer.wanted.name) {
      const found = await this.#loadOwn(answer.wanted.name, mayAsk);
      if (found === 'loaded') answer = await this.#request(wish);
      remembered = found === 'ask';
    }
    const { store, line } = this.#desk;
    if (answer.outcome === 'images') {
      const { wanted: images, loaded, difference } = answer;
      store.setState({ awaited: { wish, images, remembered, difference: loaded && difference } });
      return false;
    }
    if (wish.fork === null) this.#lent.locks.hold(wish.run);
    const skipped = answer.skipped.map(
      ({ name, reason }) => `The checkpoint ${name} is damaged and was passed over: ${reason}`,
    );
    store.setState((state) => ({
      ...skipped.reduce(withNotice, state),
      ...{ awaited: null, offerAnswered: true, undo: null, failures: [] },
    }));
    // A fork is a run of its own from its first checkpoint on.
    if (wish.fork !== null) await line.ask((lab) => lab.saveCheckpoint());
    if (wish.start) await line.ask((lab) => lab.start());
    return true;
  }

  async #loadForLook(run: string): Promise<void> {
    const { images, runs } = this.#desk.store.getState();
    const stored = runs?.find(({ id }) => id === run);
    if (!images && stored) await this.#loadOwn(stored.images.name, false);
  }

  #wasBrokenOff(run: string): boolean {
    const stored = this.#desk.store.getState().runs?.find(({ id }) => id === run);
    return stored?.state === 'running';
  }

  #request({ run, fork, changes }: Continuation): Promise<Continued> {
    return this.#desk.line.ask((lab) =>
      fork === null ? lab.continueRun(run) : lab.forkRun(run, fork, changes),
    );
  }

  /** Loads the set of this name from where it was had before. */
  async #loadOwn(name: string, mayAsk: boolean): Promise<'loaded' | 'ask' | 'unknown'> {
    const { store, line } = this.#desk;
    const files = await this.#lent.sources
      .find(name, mayAsk, (collecting) => store.setState({ collecting }))
      .finally(() => store.setState({ collecting: null }));
    if (files === 'ask') return 'ask';
    if (files === null) return 'unknown';
    const loaded = await line.ask((lab) =>
      files === 'sample' ? lab.loadSample() : lab.loadFiles(files, name),
    );
    return loaded ? 'loaded' : 'unknown';
  }

  /** The end of a worker is told by the session, once. */
  #tell(doing: string, error: unknown): void {
    if (!(error instanceof LabEnded)) this.#desk.tell(doing, error);
  }
}
