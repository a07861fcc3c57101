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
/** Networks are fetched and drawn, perhaps on a busy machine. */
const PATIENCE_MS = 100_000;

const server = await preview({ build: { outDir: process.argv[2] ?? 'dist' }, preview: { port: 4398 } });
const browser = await chromium.launch({
  executablePath: findChromium() ?? '',
  args: ['--disable-background-networking', ...(isRoot() ? ['--no-sandbox'] : [])],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(PATIENCE_MS);
await page.goto('http://localhost:4398/?backend=wasm');
await page.getByTestId('showcase').getByTestId('figure-row').first().waitFor();
// Until the networks draw, and the backend has started, the page says so.
await page.getByText('live in a moment').waitFor({ state: 'hidden' });
await page.getByText('Loading the backend').waitFor({ state: 'hidden' });
const png = await page.screenshot();
await browser.close();
await server.close();
await sharp(png).png({ palette: true, colours: 128, effort: 10 }).toFile(PICTURE);
process.stdout.write(`${PICTURE}\n`);
