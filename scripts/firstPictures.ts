/**
 * Measures how long the opening page takes to its first pictures and to live ones, from the build in dist/ (or in the
 * folder given), each time with an empty cache and without the service worker:
 *
 *   npm run build && npm run first-pictures
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { chromium, type Browser } from '@playwright/test';
import { preview } from 'vite';
import { findChromium, isRoot } from './chromium';

const RESULT = 'bench/results/firstPictures.json';
const PORT = 4397;
const VISITS = 5;

/** Milliseconds since navigation. */
interface Visit {
  firstPictures: number;
  livePictures: number;
}

declare global {
  var seen: Partial<Visit>;
}

const server = await preview({
  build: { outDir: process.argv[2] ?? 'dist' },
  preview: { port: PORT },
});
const load = loadavg()[0]!;
const visits: Visit[] = [];
for (let i = 0; i < VISITS; i++) {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--disable-background-networking', ...(isRoot() ? ['--no-sandbox'] : [])],
  });
  visits.push(await visit(browser));
  await browser.close();
}
await server.close();
const result = {
  measured: new Date().toISOString(),
  processor: cpus()[0]!.model,
  cores: cpus().length,
  /** Processes that wanted a core, when it began. */
  load: Math.round(load * 10) / 10,
  milliseconds: visits,
  median: {
    firstPictures: median(visits.map(({ firstPictures }) => firstPictures)),
    livePictures: median(visits.map(({ livePictures }) => livePictures)),
  },
};
await writeFile(RESULT, `${JSON.stringify(result, null, 2)}\n`);
const { firstPictures, livePictures } = result.median;
process.stdout.write(
  `${RESULT}: first pictures after ${firstPictures} ms, live ones after ${livePictures} ms\n`,
);

async function visit(browser: Browser): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  await page.addInitScript(watchPictures);
  await page.goto(`http://localhost:${PORT}/`);
  await page.waitForFunction(() => seen.livePictures !== undefined, null, { timeout: 120_000 });
  return (await page.evaluate(() => seen)) as Visit;
}

/** Runs in the page: notes when the first frame with pictures in it is over, in milliseconds since navigation. */
function watchPictures(): void {
  globalThis.seen = {};
  new MutationObserver(() => {
    const figure = document.querySelector<HTMLElement>('[data-testid=showcase]:has(canvas)');
    if (!figure || seen.livePictures !== undefined) return;
    const isLive = figure.dataset['live'] === 'true';
    requestAnimationFrame(() =>
      setTimeout(() => {
        const now = Math.round(performance.now());
        seen.firstPictures ??= now;
        if (isLive) seen.livePictures ??= now;
      }),
    );
  }).observe(document, { childList: true, subtree: true, attributes: true });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
