/** The methods that have a page of their own; never mounted for another. */
import type { MethodId } from '../experiments/abouts';
import { PAGE as artifacts } from '../methods/artifacts/page/page';
import type { OwnPage } from '../parts/ownPage';
import { usePage } from '../parts/sessionContext';

const PAGES: Readonly<Partial<Record<MethodId, OwnPage>>> = { artifacts };

/** Null for a method that has none. */
export function pageOf(method: MethodId): OwnPage | null {
  return PAGES[method] ?? null;
}

/** Of the run’s method. */
export function useOwnPage(): OwnPage | null {
  return usePage((page) => pageOf(page.running.method));
}
