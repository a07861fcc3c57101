import { useStore } from 'zustand';
import type { TablesState } from '../../store/tables';
import { useSession } from '../sessionContext';

/** The selected part of what the page knows of its tables. */
export function useTables<Part>(select: (state: TablesState) => Part): Part {
  return useStore(useSession().tables.store, select);
}
