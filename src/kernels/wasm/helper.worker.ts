/** A helper thread of the page's lab worker: it makes calls of our WebAssembly exports and hears nothing else. */
import { JobBoard, type HelperTask } from './jobs';

addEventListener('message', ({ data }: MessageEvent<HelperTask>) => {
  const board = new JobBoard(data);
  postMessage('ready');
  board.serve();
});
