/** Phase one shows no noise of networks that have learnt nothing, and phase two is announced when it comes. */
import type { Page } from '@playwright/test';
import { expect, expectState, openTab, test } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=2&ganSteps=100000';
const LATER = /learns from phase two/;

async function step(page: Page, phase: 'autoencoder' | 'repair', wanted: number): Promise<void> {
  await page.getByTestId('run-step').click();
  await expect(page.getByTestId('run-phase')).toHaveAttribute('data-phase', phase);
  await expect(page.getByTestId('figure')).toHaveAttribute('data-step', String(wanted));
  await expectState(page, 'paused');
}

test('what learns in phase two is not shown before it, and opens with it', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const row = page.getByTestId('figure').getByTestId('figure-row').first();
  const charts = page.locator('figure[data-testid^=chart-]');
  for (const wanted of [1, 2]) {
    await step(page, 'autoencoder', wanted);
    for (const tile of ['tile-repaired', 'tile-predicted-mask']) {
      await expect(row.getByTestId(tile)).toHaveAttribute('aria-label', LATER);
      await expect(row.getByTestId(tile)).toHaveAttribute('title', /until the autoencoder is trained/i);
    }
    await expect(row.getByTestId('score')).toHaveText(LATER);
    await expect(row.locator('canvas')).toHaveCount(4); // original, autoencoded, Ω, damaged
    await expect(row.getByTestId('tile-damaged')).not.toHaveAttribute('aria-label', /% real/);
  }
  await expect(charts).toHaveCount(2);
  await expect(page.getByTestId('charts-away')).toHaveText('4 charts begin with phase two.');
  await expect(page.getByTestId('news')).toHaveCount(0);
  await page.keyboard.press('b');
  await expect(page.locator('label', { hasText: /^After/ }).locator('option')).toHaveText([
    'Original',
    'Autoencoded',
    'Damaged',
  ]);
  await page.keyboard.press('b');
  await page.keyboard.press('m');
  await expect(page.getByText('Repair can be compared from phase two on.')).toBeVisible();
  await expect(row.getByTestId('tile-repaired')).toHaveAttribute('aria-label', LATER);
  await page.keyboard.press('m');
  await row.getByTestId('tile-original').click();
  const inspected = page.getByTestId('inspected');
  await expect(inspected.locator('[data-later]')).toHaveCount(6);
  await expect(inspected.locator('figure')).toHaveCount(10);
  await page.keyboard.press('Escape');

  await step(page, 'repair', 1);
  await expect(page.getByTestId('news')).toContainText('Phase two has begun');
  await expect(page.locator('p.spoken[role=status]', { hasText: 'Phase two has begun' })).toHaveCount(1);
  await expect(row.locator('canvas')).toHaveCount(6);
  await expect(row.getByTestId('score')).toContainText('repaired');
  await expect(page.locator('[data-later]')).toHaveCount(0);
  await expect(charts).toHaveCount(6);
  await expect(page.getByTestId('charts-away')).toHaveCount(0);
  await expect(page.getByTestId('repair-note')).toContainText('dropped cells of φ only');
  await page.getByTestId('news').getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByTestId('news')).toHaveCount(0);
  // Past steps are shown as they were.
  await page.getByTestId('scrubber').fill('1');
  await expect(row.getByTestId('tile-repaired')).toHaveAttribute('aria-label', LATER);
});

test('networks that were trained before are shown, and no chart waits for their phase one', async ({
  page,
}) => {
  await page.goto('/?backend=wasm');
  const showcase = page.getByTestId('showcase');
  await expect(showcase.getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await expect(showcase.locator('[data-later]')).toHaveCount(0);
  await page.getByTestId('way-shipped').click();
  await expect(page.getByTestId('run-phase')).toHaveAttribute('data-phase', 'repair', { timeout: 60_000 });
  const row = page.getByTestId('figure').getByTestId('figure-row').first();
  await expect(row.locator('canvas')).toHaveCount(6, { timeout: 60_000 });
  await expect(page.getByTestId('news')).toHaveCount(0);
  await expect(page.getByTestId('charts-away')).toContainText(
    'Reconstruction, Copies, held out: of phase one',
  );
});

test('twins compare in phase one what is learnt there', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await openTab(page, 'twins');
  await page.getByTestId('twins-open').click();
  await page.getByTestId('twins-step').click();
  const twins = page.getByTestId('twins-figure');
  await expect(twins).toContainText(LATER);
  await expect(page.getByTestId('twins-column').locator('option')).toHaveText(['Damaged', 'Autoencoded']);
});

for (const [width, height] of [
  [1280, 720],
  [1366, 768],
  [1920, 1080],
] as const)
  test(`the opening fits ${width} × ${height}: pictures whole, the ways on beside them`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto('/?backend=auto');
    const showcase = page.getByTestId('showcase');
    await expect(showcase.getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
    await expect(page.getByTestId('backend')).toHaveAttribute('data-name', /./, { timeout: 60_000 });
    const cut = await showcase.evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(cut).toBe(0);
    for (const id of ['way-sample', 'way-shipped', 'way-files', 'way-tour'])
      await expect(page.getByTestId(id)).toBeInViewport({ ratio: 1 });
    await expect(showcase).toBeInViewport({ ratio: 1 });
    // No empty half: pictures and ways on reach across the panel.
    const right = async (id: string) => {
      const box = (await page.getByTestId(id).boundingBox())!;
      return box.x + box.width;
    };
    expect((await right('welcome')) - (await right('way-sample'))).toBeLessThan(width / 8);
    const why = page.getByTestId('backend-why');
    if (await why.isVisible()) expect((await why.boundingBox())!.height).toBeLessThan(32);
  });
