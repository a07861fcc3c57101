/** Whether features see the whole, and neighbours against their number, asked in the page. */
import { download, expect, expectState, openTab, test } from './lab';

test('arrangement, k-NN against k, and neighbours beside a random network’s', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=2&ganSteps=2');
  await expectState(page, 'ready');
  await openTab(page, 'learned');

  await page.getByTestId('probe-arrangement').click();
  const table = page.getByTestId('arrangement-table');
  // Five layers of each network, and the pixels.
  await expect(table.locator('tbody tr')).toHaveCount(2 * 5 + 1, { timeout: 150_000 });
  await expect(table).toContainText('untrained');
  await expect(page.getByTestId('sheet-permuted').locator('canvas')).toHaveCount(3 * 2);
  const told = await download(page, 'save-arrangement');
  expect(told.toString()).toContain('network,layer,accuracy,low95,high95');

  await page.getByTestId('show-curve').click();
  await expect(page.getByTestId('curve-plot')).toHaveAttribute('data-points', '24', { timeout: 150_000 });
  await expect(page.getByTestId('neighbour-curve')).toContainText('5 crops');
  await expect(page.getByTestId('curve-plot').locator('path.recharts-line-curve')).toHaveCount(2);

  await page.getByTestId('retrieval-beside').check();
  await page.getByTestId('show-retrieval').click();
  const rows = page.getByTestId('sheet-retrieval').locator('h3');
  await expect(rows).toHaveCount(2 * 4, { timeout: 60_000 });
  await expect(rows.nth(0)).toContainText(', untrained');
  await expect(rows.nth(1)).toContainText(', random');
});
