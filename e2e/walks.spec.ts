/** The page as a newcomer walks it: by keyboard alone, with reduced motion; and every picture to take along. */
import type { Locator, Page } from '@playwright/test';
import { expect, expectState, stepCount, test } from './lab';

const LINK = '/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000';
const MOST_TABS = 120;

/** Goes on with Tab, or back with Shift+Tab, until the focus is there; what has it must be seen to have it. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeEnabled();
  for (let i = 0; i < MOST_TABS; i++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) break;
  }
  await expect(target).toBeFocused();
  await expect(target).toBeInViewport();
  expect(await target.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none');
}

test('by keyboard alone: sample, train, θ, pause, compare, save', async ({ page }, testInfo) => {
  await page.goto(LINK);
  await tabTo(page, page.getByTestId('way-sample'));
  await page.screenshot({ path: testInfo.outputPath('ways-on.png') });
  await page.keyboard.press('Enter');
  await expectState(page, 'running');
  const theta = page.getByTestId('theta');
  await tabTo(page, theta);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('theta-value')).toHaveText('0.51');
  await expect(page.getByTestId('figure')).toHaveAttribute('data-theta', '0.51', { timeout: 60_000 });
  await page.screenshot({ path: testInfo.outputPath('theta.png') });
  await page.keyboard.press('Space');
  await expectState(page, 'paused');
  await page.keyboard.press('b');
  await tabTo(page, page.getByTestId('wipe'));
  await page.keyboard.press('Home');
  await expect(page.getByTestId('wipe')).toHaveValue('0');
  await page.screenshot({ path: testInfo.outputPath('wipe.png') });
  await tabTo(page, page.getByTestId('save-figure'), 'Shift+Tab');
  const [picture] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(picture.suggestedFilename()).toMatch(/^figure3-wipe-\d+\.png$/);
  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('stored-run')).toHaveCount(1, { timeout: 60_000 });
});

test('with reduced motion nothing moves by itself', async ({ page }, testInfo) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${LINK}&theta=0.5`);
  const moving = () =>
    page.evaluate(
      () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
    );
  await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  expect(await moving()).toBe(0);
  await page.getByTestId('way-sample').click();
  await expectState(page, 'running');
  await expect.poll(() => stepCount(page)).toBeGreaterThan(0);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  await page.getByTestId('network-toggle').click();
  await page.getByTestId('slow-motion').click();
  await expect(page.getByTestId('layer-E1')).toHaveAttribute('data-lit', 'true', { timeout: 60_000 });
  expect(await moving()).toBe(0);
  await page.screenshot({ path: testInfo.outputPath('slow-motion.png'), fullPage: true });
  await page.getByTestId('slow-motion').click();
  await expectState(page, 'paused');
});

test('pictures and charts save as PNG, each from its own place', async ({ page }) => {
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=3&ganSteps=4');
  const saves = async (button: string, name: string) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
    expect(file.suggestedFilename()).toBe(name);
  };
  await saves('save-showcase', 'figure3-repair-1400.png');
  await page.getByTestId('way-sample').click();
  await expectState(page, 'finished');
  await page.getByTestId('mode-difference').click();
  await saves('save-figure', 'figure3-difference-4.png');
  const any = page.getByTestId('any-chart');
  await any.locator('summary').click();
  await expect(any.locator('svg path.recharts-line-curve')).toBeVisible();
  await saves('any-png', 'maskLoss-over-classLoss.png');
  await page.getByTestId('measure-health').click();
  await expect(page.getByTestId('health-report')).toBeVisible({ timeout: 60_000 });
  await saves('save-reliability', 'mask-reliability.png');
});
