/** The page's side of the benchmark's worker, which lives as long as one measurement. Without Comlink, for two messages. */
import type { BenchResult } from '../../bench/schema';
import type { BackendName } from '../kernels/backendInfo';
import type { SizeName } from '../schema/sizes';

/** What the worker is sent, once. */
export interface BenchWish {
  readonly backend: BackendName | 'auto';
  /** By default what the backend has time for. */
  readonly size: SizeName | undefined;
  /** After which no further round begins. */
  readonly seconds: number;
}

/** What it answers: how far it is, as often as it likes, and in the end the result or a sentence. */
export type BenchNews =
  { readonly line: string } | { readonly result: BenchResult } | { readonly problem: string };

/**
 * Measures this machine. Rejects with one sentence where no backend starts or the worker ends.
 *
 * @param tell hears how far it is
 */
export function measureHere(wish: BenchWish, tell: (line: string) => void): Promise<BenchResult> {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<BenchResult>((resolve, reject) => {
    worker.onerror = () => reject(new Error('The benchmark’s worker has stopped: reload the page.'));
    worker.onmessage = ({ data }: MessageEvent<BenchNews>) => {
      if ('line' in data) tell(data.line);
      else if ('result' in data) resolve(data.result);
      else reject(new Error(data.problem));
    };
    worker.postMessage(wish);
  }).finally(() => worker.terminate());
}
