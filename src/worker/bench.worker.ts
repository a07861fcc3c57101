/** The benchmark's worker: the cases of bench/, ours and stock's in turn, on this browser's best backend. */
import { measure } from '../../bench/measure';
import { benchResult } from '../../bench/benchResult';
import type { BenchResult } from '../../bench/schema';
import { rememberStock } from '../../bench/stock/registry';
import type { SizeName } from '../schema/sizes';
import { messageOf } from '../base/messageOf';
import { startBackend } from '../kernels/backend';
import type { BackendName } from '../kernels/backendInfo';
import type { BenchNews, BenchWish } from './benchClient';
import { WASM_PATHS } from './wasmPaths';

/** Whole steps, and what their rates are held against: a square product and every forward convolution. */
const ROWS = /^step$|^forward convolution$|square/;
const MOST_ROUNDS = 99;

/** `tiny` is for a look only. */
const BATCHES: Readonly<Partial<Record<SizeName, number>>> = { tiny: 2, small: 32 };

/** What a minute is enough for: a GPU takes the paper's model, a processor the smaller one. */
function usualSize(backend: BackendName): SizeName {
  return backend === 'webgpu' ? 'stl10' : 'small';
}

async function measureWish({ backend: preference, size, seconds }: BenchWish): Promise<BenchResult> {
  await rememberStock(['webgpu', 'wasm', 'cpu'], () => {
    return import('@tensorflow/tfjs-core/dist/register_all_gradients');
  });
  const info = await startBackend({ preference, gpu: navigator.gpu, wasmPaths: WASM_PATHS });
  const measured = size ?? usualSize(info.name);
  const batch = BATCHES[measured] ?? 8;
  const limit = { rounds: MOST_ROUNDS, seconds };
  const result = await measure(measured, batch, limit, ROWS, (line) => tell({ line }));
  const processor = `a browser on ${navigator.hardwareConcurrency} cores`;
  return benchResult(info, { processor, quick: true, results: [result] });
}

function tell(news: BenchNews): void {
  postMessage(news);
}

addEventListener('message', ({ data }: MessageEvent<BenchWish>) => {
  void measureWish(data).then(
    (result) => tell({ result }),
    (error: unknown) => tell({ problem: messageOf(error) }),
  );
});
