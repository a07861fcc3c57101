import { useStore } from 'zustand';
import type { EvaluationState } from '../store/evaluation';
import { useSession } from './sessionContext';

/** The selected part of what has been evaluated; the selector must return what the state holds, not a new object. */
export function useEvaluation<Part>(select: (state: EvaluationState) => Part): Part {
  return useStore(useSession().evaluation.store, select);
}
