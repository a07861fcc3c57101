/** What a person wants of this machine: which GPU, and how much memory. Remembered between visits, as the theme is. */
import type { GpuChoice } from '../worker/protocol';

export const GPU_CHOICES = [
  'high-performance',
  'low-power',
  'automatic',
] as const satisfies readonly GpuChoice[];

const GPU_KEY = 'artifact-lab.gpu';
const CAP_KEY = 'artifact-lab.memory-cap';

/** `?gpu=low-power` in the address goes before what is remembered; the fastest by default. */
export function gpuChoice(): GpuChoice {
  const inAddress = new URLSearchParams(location.search).get('gpu');
  return known(inAddress) ?? known(localStorage.getItem(GPU_KEY)) ?? 'high-performance';
}

/** One sentence where the address asks for a GPU in words that nobody knows; else null. */
export function gpuProblem(): string | null {
  const asked = new URLSearchParams(location.search).get('gpu');
  if (asked === null || known(asked)) return null;
  return `“${asked.slice(0, 40)}” is no choice of GPU: let the address say ?gpu=${GPU_CHOICES.join(', ')}.`;
}

export function rememberGpu(choice: GpuChoice): void {
  localStorage.setItem(GPU_KEY, choice);
}

function known(text: string | null): GpuChoice | undefined {
  return GPU_CHOICES.find((choice) => choice === text);
}

/** Bytes of tensors; null: all there are. */
export function memoryCap(): number | null {
  const bytes = Number(localStorage.getItem(CAP_KEY));
  return bytes > 0 ? bytes : null;
}

export function rememberMemoryCap(bytes: number | null): void {
  if (bytes === null) localStorage.removeItem(CAP_KEY);
  else localStorage.setItem(CAP_KEY, String(bytes));
}
