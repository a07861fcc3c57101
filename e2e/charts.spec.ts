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
  // Charts are drawn in turns: the last rows come a moment after the pause.
  let svg = '';
  await expect(async () => {
    const before = svg;
    svg = await savedInPlace(page, 'chart-class-loss-svg');
    expect(svg).toBe(before);
  }).toPass({ intervals: [2500] });
  for (const words of ['Class loss', 'nats', 'step of damage &amp; repair', 'discriminator', 'repair'])
    expect(svg).toContain(`>${words}</text>`);
  await chart.locator('svg').first().hover();
  await expect(chart.locator('.recharts-tooltip-cursor')).toHaveCount(1);
  expect(await savedInPlace(page, 'chart-class-loss-svg')).toBe(svg);
});

test('what is measured by images held out has charts of its own, where some are', async ({ page }) => {
  await page.goto(`${LINK.replace('100000', '100')}&batchSize=32&heldOut=0.1`);
  await expectState(page, 'ready');
  await expect(page.getByTestId('chart-held-out-psnr')).toBeVisible();
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'finished');
  for (const name of ['class', 'pairs', 'mask'])
    // Drawn through its points: a line that is level has no height, and counts as hidden.
    await expect(
      page.getByTestId(`chart-held-out-${name}`).locator('path.recharts-line-curve').first(),
    ).toHaveAttribute('d', /^M[^L]+L[^L]+L[^L]+$/);
  const steps = async (name: string) => {
    const csv = (await download(page, `chart-held-out-${name}-csv`)).toString('utf8').trimEnd();
    return csv
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
  };
  expect(await steps('psnr')).toEqual(['1', '3']);
  expect(await steps('class')).toEqual(['1', '50', '100']);
  const logged = await savedMetrics(page);
  const judged = logged.filter((row) => row['heldOutMaskAuc'] !== '');
  expect(judged.map(({ phase, step }) => `${phase} ${step}`)).toEqual([
    'repair 1',
    'repair 50',
    'repair 100',
  ]);
  expect(logged.length).toBeGreaterThan(100);
});

test('where nothing is held out no chart waits for it, and a set that is too small says so', async ({
  page,
}) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await trainUntil(page, 4);
  await expect(page.getByTestId('chart-class-loss')).toBeVisible();
  await expect(page.locator('[data-testid^=chart-held-out]')).toHaveCount(0);
  await expect(page.getByTestId('none-held-out')).toHaveCount(0);
  await page.goto('about:blank');
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&heldOut=0.1');
  // Two pictures, beside files of other kinds.
  await page.getByTestId('folder-input').setInputFiles('docs');
  await expectState(page, 'ready');
  await expect(page.getByTestId('none-held-out')).toHaveText('None of 2 images are held out: too few.');
  await expect(page.locator('[data-testid^=chart-held-out]')).toHaveCount(0);
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
    /<title[^>]*>[^<]*<\/title>Discriminator learning rate 0\.0003→0\.001<\/text>/,
  );
});
