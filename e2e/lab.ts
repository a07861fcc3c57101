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

/**
 * Waits until `isDone` for as long as the page gets on: a busy machine takes its time, and only one that stands still has
 * failed. The test’s own limit moves along.
 *
 * @param still after so many milliseconds without any movement it is given up
 */
export async function whileItMoves(
  page: Page,
  what: string,
  isDone: () => Promise<boolean>,
  still = 120_000,
): Promise<void> {
  let before = await standing(page);
  let moved = performance.now();
  while (!(await isDone())) {
    await page.waitForTimeout(POLL_INTERVAL);
    const now = await standing(page);
    const since = performance.now() - moved;
    if (now === before) {
      expect(since, `${what}: nothing moved since ${before}`).toBeLessThan(still);
      continue;
    }
    test.info().setTimeout(test.info().timeout + since);
    [before, moved] = [now, performance.now()];
  }
}

const POLL_INTERVAL = 200;

/** How far everything in the page has come that takes time: training, reading, measuring, drawing. */
function standing(page: Page): Promise<string> {
  return page.evaluate(() => {
    const marks = ['run-state', 'run-phase', 'run-step-count', 'figure', 'backend'];
    const attributes = marks.flatMap((mark) =>
      Array.from(document.querySelectorAll<HTMLElement>(`[data-testid="${mark}"]`), ({ dataset }) =>
        JSON.stringify(dataset),
      ),
    );
    const bars = Array.from(document.querySelectorAll('progress'), ({ value, max }) => `${value} of ${max}`);
    return [...attributes, ...bars, document.querySelectorAll('canvas').length].join(' ');
  });
}

/** Waits for a state of the run, as long as it moves. */
export async function expectState(page: Page, wanted: string): Promise<void> {
  const state = page.getByTestId('run-state');
  await whileItMoves(
    page,
    `the state “${wanted}”`,
    async () => (await state.count()) > 0 && (await state.getAttribute('data-state')) === wanted,
  );
}

/** Opens a tab in the middle of the page. */
export async function openTab(
  page: Page,
  tab: 'pictures' | 'learned' | 'table' | 'compare' | 'twins',
): Promise<void> {
  await page.getByTestId(`tab-${tab}`).click();
}

/** Waits for a phase of training, as long as it moves. */
export async function expectPhase(page: Page, wanted: 'autoencoder' | 'repair'): Promise<void> {
  const phase = page.getByTestId('run-phase');
  await whileItMoves(
    page,
    `the phase “${wanted}”`,
    async () => (await phase.count()) > 0 && (await phase.getAttribute('data-phase')) === wanted,
  );
}

/** Waits until training has come to a step, as long as it moves. */
export async function expectStep(page: Page, step: number): Promise<void> {
  await whileItMoves(page, `step ${step}`, async () => (await stepCount(page)) >= step);
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
  await expectStep(page, step);
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
