import type { Tab } from '../../parts/place/place';
import { goTo } from '../../parts/place/usePlace';

/**
 * Brings a panel into view and the keyboard to it: under its tab, where it has one; unfolded, where it was folded.
 *
 * @param title the id of its heading
 */
export function reveal(title: string, tab?: Tab): void {
  if (tab) goTo({ tab });
  requestAnimationFrame(() => {
    const heading = document.getElementById(title);
    if (!heading) return;
    heading.closest('[data-folded="true"]')?.querySelector<HTMLElement>('[data-testid="fold"]')?.click();
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: 'nearest' });
  });
}
