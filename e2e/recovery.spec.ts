/** What the page survives: the crash of its own process, and the loss of the GPU. `npm run soak` does both at length. */
import { dieAndReturn } from '../scripts/soak/kills';
import { expect, expectState, stepCount, test } from './lab';

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
  await expect(notice).toContainText('goes on from');
  await expectState(page, 'running');
  const step = await stepCount(page);
  await expect.poll(() => stepCount(page), { timeout: 120_000 }).toBeGreaterThan(step);
  await expect(page.getByTestId('failure')).toHaveCount(0);
});
