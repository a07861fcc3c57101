import packageFile from '../package.json' with { type: 'json' };
import type { BackendInfo } from '../src/kernels/backendInfo';
import type { BenchResult } from './schema';

/** What our program writes of a backend that was measured, in Node and in a page alike. */
export function benchResult(
  { name, device }: BackendInfo,
  measured: Pick<BenchResult, 'processor' | 'quick' | 'results'>,
): BenchResult {
  const program = `${packageFile.name} ${packageFile.version}`;
  return { schema: 1, program, backend: name, device, ...measured };
}
