/** What must be known at sight is not in a tooltip alone. */
import { expect, expectState, openTab, test } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4';

test('pictures say how they are cropped, and P(real) how it is taken', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const figure = page.getByTestId('figure');
  await expect(figure.locator('th[data-column=original]')).toContainText('central crop');
  await expect(figure.locator('th[data-column=score]')).toContainText('no dropout');
});

test('the form of a table says how many runs its seeds make, and takes no number for another', async ({
  page,
}) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await openTab(page, 'table');
  const seeds = page.getByTestId('table-seeds');
  const runs = page.getByTestId('table-runs');
  await expect(runs).toHaveText('3 rows × 1 seed = 3 runs.');
  await seeds.fill('3');
  await expect(runs).toHaveText('3 rows × 3 seeds = 9 runs.');
  await seeds.fill('13');
  await expect(seeds).toHaveAttribute('aria-invalid', 'true');
  await expect(runs).toHaveText('3 rows × 3 seeds = 9 runs.');
});

test.describe('where nothing can hover', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test('the reason for a button that is off can be read', async ({ page }) => {
    await page.goto('/?backend=wasm');
    await expect(page.getByTestId('run-reason')).toBeVisible();
    await expect(page.getByTestId('run-reason')).toHaveText(
      'A run needs images: drop some, or take the sample set.',
    );
  });
});
