import { useStore } from 'zustand';
import { useLook } from '../../../../parts/useLook';
import { Inspection, type InspectionState } from './inspection';

/** The selected part of what is inspected; the selector must return what the state holds, not a new object. */
export function useInspection<Part>(select: (state: InspectionState) => Part): Part {
  return useStore(useLook(Inspection).store, select);
}
