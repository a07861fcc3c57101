/** The results that come with the program. Tests hold them to their schema. */
import type { BenchResult } from '../../../bench/schema';

const FILES = import.meta.glob<BenchResult>('../../../bench/results/{wasm,webgpu}-*.json', {
  eager: true,
  import: 'default',
});

export const KEPT: readonly BenchResult[] = Object.values(FILES);
