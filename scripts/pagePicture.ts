/**
 * Takes README's picture of the page, docs/page.png, from the build in dist/ (or in the folder given):
 *
 *   npm run build && npm run picture
 */
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { preview } from 'vite';
import { findChromium, isRoot } from './chromium';

const PICTURE = 'docs/page.png';
/** The sample set is read and trained on, perhaps on a busy machine. */
const PATIENCE_MS = 400_000;

const server = await preview({ build: { outDir: process.argv[2] ?? 'dist' }, preview: { port: 4398 } });
const browser = await chromium.launch({
  executablePath: findChromium() ?? '',
  args: ['--disable-background-networking', ...(isRoot() ? ['--no-sandbox'] : [])],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(PATIENCE_MS);
await page.goto('http://localhost:4398/?backend=wasm#theta=0.5');
await page.getByTestId('showcase').getByTestId('figure-row').first().waitFor();
await page.getByTestId('way-shipped').click();
await page.locator('[data-testid=run-phase][data-phase=repair]').waitFor();
await page.waitForFunction(
  () => Number(document.querySelector<HTMLElement>('[data-testid=run-step-count]')?.dataset['step']) >= 20,
);
const png = await page.screenshot();
await browser.close();
await server.close();
await sharp(png).png({ palette: true, colours: 128, effort: 10 }).toFile(PICTURE);
process.stdout.write(`${PICTURE}\n`);
