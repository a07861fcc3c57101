/** What a training loop does between two steps: it hears the host every so often, and makes room for a save. */
import type { Keeper } from './saving/keeper';
import { HOST } from './yieldToHost';

/** Commands are heard between two steps, at least this often. */
const YIELD_INTERVAL_MS = 30;

export class HostTurns {
  #heard = HOST.now();

  /** @param keeper of the run that is trained, if it is saved meanwhile */
  async between(keeper?: Pick<Keeper, 'isSaving' | 'makeRoom'>): Promise<void> {
    if (keeper?.isSaving) await keeper.makeRoom();
    else if (HOST.now() - this.#heard > YIELD_INTERVAL_MS) await HOST.yieldToHost();
    else return;
    this.#heard = HOST.now();
  }
}
