/**
 * What seeded states look like, against pictures that were looked at. Only canvases, since fonts differ between machines;
 * `npx playwright test visual --update-snapshots` takes new ones.
 */
import { expect, expectState, slide, test } from './lab';

const TOLERANCE = { maxDiffPixelRatio: 0.02 };

test('the shipped networks damage and repair as they did', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/?backend=wasm');
  const showcase = page.getByTestId('showcase');
  await expect(showcase.getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await expect(showcase).toHaveAttribute('data-live', 'true', { timeout: 60_000 });
  await slide(page.getByTestId('theta'), 0.3);
  await expect(showcase).toHaveAttribute('data-theta', '0.3');
  for (const column of ['original', 'mask', 'damaged', 'repaired', 'predicted-mask'])
    await expect(showcase.getByTestId(`tile-${column}`).first()).toHaveScreenshot(`${column}.png`, TOLERANCE);
});

test('a wipe shows what was before on its left, and what is after on its right', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4');
  await expectState(page, 'ready');
  await expect(page.getByTestId('figure-row')).toHaveCount(4, { timeout: 60_000 });
  await page.getByTestId('mode-wipe').click();
  await page
    .locator('label', { hasText: /^Before/ })
    .locator('select')
    .selectOption('original');
  await expect(page.getByTestId('compared').locator('li > div').first()).toHaveScreenshot(
    'wipe.png',
    TOLERANCE,
  );
});
