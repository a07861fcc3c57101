/** A page that looks the same on every machine and at any time: its font, its clock, and no numbers of the machine. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { test as base } from './lab';

const require = createRequire(import.meta.url);
const FILES = [
  [400, require.resolve('@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2')],
  [700, require.resolve('@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff2')],
] as const;
const WEIGHTS = FILES.map(([weight]) => weight);

// One family for all: it has the Greek letters and the signs on the buttons too, for which a page would go elsewhere.
const faces = FILES.map(([weight, file]) => {
  const url = `data:font/woff2;base64,${readFileSync(file).toString('base64')}`;
  return `@font-face { font-family: Staged; font-weight: ${weight}; src: url(${url}); }`;
});

/** What depends on the machine or the moment keeps its place and is not seen. */
const STYLE = `
  ${faces.join('\n')}
  *, *::before, *::after { font-family: Staged !important; }
  body { font-size: 13px !important; }
  [data-testid=run-rate], [data-testid=run-left], [data-testid=saving] { display: block; width: 4rem; visibility: hidden; }
  math { display: block !important; height: 1.5rem; overflow: hidden; visibility: hidden; }
  [data-testid=memory], [data-testid=backend] span, [data-testid=figure-time], [data-testid=stored-run] p, [data-testid=news] { display: none; }
`;

/**
 * A page whose clock stands still, without motion; and without its policy, which would refuse our
 * style.
 */
export const test = base.extend({
  bypassCSP: true,
  contextOptions: { reducedMotion: 'reduce' },
  deviceScaleFactor: 1,
  locale: 'en-US',
  timezoneId: 'UTC',
  page: async ({ page }, use) => {
    await page.clock.setFixedTime('2026-01-01T12:00:00Z');
    await use(page);
  },
});

/** Once the page is there: dresses it, and waits until its font is. */
export async function stage(page: Page): Promise<void> {
  await page.addStyleTag({ content: STYLE });
  await page.evaluate(async (weights) => {
    await Promise.all(weights.map((weight) => document.fonts.load(`${weight} 13px Staged`)));
    await document.fonts.ready;
  }, WEIGHTS);
}
