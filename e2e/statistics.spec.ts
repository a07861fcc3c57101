/** What the page says of images by itself: which method suits them, and why. */
import { expect, expectState, test } from './lab';

test('some time after the sample was read, a line advises on the method, with reasons', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100&ganSteps=100');
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  // It trains meanwhile, and the line comes all the same.
  const advice = page.getByTestId('advice');
  await expect(advice).toContainText(
    /^Upright objects; rotation can be told from patches alone here: \d\d %/,
    {
      timeout: 120_000,
    },
  );
  await expect(advice).toContainText('Rotations (RotNet)');
  await expect(page.getByTestId('mean-image')).toBeHidden();
  await page.getByTestId('advice-why').locator('summary').click();
  await expect(page.getByTestId('mean-image')).toBeVisible();
  await expect(page.getByTestId('advice-table').locator('tr')).toHaveCount(3);
  await expect(page.getByTestId('advice-why').locator('canvas')).toHaveCount(5 + 12);
});
