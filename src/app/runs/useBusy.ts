import { usePage } from '../sessionContext';

/** True while images are read or a run is brought back: another one would get in its way. */
export function useBusy(): boolean {
  return usePage((page) => page.continuing !== null || page.reading !== null || page.collecting !== null);
}
