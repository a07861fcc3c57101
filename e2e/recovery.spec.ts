/** What the page survives: crashes of its process, of a worker, and of the GPU. `npm run soak` does some at length. */
import type { Page } from '@playwright/test';
import { dieAndReturn } from '../scripts/soak/kills';
import { endWorker, expect, expectState, slide, stepCount, test, trainUntil, trainUntilSaved } from './lab';

test('what was saved is there again after the renderer crashed, however often', async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext();
  const link = `${baseURL}/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1000000`;
  expect(await dieAndReturn(context, link, 3)).toMatchObject({ resumed: 3, problems: [] });
  await context.close();
});

test('a lost GPU device is replaced, and the run goes on with one notice', async ({ page, browser }) => {
  test.setTimeout(300_000);
  await page.goto('/?sample=1&backend=webgpu#size=tiny&batchSize=2&aeSteps=1000');
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page), { timeout: 120_000 }).toBeGreaterThan(1);
  // As when a driver falls over: the process that talks to the GPU is gone, and every device with it.
  const control = await browser.newBrowserCDPSession();
  await control.send('Browser.crashGpuProcess');
  const notice = page.getByTestId('notice');
  await expect(notice).toContainText('The GPU was lost', { timeout: 60_000 });
  await expect(notice).toContainText('continues from');
  await expectState(page, 'running');
  const step = await stepCount(page);
  await expect.poll(() => stepCount(page), { timeout: 120_000 }).toBeGreaterThan(step);
  await expect(page.getByTestId('failure')).toHaveCount(0);
});

/** Whether the storage has a run that says it trains. */
function isNotedAsRunning(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const search = async (folder: FileSystemDirectoryHandle): Promise<boolean> => {
      for await (const entry of folder.values()) {
        if (entry instanceof FileSystemDirectoryHandle) {
          if (await search(entry)) return true;
        } else if (entry.name === 'run.json') {
          const file = await entry.getFile();
          if (/"state":\s*"running"/.test(await file.text())) return true;
        }
      }
      return false;
    };
    return search(await navigator.storage.getDirectory()).catch(() => false); // a file was replaced meanwhile
  });
}

test('a run that trained when the page was left trains on when it is continued', async ({ page }) => {
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.accept();
  });
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1000000');
  await expectState(page, 'ready');
  const saved = await trainUntilSaved(page, 3);
  expect(questions).toEqual([]);
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(saved);
  // That it trains is written beside the training.
  await expect.poll(() => isNotedAsRunning(page), { timeout: 60_000 }).toBe(true);
  await page.reload();
  expect(questions).toEqual(['beforeunload']);
  await page.getByTestId('offer-continue').click();
  await expectState(page, 'running');
  await expect.poll(() => stepCount(page)).toBeGreaterThan(saved + 3);
});

test('whoever leaves a running training is asked first; a paused one lets them go', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1000000');
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(1);
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expectState(page, 'running');
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
});

test('a figure worker that ends is replaced, and the figure follows θ again; one that always ends is done without', async ({
  page,
}) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1000000&theta=0.5');
  await expectState(page, 'ready');
  const figure = page.getByTestId('figure');
  await expect(figure).toHaveAttribute('data-theta', '0.5');
  await page.getByTestId('run-toggle').click();
  for (const theta of ['0.2', '0.7', '0.3']) {
    await expect.poll(() => workers(page, 'figure.worker')).toBe(1);
    await endWorker(page, 'figure.worker');
    await slide(page.getByTestId('theta'), Number(theta));
    await expect(figure).toHaveAttribute('data-theta', theta, { timeout: 60_000 });
  }
  await expect(page.getByTestId('failure')).toContainText('draws Figure 3 has stopped 3 times');
  expect(workers(page, 'figure.worker')).toBe(0);
  await expectState(page, 'running');
});

test('a run that fails three times over goes on from its newest checkpoint at one press', async ({
  page,
}) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1000000');
  await expectState(page, 'ready');
  const saved = await trainUntilSaved(page, 3);
  // From now on colours are no numbers: their saturation is changed by the largest of three.
  const worker = page.workers().find((candidate) => candidate.url().includes('lab.worker'))!;
  await worker.evaluate(() => {
    const largest = Math.max;
    const mend = () => void (Math.max = largest);
    Object.assign(self, { mend });
    Math.max = (...values) => (values.length === 3 ? Number.NaN : largest(...values));
  });
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'failed');
  const failure = page.getByTestId('failure');
  await expect(failure).toContainText('reconstruction became NaN');
  await expect(failure).toContainText('lower aeLearningRate');
  await worker.evaluate(() => (self as unknown as { mend: () => void }).mend());
  await failure.getByRole('button', { name: `Continue from step ${saved}`, exact: true }).click();
  await expectState(page, 'paused');
  await expect.poll(() => stepCount(page)).toBe(saved);
  await expect(failure).toHaveCount(0);
  await trainUntil(page, saved + 3);
});

function workers(page: Page, name: string): number {
  return page.workers().filter((worker) => worker.url().includes(name)).length;
}
