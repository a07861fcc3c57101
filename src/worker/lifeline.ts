/**
 * How the page learns that a worker has ended. Browsers end workers without any event, as when memory runs out; but
 * with a worker end its locks, so the page waits for one that the worker holds.
 */

/**
 * On the page: resolves with the reason, as the end of a sentence, when the worker has failed or was ended.
 *
 * @param hold asks the worker for `holdUntilEnd`
 */
export function endOf(worker: Worker, hold: (lock: string) => Promise<void>): Promise<string> {
  return new Promise((end) => {
    worker.onerror = (event) => end(event.message || 'it gave no reason.');
    worker.onmessageerror = () => end('a message from it could not be read.');
    // Absent where the page is not served securely.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return;
    const name = `artifact-lab.worker.${crypto.randomUUID()}`;
    void hold(name)
      .then(() => locks.request(name, () => 'the browser ended it, perhaps for want of memory.'))
      .then(end);
  });
}

/** In the worker: resolves when it holds the lock, which it does until it ends. */
export function holdUntilEnd(lock: string): Promise<void> {
  return new Promise((held) => {
    void navigator.locks.request(lock, () => {
      held();
      return new Promise(() => undefined);
    });
  });
}
