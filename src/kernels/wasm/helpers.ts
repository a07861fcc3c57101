/** Starts the threads that help with our programs. */
import type { HelperTask } from './jobs';

export interface Helper {
  terminate(): unknown;
}

/** Starts a thread that serves a board. Rejects if it cannot. */
export type StartHelper = (task: HelperTask) => Promise<Helper>;

/** A thread that takes longer to start does without. */
const PATIENCE_MS = 10_000;

/** In a browser. */
export function startWorker(task: HelperTask): Promise<Helper> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./helper.worker.ts', import.meta.url), { type: 'module' });
    const giveUp = (): void => {
      worker.terminate();
      reject(new Error('A helper thread did not start.'));
    };
    const timer = setTimeout(giveUp, PATIENCE_MS);
    worker.onmessage = () => {
      clearTimeout(timer);
      resolve(worker);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      clearTimeout(timer);
      giveUp();
    };
    worker.postMessage(task);
  });
}

/** All helpers of a board. Where one of them does not start the others end, and its error is thrown. */
export async function startHelpers(tasks: readonly HelperTask[], start: StartHelper): Promise<Helper[]> {
  const started = await Promise.allSettled(tasks.map(async (task) => start(task)));
  const helpers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = started.find((result) => result.status === 'rejected');
  if (!failed) return helpers;
  for (const helper of helpers) helper.terminate();
  throw failed.reason;
}
