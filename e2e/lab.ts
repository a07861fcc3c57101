/** What the browser tests share: a page that must stay quiet and at home, and words for what a person does. */
import { readFile } from 'node:fs/promises';
import { expect, test as base, type Download, type Locator, type Page } from '@playwright/test';

/**
 * A page on which a console message of any kind that warns, an error that nobody caught, or a request that leaves the
 * page’s origin fails the test.
 */
export const test = base.extend<{ page: Page }>({
  page: async ({ page, baseURL }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
    page.on('request', (request) => {
      const url = request.url();
      if (!/^(data|blob):/.test(url) && new URL(url).origin !== new URL(baseURL!).origin)
        complaints.push(`request: ${url}`);
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** A list that grows with each request of the page and of its workers, blobs and data URLs aside. */
export function watchRequests(page: Page): string[] {
  const requests: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) requests.push(request.url());
  });
  return requests;
}

export async function expectState(page: Page, wanted: string, timeout = 120_000): Promise<void> {
  await expect(page.getByTestId('run-state')).toHaveAttribute('data-state', wanted, { timeout });
}

/** Opens a tab in the middle of the page. */
export async function openTab(
  page: Page,
  tab: 'pictures' | 'learned' | 'table' | 'compare' | 'twins',
): Promise<void> {
  await page.getByTestId(`tab-${tab}`).click();
}

/** Moves a range input as a pointer would, by its value. */
export async function slide(slider: Locator, value: number): Promise<void> {
  await slider.fill(String(value));
}

/** A fingerprint of what a canvas shows. */
export function pixels(canvas: Locator): Promise<string> {
  return canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
}

export async function download(page: Page, button: string): Promise<Buffer> {
  const [file]: [Download, unknown] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId(button).click(),
  ]);
  return readFile(await file.path());
}

/** The metrics as saved by the page: one record a logged step. */
export async function savedMetrics(page: Page): Promise<Record<string, string>[]> {
  const csv = (await download(page, 'save-metrics')).toString('utf8');
  const [header, ...lines] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(header!.map((name, i) => [name, cells[i]!])));
}

export async function stepCount(page: Page): Promise<number> {
  return Number(await page.getByTestId('run-step-count').getAttribute('data-step'));
}

/** Trains from wherever the run stands until it has come so far, then pauses it. */
export async function trainUntil(page: Page, step: number): Promise<void> {
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(step);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
}

/** The same, until the paused run is saved. Gives the step that was saved. */
export async function trainUntilSaved(page: Page, step: number): Promise<number> {
  await trainUntil(page, step);
  const present = page.locator('[data-testid=stored-run][data-present=true]');
  const done = await stepCount(page);
  await expect(present).toContainText(`step ${done.toLocaleString('en')} `, { timeout: 30_000 });
  return done;
}

/** Ends the newest worker of this name as a browser does, without an event for the page. */
export async function endWorker(page: Page, name: 'lab.worker' | 'figure.worker'): Promise<void> {
  const worker = page.workers().findLast((candidate) => candidate.url().includes(name))!;
  const gone = worker.waitForEvent('close');
  await worker.evaluate(() => self.close());
  await gone;
}
