/** tfjs's threaded build without the threads of its own. */

/** What the build knows of a worker until it runs a thread on it, which never happens at a thread count of one. */
class IdleWorker {
  onmessage: ((event: { readonly data: object }) => void) | null = null;

  postMessage({ cmd }: { readonly cmd: string }): void {
    if (cmd === 'load') queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }

  on(): void {}

  unref(): void {}

  terminate(): void {}
}

/**
 * Starts tfjs-wasm while a worker that does nothing stands in for the host's. The threaded build, the only one whose
 * memory can be shared, begins with a pool of eight workers, for which we have no use: its kernels run on one thread and
 * ours have helpers of their own. In Node its workers could not even start, as they come from a blob.
 */
export async function startWithEmptyPool<T>(start: () => Promise<T>): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  // In Node the build sets the global to Node's own class first.
  const standIn = { configurable: true, get: () => IdleWorker, set: () => undefined };
  Object.defineProperty(globalThis, 'Worker', standIn);
  try {
    return await start();
  } finally {
    if (own) Object.defineProperty(globalThis, 'Worker', own);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
}
