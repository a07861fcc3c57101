/** The page's manners: keys, narrow and wide, light and dark, links that are wrong. */
import { expect, expectState, test } from './lab';

test('Space starts and pauses, S takes a step, R begins anew', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
  await expectState(page, 'ready');
  await page.keyboard.press('s');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', '1');
  await page.keyboard.press('Space');
  await expectState(page, 'running');
  await page.keyboard.press('Space');
  await expectState(page, 'paused');
  await page.getByTestId('run-stop').click();
  await expectState(page, 'stopped');
  await page.keyboard.press('r');
  await expectState(page, 'ready');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', '0');
});

test('restart settings wait for the restart; hot ones do not', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4');
  await expectState(page, 'ready');
  await page.getByTestId('run-step').click();
  await expectState(page, 'paused');
  await page.getByTestId('control-batchSize').fill('6');
  await page.getByTestId('control-batchSize').press('Tab');
  await expect(page.getByTestId('restart')).toContainText('1 change');
  await expect(page).toHaveURL(/batchSize=6/);
  await page.getByTestId('restart').click();
  await expectState(page, 'ready');
  await expect(page.getByTestId('pending-changes')).toHaveCount(0);
  await page.getByTestId('fill').selectOption('noise');
  await expect(page.getByTestId('pending-changes')).toHaveCount(0);
  await expect(page).toHaveURL(/fill=noise/);
});

test('an entry of a link that cannot be taken is told, the rest holds', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&theta=7&colour=blue');
  await expect(page.getByTestId('notice')).toHaveCount(2);
  await expect(page.getByTestId('control-size')).toHaveValue('tiny');
  await expect(page.getByTestId('theta-value')).toHaveText('0.70');
});

test('a link that a mail program wrote anew opens the same experiment', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm%23size=tiny&amp;theta=0.4).');
  await expect(page.getByTestId('control-size')).toHaveValue('tiny');
  await expect(page.getByTestId('theta-value')).toHaveText('0.40');
  await expect(page.getByTestId('image-report')).toContainText('images from');
  expect(new URL(page.url()).search).toBe('?sample=1&backend=wasm');
});

for (const width of [320, 360, 1280, 2560]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${width} px wide, ${colorScheme}: nothing sticks out sideways`, async ({ page }, testInfo) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4');
      await expect(page.getByTestId('figure-row')).toHaveCount(4);
      await page.getByTestId('run-step').click();
      await expectState(page, 'paused');
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const brightness = Math.max(...background.match(/\d+/g)!.slice(0, 3).map(Number));
      if (colorScheme === 'dark') expect(brightness).toBeLessThan(80);
      else expect(brightness).toBeGreaterThan(200);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.screenshot({
        path: testInfo.outputPath(`page-${width}-${colorScheme}.png`),
        fullPage: true,
      });
    });
  }
}
