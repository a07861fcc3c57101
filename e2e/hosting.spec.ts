/** Any static host will do: below a path, without headers; and none at all once the page has been there. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { download, expectState, openTab, slide } from './lab';

const DIST = path.resolve(process.env['E2E_DIST'] ?? 'dist');
const BELOW = '/some/path/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

let server: Server;
let address: string;

test.beforeEach(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://host');
    const file = path.join(DIST, pathname.slice(BELOW.length) || 'index.html');
    if (!pathname.startsWith(BELOW) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  address = `http://localhost:${(server.address() as AddressInfo).port}${BELOW}`;
});

test.afterEach(() => void server.close());

/** Opens the page, waits until its worker has all files, and takes the network and the server away. */
async function loadThenCutOff(page: Page): Promise<void> {
  await page.goto(address);
  await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  // Once its worker has all files the page loads anew, now isolated, and threads can run.
  await expect
    .poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false), { timeout: 60_000 })
    .toBe(true);
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await page.context().setOffline(true);
}

test('below a path, without headers: the page isolates itself, then works without a network', async ({
  page,
}) => {
  await loadThenCutOff(page);
  await page.goto(`${address}?backend=wasm#size=tiny&batchSize=4&aeSteps=3&ganSteps=3`);
  await page.getByTestId('way-sample').click();
  await expectState(page, 'finished');
  await expect(page.getByTestId('figure').getByTestId('figure-row')).toHaveCount(4);
});

test('a whole visit without a network: train, θ, measure, save, learn', async ({ page }, testInfo) => {
  await loadThenCutOff(page);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('requestfailed', (request) => {
    // Reloading breaks off what is under way.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') complaints.push(`${why}: ${request.url()}`);
  });

  await page.goto(`${address}?backend=wasm#size=tiny&batchSize=4&aeSteps=6&ganSteps=6`);
  await page.reload();
  expect(await page.evaluate(() => navigator.onLine)).toBe(false);
  await page.getByTestId('way-sample').click();
  await expectState(page, 'finished');
  await slide(page.getByTestId('theta'), 0.2);
  await expect(page.getByTestId('figure')).toHaveAttribute('data-theta', '0.2', { timeout: 60_000 });

  await openTab(page, 'learned');
  for (const layer of ['conv1', 'conv2', 'conv3', 'conv4'])
    await page.getByTestId(`choose-${layer}`).uncheck();
  await page.getByTestId('measure').click();
  await expect(page.getByTestId('cell-knn-trained-conv5')).toContainText(/\d/, { timeout: 120_000 });
  await expect(page.getByTestId('evaluation-progress')).toBeHidden({ timeout: 120_000 });

  const weights = await download(page, 'save-weights');
  expect(weights.readBigUInt64LE(0)).toBeLessThan(BigInt(weights.length));
  await page.getByTestId('learn').click();
  await expect(page.getByTestId('lesson').locator('math')).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('offline.png') });
  expect(complaints).toEqual([]);
});

test('the page can be installed', async ({ page }) => {
  await page.goto('/');
  const href = await page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = (await (await page.request.get(new URL(href!, page.url()).href)).json()) as {
    icons: { src: string; sizes: string }[];
    start_url: string;
  };
  expect(manifest.start_url).toBe('./');
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
  for (const { src } of manifest.icons)
    expect((await page.request.get(new URL(src, page.url()).href)).ok()).toBe(true);
});
