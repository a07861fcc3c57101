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
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    intoView(heading);
  });
}

/** Scrolls to an element, in a panel that is unfolded for it; a ref of what tells something that was not asked for here. */
export function intoView(element: HTMLElement | null): void {
  if (!element) return;
  element.closest('[data-folded="true"]')?.querySelector<HTMLElement>('[data-testid="fold"]')?.click();
  element.scrollIntoView({ block: 'nearest' });
}
