/** The settings: what the controls and the address change, and how it comes into the run. */
import { Random } from '../base/random';
import type { MethodId } from '../experiments/abouts';
import {
  changed,
  hotKeysOf,
  isHot,
  picked,
  valueOf,
  type Changes,
  type Config,
  type ConfigKey,
  type Setting,
} from '../experiments/config';
import { configToHash } from '../experiments/link';
import type { Phase } from '../experiments/phases';
import { beginningOf } from '../experiments/position';
import { firstConfig } from '../experiments/presets';
import type { Desk } from './desk';
import { latestOnly } from './latestOnly';
import type { Replacements } from './replacements';
import { isUntouched, pendingChanges, withField, withMethod, withPreset } from './state';

export class Settings {
  readonly #desk: Desk;
  readonly #replacements: Replacements;
  /** The settings that each method had when another one was chosen. */
  readonly #left = new Map<MethodId, Config>();
  readonly #tune = latestOnly((changes: Changes) =>
    this.#desk.ask('Changing a setting', (lab) => lab.tune(changes)),
  );
  readonly #preview = latestOnly((changes: Changes) =>
    this.#desk.attempt('Drawing Figure 3', () => this.#desk.line.preview(changes)),
  );

  constructor(desk: Desk, replacements: Replacements) {
    this.#desk = desk;
    this.#replacements = replacements;
  }

  /** Changes one field: hot ones between two steps, the others with the next restart. */
  setField = (key: ConfigKey, value: Setting): void => {
    const { store } = this.#desk;
    const before = store.getState();
    const after = withField(before, key, value);
    store.setState(after);
    if (after.running === before.running) return;
    this.#preview({ [key]: value });
    this.#tune({ [key]: value });
  };

  setPreset = (preset: string) =>
    this.#desk.store.setState(({ draft }) => ({ draft: withPreset(draft, preset) }));

  /**
   * Another method in place of the one that the controls show: at once where no step has been taken, else with the
   * next restart. It comes as it was left, if it was there before.
   */
  setMethod = async (method: MethodId): Promise<void> => {
    const { draft, running, status } = this.#desk.store.getState();
    if (method === draft.method) return;
    this.#left.set(draft.method, draft);
    const left = this.#left.get(method) ?? firstConfig(method);
    // What the run has learnt of meanwhile is not pending.
    const other = method === running.method ? changed(left, hotOf(running, status.phase)) : left;
    this.#desk.store.setState({ draft: withMethod(draft, other) });
    await this.applyIfFree();
  };

  /** A person's own edit of the address: hot fields now, the others as pending changes. */
  useLink(config: Config, problems: readonly string[]): void {
    const { store } = this.#desk;
    const isAsShown = configToHash(config) === configToHash(store.getState().draft);
    if (isAsShown && problems.length === 0) return; // the page’s own way back, which leaves the settings alone
    store.setState({ notices: problems });
    if (config.method !== store.getState().draft.method) {
      store.setState({ draft: config });
      void this.applyIfFree();
      return;
    }
    for (const key of Object.keys(config) as ConfigKey[])
      if (valueOf(config, key) !== valueOf(store.getState().draft, key))
        this.setField(key, valueOf(config, key)!);
  }

  discard = () => this.#desk.store.setState(({ running }) => ({ draft: running }));

  /** Begins anew with the draft; false where that was refused, and the draft waits on. */
  restart = async (): Promise<boolean> => {
    const { store } = this.#desk;
    const { draft, running } = store.getState();
    let taken = false;
    const changes = pendingChanges(store.getState()).length;
    const text = `Began anew with ${changes} ${changes === 1 ? 'change' : 'changes'}.`;
    await this.#replacements.make('Restarting', text, async (lab) => {
      store.setState(({ status }) => ({
        running: draft,
        // Without images there is no run that would tell.
        status: status.state === 'empty' ? { ...status, ...beginningOf(draft) } : status,
      }));
      taken = await lab.restart(draft);
      if (!taken) store.setState({ running });
    });
    return taken;
  };

  /** Begins anew with the next seed and nothing else changed. The die is seeded as everything else is. */
  rollSeed = async (): Promise<void> => {
    const { store } = this.#desk;
    const { running, draft } = store.getState();
    const seed = Random.forPurpose(running.seed, 'die').integer(0x7fffffff);
    const next = { ...running, seed };
    await this.#replacements.make('Restarting', `Began anew with seed ${seed}.`, async (lab) => {
      store.setState({ running: next, draft: { ...draft, seed } });
      if (!(await lab.restart(next))) store.setState({ running, draft });
    });
  };

  /**
   * Before the first step nothing can be lost, so nobody has to press “restart” first. False where the changes were
   * refused: what was asked for would go on with settings that the page does not show.
   */
  async applyIfFree(): Promise<boolean> {
    const state = this.#desk.store.getState();
    return !isUntouched(state) || pendingChanges(state).length === 0 || (await this.restart());
  }
}

/** The fields that may change while a run is under way, as they are; with a phase, those that still may in it. */
export function hotOf(config: Config, phase?: Phase): Changes {
  const hot = hotKeysOf(config).filter((key) => phase === undefined || isHot(config, key, phase));
  return picked(config, hot);
}
