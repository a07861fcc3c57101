/**
 * What seeded states look like, against pictures that were looked at: pages and panels in a font of their own, so that
 * machines agree. `npx playwright test visual --update-snapshots` takes new ones.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, expectState, openTab, slide } from './lab';
import { stage, test } from './stage';

/** Shares of the pixels that may differ: of a tile, a panel, a page. The smaller the part, the more it is of its own. */
const [TILE, PANEL, PAGE] = [0.02, 0.01, 0.004].map((maxDiffPixelRatio) => ({
  maxDiffPixelRatio,
  threshold: 0.1,
}));

const SEEDED = '/?sample=1&backend=wasm#seed=7&size=tiny&batchSize=4&aeSteps=8&ganSteps=12';

test.skip(
  process.platform !== 'linux',
  'The pictures were taken on Linux; other systems draw letters otherwise.',
);

async function openAt(page: Page, address: string, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.goto(address);
  await stage(page);
}

/**
 * A panel at whole pixels, whatever stands above it in its column: else its height is rounded up or down with its place.
 */
async function alone(panel: Locator, picture: () => Promise<void>): Promise<void> {
  await panel.evaluate((element: HTMLElement) => {
    const { width, height } = element.getBoundingClientRect();
    const [wide, high] = [width, height].map((side) => `${Math.ceil(side)}px`);
    const place = { position: 'fixed', top: '0', left: '0', width: wide, height: high, zIndex: '99' };
    Object.assign(element.style, place, { boxSizing: 'border-box' });
  });
  await picture();
  await panel.evaluate((element) => element.removeAttribute('style'));
}

async function showcaseIsLive(page: Page): Promise<void> {
  const showcase = page.getByTestId('showcase');
  await expect(showcase.getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await expect(showcase).toHaveAttribute('data-live', 'true', { timeout: 60_000 });
}

test('the shipped networks damage and repair as they did', async ({ page }) => {
  await openAt(page, '/?backend=wasm', 1280, 900);
  await showcaseIsLive(page);
  const showcase = page.getByTestId('showcase');
  await slide(page.getByTestId('theta'), 0.3);
  await expect(showcase).toHaveAttribute('data-theta', '0.3');
  for (const column of ['original', 'mask', 'damaged', 'repaired', 'predicted-mask'])
    await expect(showcase.getByTestId(`tile-${column}`).first()).toHaveScreenshot(`${column}.png`, TILE);
});

test('a wipe shows what was before on its left, and what is after on its right', async ({ page }) => {
  await openAt(page, '/?sample=1&backend=wasm#size=tiny&batchSize=4', 1280, 900);
  await expectState(page, 'ready');
  await expect(page.getByTestId('figure-row')).toHaveCount(4, { timeout: 60_000 });
  await page.getByTestId('mode-wipe').click();
  await page
    .locator('label', { hasText: /^Before/ })
    .locator('select')
    .selectOption('original');
  await expect(page.getByTestId('compared').locator('li > div').first()).toHaveScreenshot('wipe.png', TILE);
});

for (const [name, width, height, colorScheme] of [
  ['opening-light', 1440, 900, 'light'],
  ['opening-dark', 1440, 900, 'dark'],
  ['opening-phone', 390, 844, 'light'],
] as const)
  test(`the page as it opens: ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openAt(page, '/?backend=wasm', width, height);
    await showcaseIsLive(page);
    await expect(page).toHaveScreenshot(`${name}.png`, PAGE);
  });

for (const colorScheme of ['light', 'dark'] as const)
  test(`the page after a short run: run bar, figure, curves, networks, tables, ${colorScheme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await openAt(page, SEEDED, 1440, 900);
    await expectState(page, 'ready');
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'finished');
    await expect(page.getByTestId('figure')).toHaveAttribute('data-step', '12', { timeout: 60_000 });
    for (const chart of ['chart-reconstruction', 'chart-class-loss'])
      await expect(page.getByTestId(chart).locator('path.recharts-line-curve').first()).toBeVisible();
    await page.mouse.move(0, 0);
    const shot = (name: string) => `${name}-${colorScheme}.png`;
    const panel = (title: string) => page.locator(`section[aria-labelledby=${title}]`);

    await expect(page).toHaveScreenshot(shot('trained'), PAGE);
    await expect(page.getByRole('banner')).toHaveScreenshot(shot('run-bar'), PANEL);
    // Columns scroll by themselves: the window is made as high as the panels are.
    await page.setViewportSize({ width: 1440, height: 1800 });
    await expect(panel('charts-title')).toHaveScreenshot(shot('curves'), {
      ...PANEL,
      mask: [page.getByTestId('chart-rate')],
    });
    await openTab(page, 'table');
    const tables = panel('tables-title');
    await alone(tables, () => expect(tables).toHaveScreenshot(shot('tables'), PANEL));
    await openTab(page, 'pictures');
    await page.getByTestId('network-toggle').click();
    await expect(page.getByTestId('layer-E1')).toBeVisible({ timeout: 60_000 });
    await page.mouse.move(0, 0);
    const networks = panel('network-title');
    await alone(networks, () => expect(networks).toHaveScreenshot(shot('networks'), PANEL));
  });

test('a lesson, with its equation and the paper’s numbers', async ({ page }) => {
  await openAt(page, '/?sample=1&backend=wasm&lesson=theta#size=tiny', 1440, 900);
  await expect(page.getByTestId('lesson').locator('math')).toBeAttached();
  await expectState(page, 'ready');
  await expect(page.getByTestId('lesson')).toHaveScreenshot('lesson.png', PANEL);
});
