import { count } from '../../base/counted';
import type { PageState } from '../../store/state';

const FIRST = {
  batch: 'Making the first batch…',
  programs: 'Compiling the GPU’s programs for the first step…',
  step: 'Taking the first step…',
} as const;

/** Null where nothing is waited for. */
export function waitingText({ backend, reading, collecting, status }: PageState): string | null {
  if (reading) return `Decoding images: ${count(reading.done)} of ${count(reading.total)}…`;
  if (collecting !== null) return `Looking for images: ${count(collecting)} files so far…`;
  if (!backend) return 'Loading the backend…';
  return status.waiting && FIRST[status.waiting];
}
