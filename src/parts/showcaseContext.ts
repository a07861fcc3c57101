/** Gives the page the networks that are shipped with it. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Showcase, ShowcaseState } from '../store/showcase';

const ShowcaseContext = createContext<Showcase | null>(null);

export const ShowcaseProvider = ShowcaseContext.Provider;

/** The selected part of what is shown; the selector must return what the state holds, not a new object. */
export function useShowcase<Part>(select: (state: ShowcaseState) => Part): Part {
  const showcase = useContext(ShowcaseContext);
  if (!showcase) throw new Error('useShowcase needs a ShowcaseProvider above it.');
  return useStore(showcase.store, select);
}
