/** A helper thread of the command line: it makes calls of our WebAssembly exports and hears nothing else. */
import { parentPort, workerData } from 'node:worker_threads';
import { JobBoard, type HelperTask } from '../kernels/wasm/jobs';

const board = new JobBoard(workerData as HelperTask);
parentPort!.postMessage('ready');
board.serve();
