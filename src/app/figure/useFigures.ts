import { useStore } from 'zustand';
import type { Figure } from '../../worker/protocol';
import { usePage, useSession } from '../sessionContext';

/** The figure to show: that of now, or of the step that is looked back at. */
export function useShownFigure(): { readonly figure: Figure | null; readonly isLive: boolean } {
  const live = usePage((page) => page.figure);
  const past = useStore(useSession().figures.store, ({ frames, at }) => (at === null ? null : frames[at]));
  return past ? { figure: past, isLive: false } : { figure: live, isLive: true };
}
