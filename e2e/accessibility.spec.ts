/** Nothing that axe-core finds, in both themes, on every kind of screen; and everything by keyboard alone. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import { expect, expectState, openTab, test } from './lab';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core holds against the page, one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const results = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'],
    }),
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

for (const width of [360, 1280, 2560])
  for (const colorScheme of ['light', 'dark'] as const)
    test(`${width} px, ${colorScheme}: no violations`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=2&ganSteps=3');
      await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, {
        timeout: 60_000,
      });
      expect(await violations(page)).toEqual([]);
      await page.getByTestId('way-sample').click();
      await expectState(page, 'finished');
      await expect(page.getByTestId('figure').getByTestId('figure-row')).toHaveCount(4, {
        timeout: 60_000,
      });
      expect(await violations(page)).toEqual([]);
      for (const tab of ['learned', 'table', 'compare', 'twins'] as const) {
        await openTab(page, tab);
        expect(await violations(page), tab).toEqual([]);
      }
    });

test('the whole way by keyboard', async ({ page }) => {
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
  await page.getByTestId('way-sample').focus();
  await page.keyboard.press('Enter');
  await expectState(page, 'running');
  // Where a button has the focus, Space is its own.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Space');
  await expectState(page, 'paused');

  const answer = page.getByText('Repair can be compared from phase two on.');
  await page.keyboard.press('m');
  await expect(answer).toBeVisible();
  await page.keyboard.press('m');
  await expect(answer).toHaveCount(0);
  await page.keyboard.press('b');
  await expect(page.getByTestId('compared').getByRole('listitem')).toHaveCount(4);
  await page.getByTestId('wipe').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('wipe')).toHaveValue('0.51');
  await page.keyboard.press('b');
  await expect(page.getByTestId('figure-row')).toHaveCount(4);

  await page.keyboard.press('Control+s');
  await expect(page.getByTestId('stored-run')).toHaveCount(1, { timeout: 30_000 });

  await page.keyboard.press('?');
  const sheet = page.getByTestId('shortcuts');
  await expect(sheet).toContainText('Start or pause');
  await expect(sheet.locator('dl', { hasText: 'Repair on or off' })).toHaveAccessibleName(
    'Once images are loaded',
  );
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('r');
  await expectState(page, 'paused');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
});

test('pictures say their score and how much was dropped', async ({ page }) => {
  await page.goto('/?backend=wasm');
  const picture = page.getByTestId('showcase').getByTestId('tile-repaired').first();
  await expect(picture).toHaveAttribute(
    'aria-label',
    /^fluentEmoji\.zip\/animals\/[^,]+\.webp, repaired: \d+ % real, \d+ % of the cells dropped$/,
    {
      timeout: 60_000,
    },
  );
});
