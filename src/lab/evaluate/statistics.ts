/** What images look like, told by itself once they are there, and so slowly that neither training nor a person waits for it. */
import { messageOf } from '../../base/messageOf';
import { finish } from '../../base/slices';
import type { ImageSet } from '../../data/imageSet';
import { imageStatistics, type ImageStatistics } from '../../evaluation/statistics/imageStatistics';
import type { Failure } from '../events';

interface StatisticsHost {
  /** Whether something trains, which then has nine tenths of the time instead of half. */
  readonly isBusy: () => boolean;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly tell: (statistics: ImageStatistics) => void;
  readonly tellFailure: (failure: Failure) => void;
}

/** Work between two rests, in milliseconds; the longest piece takes about as long. */
const WORK_MS = 8;
/** Rest for each millisecond of work. */
const [IDLE_REST, BUSY_REST] = [1, 9];

export class BackgroundStatistics {
  readonly #host: StatisticsHost;
  #work = new AbortController();

  constructor(host: StatisticsHost) {
    this.#host = host;
  }

  /** Begins with these images; what was under way for those before ends. Resolves when it is told, or ended. */
  async begin(images: ImageSet | null): Promise<void> {
    this.#work.abort();
    if (!images) return;
    const { signal } = (this.#work = new AbortController());
    const { isBusy, sleep, tell, tellFailure } = this.#host;
    const rest = (): Promise<void> => sleep(WORK_MS * (isBusy() ? BUSY_REST : IDLE_REST));
    try {
      tell(await finish(imageStatistics(images), { signal, rest, restEveryMs: WORK_MS }));
    } catch (error) {
      if (signal.aborted) return; // other images are there
      const what = `The statistics of the images failed: ${messageOf(error)}`;
      tellFailure({ what, todo: 'Training is not concerned.' });
    }
  }
}
