/** Gives every panel the one session, and the part of its state that the panel shows. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session } from '../store/session';
import type { PageState } from '../store/state';

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider above it.');
  return session;
}

/** The selected part of the page’s state; the selector must return what the state holds, not a new object. */
export function usePage<Part>(select: (state: PageState) => Part): Part {
  return useStore(useSession().store, select);
}
