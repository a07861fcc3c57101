/** Places of the page: tabs in its middle, the way back to them, and what a reload keeps. */
import type { Page } from '@playwright/test';
import { expect, expectState, openTab, slide, test, trainUntilSaved } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000';

const shown = (page: Page) => page.getByRole('tab', { selected: true });

test('tabs are walked through with the arrow keys, and keep what was set in them', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await expect(page.getByRole('tab')).toHaveText([
    'Pictures',
    'What it learned',
    'Table',
    'Compare',
    'Twins',
  ]);
  await expect(page.getByTestId('figure')).toBeVisible();
  await expect(page.getByTestId('twins')).toBeHidden();
  await page.getByTestId('tab-pictures').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('tab-twins')).toBeFocused();
  await expect(page.getByRole('tabpanel', { name: 'Twins' })).toBeVisible();
  await expect(page.getByTestId('figure')).toBeHidden();
  await page.getByTestId('twins-choice').selectOption('f');
  await page.getByTestId('twins-choice').focus();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByTestId('tab-twins')).toBeFocused(); // the one tab that Tab stops at
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('learned')).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByTestId('twins-choice')).toHaveValue('f');
  // A key that acts on Figure 3 is not pressed in vain.
  await page.keyboard.press('b');
  await expect(page.getByTestId('compared')).toBeVisible();
});

for (const [width, height] of [
  [1280, 720],
  [360, 740],
] as const)
  test(`${width} × ${height}: tables and twins have the middle of the page`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(LINK);
    await expectState(page, 'ready');
    for (const [tab, panel] of [
      ['learned', 'learned'],
      ['table', 'tables'],
      ['compare', 'compare'],
      ['twins', 'twins'],
    ] as const) {
      await openTab(page, tab);
      const box = (await page.getByTestId(panel).boundingBox())!;
      expect(box.width).toBeGreaterThan(Math.min(500, width - 30));
      await expect(page.getByTestId(panel).getByRole('heading').first()).toBeInViewport();
    }
    for (const tab of await page.getByRole('tab').all()) await expect(tab).toBeInViewport({ ratio: 1 });
  });

test('Back returns to tab, lesson and inspected image, and leaves the settings alone', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const inspector = page.getByTestId('inspector');
  const image = await page.getByTestId('figure-row').first().getAttribute('data-image');
  await page.getByTestId('tile-original').first().click();
  await expect(inspector).toHaveAttribute('data-image', image!);
  await page.getByTestId('inspect-next').click();
  await openTab(page, 'table');
  await page.getByTestId('learn').click();
  await expect(page.getByTestId('lesson')).toBeVisible();
  await page.getByTestId('lesson-mask').click();
  await slide(page.getByTestId('theta'), 0.9);
  await expect(page).toHaveURL(/theta=0\.9/);

  await page.goBack();
  await expect(page.getByTestId('lesson')).toHaveAttribute('data-lesson', 'artifact');
  await page.goBack();
  await expect(page.getByTestId('tables')).toBeVisible();
  await expect(page.getByTestId('lesson')).toHaveCount(0);
  await page.goBack();
  await expect(shown(page)).toHaveText('Pictures');
  // From image to image is one place.
  await expect(inspector).toHaveAttribute('data-image', String(Number(image) + 1));
  await page.goBack();
  await expect(inspector).toHaveCount(0);
  expect(new URL(page.url()).search).toBe('?sample=1&backend=wasm');
  await page.goForward();
  await expect(inspector).toBeVisible();
  await expect(page.getByTestId('theta-value')).toHaveText('0.90');
  await expect(page).toHaveURL(/theta=0\.9/);
});

test('a reload keeps tab, lesson, image and the kept run that is looked at', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await openTab(page, 'twins');
  await page.reload();
  await expect(page.getByTestId('twins')).toBeVisible();
  await openTab(page, 'pictures');
  await page.getByTestId('tile-original').first().click();
  const inspector = page.getByTestId('inspector');
  await expect(inspector).toBeVisible();
  const saved = await trainUntilSaved(page, 2);
  await page.getByTestId('checkpoints').click();
  await page.getByTestId('checkpoint').first().getByTestId('inspect').click();
  const view = page.getByTestId('checkpoint-view');
  await expect(view).toContainText(`step ${saved}`);
  const image = (await inspector.getAttribute('data-image'))!;
  await page.reload();
  await expect(view).toContainText(`step ${saved}`);
  await expect(inspector).toHaveAttribute('data-image', image);
  await page.goBack();
  await expect(view).toHaveCount(0);
  await expect(inspector).toBeVisible();
});

test('an edit of the address holds, and Back takes it back', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await openTab(page, 'compare');
  await page.evaluate(() => (location.hash = `${location.hash}&theta=0.2`));
  await expect(page.getByTestId('compare')).toBeVisible();
  await openTab(page, 'pictures');
  await expect(page.getByTestId('theta-value')).toHaveText('0.20');
  await page.goBack();
  await expect(page.getByTestId('compare')).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId('compare')).toBeVisible();
  await expect(page).not.toHaveURL(/theta/);
  await openTab(page, 'pictures');
  await expect(page.getByTestId('theta-value')).toHaveText('0.70');
});

test('a link opens the tab that it names; a lesson, the pictures; a word that is neither is told', async ({
  page,
}) => {
  await page.goto('/?sample=1&backend=wasm&tab=table#size=tiny&batchSize=4');
  await expectState(page, 'ready');
  await expect(page.getByTestId('tables')).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.getByTestId('lesson')).toBeVisible();
  await page.keyboard.press('l');
  await expect(page.getByTestId('lesson')).toHaveCount(0);
  await page.goto('/?sample=1&backend=wasm&tab=sofa#size=tiny&batchSize=4');
  await expect(page.getByTestId('notice')).toContainText('“sofa”');
  await expect(page.getByTestId('figure')).toBeVisible();
  await page.goto('/?sample=1&backend=wasm&hide=evaluation,table,twins,runs#size=tiny&batchSize=4');
  await expect(page.getByTestId('figure')).toBeVisible();
  await expect(page.getByRole('tab')).toHaveCount(0);
});
