import { useStore } from 'zustand';
import type { InspectionState } from '../../../../store/inspection';
import { useSession } from '../../../../parts/sessionContext';

/** The selected part of what is inspected; the selector must return what the state holds, not a new object. */
export function useInspection<Part>(select: (state: InspectionState) => Part): Part {
  return useStore(useSession().inspection.store, select);
}
