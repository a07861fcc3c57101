/** What leaves a chart says what it is, and says the same as the chart. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { download, expect, expectState, savedMetrics, test, trainUntil } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=3&ganSteps=100000';

/** Saved without moving the pointer away. */
async function savedInPlace(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId(button).evaluate((element: HTMLElement) => element.click()),
  ]);
  return readFile(await file.path(), 'utf8');
}

test('a saved chart has its title and the names of its axes, and nothing of the pointer', async ({
  page,
}) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await trainUntil(page, 4);
  const chart = page.getByTestId('chart-class-loss');
  await expect(chart.locator('svg').first()).toBeVisible();
  const svg = await savedInPlace(page, 'chart-class-loss-svg');
  for (const words of ['Class loss', 'nats', 'step of damage &amp; repair', 'discriminator', 'repair'])
    expect(svg).toContain(`>${words}</text>`);
  await chart.locator('svg').first().hover();
  await expect(chart.locator('.recharts-tooltip-cursor')).toHaveCount(1);
  expect(await savedInPlace(page, 'chart-class-loss-svg')).toBe(svg);
});

test('the CSV of a chart has every step as its axis counts it', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await trainUntil(page, 4);
  const logged = (await savedMetrics(page)).filter(({ phase }) => phase === 'repair');
  const csv = (await download(page, 'chart-class-loss-csv')).toString('utf8').trimEnd().split('\r\n');
  expect(csv[0]).toBe('step,classLoss,classLoss_smoothed,repairLoss,repairLoss_smoothed');
  expect(csv.slice(1).map((line) => line.split(',')[0])).toEqual(logged.map(({ step }) => step));
  await page.getByTestId('smoothing').fill('0');
  const plain = (await download(page, 'chart-class-loss-csv')).toString('utf8').split('\r\n');
  expect(plain[0]).toBe('step,classLoss,repairLoss');
});

test('a change at the last step is read whole, on the page and in its files', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await trainUntil(page, 5);
  const rate = page.getByTestId('control-discriminatorLearningRate');
  await rate.fill('0.001');
  await rate.press('Enter');
  await page.getByTestId('control-ganSteps').fill('1300');
  await page.getByTestId('control-ganSteps').press('Enter');
  const chart = page.getByTestId('chart-class-loss');
  const mark = chart.getByTestId('mark').first();
  await expect(chart.getByTestId('mark')).toContainText(['0.0003→0.001', '100000→1300']);
  const [label, plot] = [await mark.boundingBox(), await chart.locator('svg').first().boundingBox()];
  expect(label!.x).toBeGreaterThanOrEqual(plot!.x);
  expect(label!.x + label!.width).toBeLessThanOrEqual(plot!.x + plot!.width);
  const second = await chart.getByTestId('mark').nth(1).boundingBox();
  expect(second!.y).toBeGreaterThan(label!.y + label!.height / 2);
  await expect(mark.locator('title')).toHaveText('Discriminator learning rate 0.0003→0.001');
  expect(await savedInPlace(page, 'chart-class-loss-svg')).toMatch(
    /text-anchor="end"[^>]*><title[^>]*>[^<]*<\/title>Disc[^<]* 0\.0003→0\.001<\/text>/,
  );
});
