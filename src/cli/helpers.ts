/** Threads that help with our WebAssembly programs, in Node. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Helper, StartHelper } from '../kernels/wasm/helpers';

/** Beside this file as it stands, or in the built library. */
const IS_SOURCE = import.meta.url.endsWith('.ts');
const NAME = IS_SOURCE ? './helperThread.ts' : './helperThread.js';
const FILE = new URL(NAME, import.meta.url);

/** A thread has no TypeScript of its own in Node 20, and looks for packages where its process was started. */
function loader(): string {
  const tsx = createRequire(import.meta.url).resolve('tsx/cjs/api');
  return `require(${JSON.stringify(tsx)}).register(); require(${JSON.stringify(fileURLToPath(FILE))});`;
}

/** Starts a thread that serves a board. It does not keep the process alive. Rejects if it cannot start. */
export const startThread: StartHelper = (task) =>
  new Promise<Helper>((resolve, reject) => {
    const options = { workerData: task, execArgv: [] };
    const worker = IS_SOURCE ? new Worker(loader(), { ...options, eval: true }) : new Worker(FILE, options);
    worker.once('message', () => {
      worker.unref();
      resolve(worker);
    });
    // Later errors end the thread, no more: the calls that it would have taken are taken by the others.
    worker.on('error', reject);
  });
