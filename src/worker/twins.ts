/**
 * Twins in the page: two configs side by side on the images that are loaded.
 *
 * The page asks, through Comlink: `openTwins` with two configs and where hot fields shall part; `startTwins`,
 * `pauseTwins`, `stepTwins`; `tuneTwins`, hot fields of both alike; `pinTwins`, the images of both figures by their
 * index; `keepTwins`, each as a run of its own; `closeTwins`. One pair at a time; the page's own run is paused when it
 * opens and stays as it is. Rejections are one sentence.
 *
 * It is told, as `twins` events (lab/twins/events.ts): `status`, of both, since they go in step; `metrics` of side A or
 * B; `figure` of side A or B and after both their `difference`; `recovered` when something went wrong and both went
 * back together; `failure`, after which the state is `failed`. Until they part, at `status.partAt`, everything is told
 * of A only; then `metrics` of B comes `fresh`, with all rows so far.
 */
import type { Changes, Config } from '../experiments/config';
import type { Switch } from '../experiments/twinConfigs';
import { MAX_PINNED } from '../lab/events';
import type { Lab } from '../lab/lab';
import type { TwinEvent } from '../lab/twins/events';
import { readyToBegin } from '../lab/shipped';
import { Twins } from '../lab/twins/twins';
import type { KeptRuns } from './keptRuns';

export interface TwinRequests {
  /** Rejects where the configs share no batches or do not differ, both do not fit, or no images are loaded. */
  openTwins(a: Config, b: Config, wished: Switch): Promise<void>;
  startTwins(): Promise<void>;
  /** Resolves when both stand between two steps. */
  pauseTwins(): Promise<void>;
  stepTwins(): Promise<void>;
  /** Rejects for fields that are not hot, or that the two differ in. */
  tuneTwins(changes: Changes): Promise<void>;
  /** Pauses them; resolves when each is saved. */
  keepTwins(): Promise<void>;
  /** At most MAX_PINNED are drawn. */
  pinTwins(indices: readonly number[]): Promise<void>;
  closeTwins(): Promise<void>;
}

/**
 * The requests, to be spread into the worker.
 *
 * @param lab the Lab that is present when a request comes
 * @param kept the page's runs; null where there is no storage
 */
export function twinsBeside(
  lab: () => Lab,
  kept: KeptRuns | null,
  emit: (event: TwinEvent) => void,
): TwinRequests {
  let present: Twins | null = null;
  const opened = (): Twins => {
    if (!present) throw new Error('No twins are open: choose two settings first.');
    return present;
  };
  async function close(): Promise<void> {
    const closing = present;
    present = null;
    await closing?.dispose();
  }
  return {
    async openTwins(a, b, wished) {
      await close();
      await lab().pause();
      const { images } = lab();
      if (!images) throw new Error('There are no images yet: load some first.');
      await readyToBegin([a, b]);
      present = new Twins({
        a,
        b,
        wished,
        images,
        device: lab().device,
        keeping: kept?.keeping ?? null,
        emit,
      });
      emit({ type: 'status', status: present.status });
    },
    // Async, so that what is thrown rejects.
    // eslint-disable-next-line @typescript-eslint/require-await
    startTwins: async () => opened().start(),
    pauseTwins: async () => opened().pause(),
    stepTwins: async () => opened().step(),
    tuneTwins: async (changes) => opened().tune(changes),
    async keepTwins() {
      await opened().keep();
      await kept?.begin();
    },
    pinTwins: async (indices) => opened().pin(indices.slice(0, MAX_PINNED)),
    closeTwins: close,
  };
}
