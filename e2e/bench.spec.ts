/** `?bench`: the benchmark page, at toy size and for a second. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { isTiming } from '../bench/isTiming';
import { benchResultSchema } from '../bench/schema';

test('one button measures this machine, places it, and gives the result as JSON', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/?bench&backend=wasm&size=tiny&seconds=1');
  await page.getByTestId('bench-start').click();
  await expect(page.getByTestId('bench-line')).toContainText(/warm-up|round/, { timeout: 60_000 });
  await expect(page.getByTestId('bench-start')).toBeDisabled();
  await expect(page.getByTestId('bench-steps').locator('tbody tr')).toHaveCount(3, { timeout: 120_000 });
  await expect(page.getByTestId('bench-peak')).toContainText(
    /Matrix product [\d.]+, convolution [\d.]+ GFLOP\/s/,
  );

  const json = (await page.getByTestId('bench-json').textContent())!;
  const result = benchResultSchema.parse(JSON.parse(json));
  expect(result).toMatchObject({ backend: 'wasm', quick: true, results: [{ size: 'tiny' }] });
  const steps = result.results[0]!.rows.filter(({ kind }) => kind === 'step');
  expect(steps.every(({ ours }) => isTiming(ours))).toBe(true);
  // Stock has no gradient of a convolution's filter on WebAssembly, and says so instead of a number.
  await expect(page.getByTestId('bench-cannot')).toContainText('Conv2DBackpropFilter');

  await page.getByTestId('bench-copy').click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(json);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('bench-save').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^wasm-simd-\d+-threads?\.json$/);
  expect(await readFile(await download.path(), 'utf8')).toBe(json);
});

test('stock takes its steps where it can, and ours are another program’s', async ({ page }) => {
  await page.goto('/?bench&backend=cpu&size=tiny&seconds=0.1');
  await page.getByTestId('bench-start').click();
  const ratio = page.getByTestId('bench-steps').locator('tbody tr').first().locator('td').nth(2);
  await expect(ratio).toHaveText(/^[\d.]+×$/, { timeout: 170_000 });
});

test('what the address asks for and there is not is told', async ({ page }) => {
  await page.goto('/?bench&size=huge');
  await expect(page.getByTestId('bench-problem')).toHaveText(
    '“size” in the address should be tiny, small, stl10.',
  );
  await expect(page.getByTestId('bench-start')).toBeEnabled();
});
