/** The page as a newcomer walks it: by mouse, by keyboard alone, with reduced motion; and every picture to take along. */
import type { Locator, Page } from '@playwright/test';
import { misfits } from './fits';
import { expect, expectPhase, expectState, openTab, pixels, stepCount, test } from './lab';

const LINK = '/?backend=wasm#size=tiny&batchSize=4&theta=0.5&aeSteps=100000';
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

/** Presses on the slider's knob and pulls it to a share of its way, as a hand does. */
async function drag(page: Page, slider: Locator, share: number): Promise<void> {
  await slider.scrollIntoViewIfNeeded();
  const box = (await slider.boundingBox())!;
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + share * box.width, middle, { steps: 4 });
  await page.mouse.up();
}

for (const width of [360, 2560])
  for (const colorScheme of ['light', 'dark'] as const)
    test(`by mouse at ${width} px, ${colorScheme}: fit to be seen while it trains and after`, async ({
      page,
    }, testInfo) => {
      const look = async (name: string) => {
        expect(await misfits(page)).toEqual([]);
        await page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
      };
      const toggle = page.getByTestId('run-toggle');
      await page.setViewportSize({ width, height: width < 1000 ? 740 : 1300 });
      await page.emulateMedia({ colorScheme });
      await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=12&ganSteps=100000');
      await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, {
        timeout: 60_000,
      });
      await look('opening');
      await page.getByTestId('way-sample').click();
      await expectState(page, 'running');
      await expectPhase(page, 'repair');
      await expect(page.getByTestId('figure').getByTestId('figure-row')).toHaveCount(4, {
        timeout: 60_000,
      });
      await drag(page, page.getByTestId('theta'), 0.9);
      const theta = await page.getByTestId('theta-value').textContent();
      expect(Number(theta)).toBeGreaterThan(0.7);
      await expect(page.getByTestId('figure')).toHaveAttribute('data-theta', String(Number(theta)), {
        timeout: 60_000,
      });
      await look('training');
      // However far down, what pauses it stays under the hand.
      await page.mouse.move(width / 2, 500);
      await page.mouse.wheel(0, 4000);
      await expect(toggle).toBeInViewport({ ratio: 1 });
      await look('training-below');
      await toggle.click();
      await expectState(page, 'paused');
      await page.getByTestId('network-toggle').click();
      await expect(page.getByTestId('layer-E1')).toBeVisible({ timeout: 60_000 });
      const folded = page.locator('[data-testid=fold][aria-expanded=false]');
      while ((await folded.count()) > 0) await folded.first().click();
      await page.getByTestId('run-stop').click();
      await expectState(page, 'stopped');
      expect(await misfits(page)).toEqual([]);
      await page.screenshot({ path: testInfo.outputPath('after.png'), fullPage: true });
      for (const tab of ['learned', 'table', 'compare', 'twins'] as const) {
        await openTab(page, tab);
        await expect(page.getByRole('tabpanel')).toBeVisible();
        expect(await misfits(page), tab).toEqual([]);
        await page.screenshot({ path: testInfo.outputPath(`${tab}.png`) });
      }
    });

test('with repair off, all that is said of the picture is of the damaged one', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1&ganSteps=100');
  await expectState(page, 'ready');
  for (const phase of ['autoencoder', 'repair']) {
    await page.getByTestId('run-step').click();
    await expect(page.getByTestId('run-phase')).toHaveAttribute('data-phase', phase);
    await expectState(page, 'paused');
  }
  const row = page.getByTestId('figure').getByTestId('figure-row').first();
  const [picture, predicted] = [row.getByTestId('tile-repaired'), row.getByTestId('tile-predicted-mask')];
  await expect(predicted).toHaveAttribute('aria-label', /from the repaired picture/, { timeout: 60_000 });
  const repaired = await pixels(predicted);
  await page.keyboard.press('m');
  await expect(predicted).toHaveAttribute('aria-label', /from the damaged picture/);
  expect(await pixels(picture)).toBe(await pixels(row.getByTestId('tile-damaged')));
  expect(await pixels(predicted)).not.toBe(repaired);
  await expect(row.getByTestId('score')).toContainText('damaged');
  await page.keyboard.press('m');
  expect(await pixels(predicted)).toBe(repaired);
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
  const saves = async (button: string, name: string | RegExp) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
    expect(file.suggestedFilename()).toMatch(name);
  };
  await saves('save-showcase', /^figure3-repair-\d+\.png$/);
  await page.getByTestId('way-sample').click();
  await expectState(page, 'finished');
  await page.getByTestId('mode-difference').click();
  await saves('save-figure', 'figure3-difference-4.png');
  const any = page.getByTestId('any-chart');
  await any.locator('summary').click();
  await expect(any.locator('svg path.recharts-line-curve')).toBeVisible();
  await saves('any-png', 'maskLoss-over-classLoss.png');
  await saves('save-pins', /^images-from-\d+\.png$/);
  await saves('chart-reconstruction-png', 'chart-reconstruction.png');
  await page.getByTestId('inspect').first().click();
  await saves('save-inspected-png', /^(?!image)[a-z].*\.png$/);
  await openTab(page, 'learned');
  await page.getByTestId('measure-health').click();
  await expect(page.getByTestId('health-report')).toBeVisible({ timeout: 60_000 });
  await saves('save-reliability', 'mask-reliability.png');
  await page.getByTestId('show-filters').click();
  await saves('save-filters', 'filters.png');
});
