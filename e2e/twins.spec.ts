/** Twins in the page: one run until they part, then apart; tuned alike, paused, kept as two runs, closed. */
import type { Locator } from '@playwright/test';
import { expect, expectState, openTab, pixels, test } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=3&ganSteps=100000&historySize=8';

test('two settings in lock-step are one run until they part, and differ from there on', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await openTab(page, 'twins');
  const twins = page.getByTestId('twins');
  const status = twins.getByTestId('twins-status');
  const row = twins.getByTestId('twins-figure').locator('tbody tr').first();
  const [a, b, apart] = [0, 1, 2].map((i) => row.locator('td').nth(i)) as [Locator, Locator, Locator];
  const picture = (cell: Locator) => pixels(cell.locator('canvas'));
  const meanApart = async () => Number(/mean ([\d.]+)/.exec(await apart.innerText())?.[1] ?? 0);

  await twins.getByTestId('twins-choice').selectOption('g');
  await twins.getByTestId('twins-open').click();
  for (let step = 1; step <= 3; step++) {
    await twins.getByTestId('twins-step').click();
    await expect(status).toHaveAttribute('data-step', String(step));
  }
  await expect(status).toContainText('one run until');
  await expect(apart).toContainText('none: one run still');
  expect(await picture(a)).toBe(await picture(b));

  await twins.getByTestId('twins-toggle').click();
  await expect(status).toContainText('parted at');
  await expect.poll(meanApart).toBeGreaterThan(0);
  await twins.getByTestId('twins-toggle').click();
  await expect(status).toHaveAttribute('data-state', 'paused');
  expect(await picture(a)).not.toBe(await picture(b));
  await expect(twins.getByTestId('twins-chart').locator('.recharts-line')).toHaveCount(2);

  // Without damage there is nothing to repair: both show the copy, and do not differ.
  await twins.getByTestId('twins-theta').fill('0');
  await expect.poll(meanApart).toBe(0);

  await twins.getByTestId('twins-keep').click();
  await expect(twins.getByTestId('twins-kept')).toContainText('kept in Runs');
  await expect(page.getByTestId('stored-run')).toHaveCount(2);
  await twins.getByTestId('twins-close').click();
  await expect(twins.getByTestId('twins-open')).toBeEnabled();
});
