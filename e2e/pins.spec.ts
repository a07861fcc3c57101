/** Pinned images and measured numbers belong to the run: neither quick clicks nor a reload lose them. */
import type { Page } from '@playwright/test';
import { expect, expectState, test, trainUntilSaved } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000';

const pinned = (page: Page) =>
  page
    .locator('[data-testid=thumbnail][aria-pressed=true]')
    .evaluateAll((buttons: HTMLElement[]) => buttons.map(({ dataset }) => Number(dataset['image'])));

/** Two clicks within one task, as quick as clicks can be. */
const clickBoth = (page: Page, first: number, second: number) =>
  page.evaluate((images) => {
    for (const image of images)
      document.querySelector<HTMLElement>(`[data-testid=thumbnail][data-image="${image}"]`)!.click();
  }, [first, second]); // prettier-ignore

test('two quick clicks pin two images, and a continued run has them again', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const rows = page.getByTestId('figure-row');
  await expect(rows).toHaveCount(4);
  await expect(page.getByTestId('thumbnail').first()).toBeVisible();
  const before = await pinned(page);
  await clickBoth(page, 3, 5);
  const chosen = [...before, 3, 5].sort((a, b) => a - b);
  await expect.poll(() => pinned(page)).toEqual(chosen);
  await expect(rows).toHaveCount(6);
  await trainUntilSaved(page, 3);
  await page.reload();
  await page.getByTestId('offer-continue').click();
  await expectState(page, 'paused');
  await expect.poll(() => pinned(page)).toEqual(chosen);
  await expect(rows).toHaveCount(6);
});

test('images go by their names, in the inspector too', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const name = /^[a-z].*\.webp$/;
  const buttons = page.getByTestId('inspect');
  await expect(buttons).toHaveCount(4);
  for (const text of await buttons.allTextContents()) expect(text).toMatch(name);
  await buttons.first().click();
  const inspector = page.getByTestId('inspector');
  await expect(inspector.getByRole('heading').first()).toHaveText(/^animals\/[a-z].*\.webp$/);
  await inspector.getByTestId('find-neighbours').click();
  await expect(inspector.getByTestId('sheet-neighbours').getByRole('heading')).toHaveText(
    /^animals\/[a-z].*\.webp$/,
  );
  const labels = await page
    .getByRole('img')
    .evaluateAll((images) => images.map((image) => image.getAttribute('aria-label') ?? ''));
  expect(labels.filter((label) => /image \d+/i.test(label))).toEqual([]);
});
