import { useStore } from 'zustand';
import type { TablesState } from '../../store/tables';
import { usePage, useSession } from '../../parts/sessionContext';

/** The selected part of what the page knows of its tables. */
export function useTables<Part>(select: (state: TablesState) => Part): Part {
  return useStore(useSession().tables.store, select);
}

/** Why no table can be filled with these images; null where one can. */
export function useReasonNotToMeasure(): string | null {
  const labels = usePage((page) => page.images?.labels.length ?? 0);
  return labels < 2
    ? 'A table judges features by labels: load images in at least two labelled folders.'
    : null;
}
