import { useStore } from 'zustand';
import type { Figure, Figure3, TileFigure } from '../worker/protocol';
import { usePage, useSession } from './sessionContext';

/** The figure to show: that of now, or of the step that is looked back at. */
function useShownFigure(): { readonly figure: Figure | null; readonly isLive: boolean } {
  const live = usePage((page) => page.figure);
  const past = useStore(useSession().figures.store, ({ frames, at }) => (at === null ? null : frames[at]));
  return past ? { figure: past, isLive: false } : { figure: live, isLive: true };
}

/** The same where it is the paper’s Figure 3. */
export function useShownFigure3(): { readonly figure: Figure3 | null; readonly isLive: boolean } {
  const { figure, isLive } = useShownFigure();
  return { figure: figure?.kind === 'figure3' ? figure : null, isLive };
}

/** The same where it is of another method. */
export function useShownTiles(): { readonly figure: TileFigure | null; readonly isLive: boolean } {
  const { figure, isLive } = useShownFigure();
  return { figure: figure && figure.kind !== 'figure3' ? figure : null, isLive };
}
