import { useStore } from 'zustand';
import type { TwinsState } from '../store/twins';
import { useSession } from './sessionContext';

/** The selected part of what the page knows of its twins. */
export function useTwins<Part>(select: (state: TwinsState) => Part): Part {
  return useStore(useSession().twins.store, select);
}
