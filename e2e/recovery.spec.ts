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

test('a lost GPU device is replaced, and the run goes on with one notice', async ({ page }) => {
  test.setTimeout(300_000);
  // The worker’s device is nowhere to be had from outside: it is noted as it is handed out.
  page.on('worker', (worker) => {
    void worker.evaluate(() => {
      // eslint-disable-next-line @typescript-eslint/unbound-method -- it is applied to the adapter below
      const { requestDevice } = GPUAdapter.prototype;
      GPUAdapter.prototype.requestDevice = async function (...given) {
        const device = await requestDevice.apply(this, given);
        Object.assign(self, { device });
        return device;
      };
    });
  });
  await page.goto('/?sample=1&backend=webgpu#size=tiny&batchSize=2&aeSteps=1000');
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page), { timeout: 120_000 }).toBeGreaterThan(1);
  const worker = page.workers().find((candidate) => candidate.url().includes('lab.worker'))!;
  await worker.evaluate(() => (self as unknown as { device: GPUDevice }).device.destroy());
  const notice = page.getByTestId('notice');
  await expect(notice).toContainText('The GPU was lost', { timeout: 60_000 });
  await expect(notice).toContainText('goes on from');
  await expectState(page, 'running');
  const step = await stepCount(page);
  await expect.poll(() => stepCount(page), { timeout: 120_000 }).toBeGreaterThan(step);
  await expect(page.getByTestId('failure')).toHaveCount(0);
});
