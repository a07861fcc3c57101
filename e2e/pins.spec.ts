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
  // The chooser opens where the first pinned image is.
  const first = page.getByTestId('thumbnail').first();
  await expect(first).toBeVisible();
  const start = Number(await first.getAttribute('data-image'));
  const before = await pinned(page);
  expect(before).toHaveLength(1);
  await clickBoth(page, start + 3, start + 5);
  const chosen = [...before, start + 3, start + 5].sort((a, b) => a - b);
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

test('images are chosen by keys, at one stop of the Tab key, and taken off again while as many as can be are pinned', async ({
  page,
}) => {
  await page.goto('/?sample=1&backend=wasm#method=rotations&size=tiny&batchSize=4');
  await expectState(page, 'ready');
  const thumbnails = page.getByTestId('thumbnail');
  await expect(page.getByTestId('figure-row')).toHaveCount(4);
  const [first, start] = [thumbnails.first(), Number(await thumbnails.first().getAttribute('data-image'))];
  await expect(page.getByTestId('pin-chooser').locator('[data-testid=thumbnail][tabindex="0"]')).toHaveCount(
    1,
  );
  await first.focus();
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
  }
  await expect(page.getByTestId('figure-row')).toHaveCount(8);
  const fifth = page.locator(`[data-testid=thumbnail][data-image="${start + 4}"]`);
  await expect(fifth).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(fifth).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await expect(fifth).toBeFocused();
  await page.keyboard.press('Home');
  await expect(first).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('save-pins')).toBeFocused();

  await first.click();
  await expect(first).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByTestId('figure-row')).toHaveCount(7);
  await page
    .getByTestId('figure-row')
    .first()
    .getByRole('button', { name: /^Unpin / })
    .click();
  await expect(page.getByTestId('figure-row')).toHaveCount(6);
});
