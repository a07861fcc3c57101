/** What a page does not show whole, whatever its width: text that is cut, words broken in two, things out of reach. */
import type { Page } from '@playwright/test';

/** One line for each fault that a person would see in what is on the page now; controls scrolled to count too. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    /** Pixels, for rounding. */
    const SLACK = 1;
    const HEADS = 'th, button, h1, h2, h3, dt, legend, label, summary, figcaption, option';
    const name = (element: Element): string => {
      const text = (element.textContent ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40);
      const id = element.closest('[data-testid]')?.getAttribute('data-testid') ?? '';
      return `${element.tagName.toLowerCase()} “${text}” (${id})`;
    };
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true }) &&
      element.closest('.spoken, svg, [aria-hidden=true]') === null;
    /** Whether a tooltip has the text that is cut. */
    const saysItself = (element: Element): boolean => {
      const own = [...element.childNodes].filter((node) => node instanceof Text).map(({ data }) => data);
      const title = element.closest('[title]')?.getAttribute('title') ?? '';
      return title.includes(own.join('').trim()) && own.length > 0;
    };
    const elements = [...document.querySelectorAll<HTMLElement>('body *')].filter(isSeen);
    const faults: string[] = [];

    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide > 0) faults.push(`the page is ${wide} px wider than the window`);

    for (const element of elements) {
      const { overflowX } = getComputedStyle(element);
      const isCut = element.scrollWidth > element.clientWidth + SLACK && element.clientWidth > 0;
      const isButton = element.matches('button, summary');
      if (isCut && (isButton || ['hidden', 'clip'].includes(overflowX)) && !saysItself(element))
        faults.push(`cut: ${name(element)}`);
    }

    // A select is as wide as its choice needs where nothing holds it back.
    for (const select of elements.filter((element) => element instanceof HTMLSelectElement)) {
      const alone = select.cloneNode(false) as HTMLSelectElement;
      alone.append(select.selectedOptions[0]!.cloneNode(true));
      alone.removeAttribute('data-testid');
      alone.style.cssText = 'position: absolute; visibility: hidden; width: max-content; min-width: 0';
      select.after(alone);
      const missing = alone.offsetWidth - select.offsetWidth;
      alone.remove();
      if (missing > SLACK) faults.push(`cut by ${missing} px: select “${select.selectedOptions[0]!.text}”`);
    }

    for (const element of elements.filter((one) => one.matches(HEADS)))
      for (const node of element.childNodes) {
        if (!(node instanceof Text)) continue;
        // Words may break where they are told to. A hyphen set there counts to the letter after it: that one is left out.
        for (const { index, 0: word } of node.data.matchAll(/[^\s\u00ad\-–/·…,.]{3,}/g)) {
          const range = document.createRange();
          range.setStart(node, index + 1);
          range.setEnd(node, index + word.length);
          const parts = [...range.getClientRects()].filter(({ width }) => width > SLACK);
          const lines = new Set(parts.map(({ top }) => Math.round(top)));
          if (lines.size > 1) faults.push(`broken: “${word}” in ${name(element)}`);
        }
      }
    return [...new Set(faults)];
  });
}
