/** The paper's table on a person's own images, in the page: begun, reloaded in the middle, gone on with, taken away. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, expectState, test } from './lab';

let folder = '';
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-tables-'));
  const colours = { red: 200, blue: 40 };
  for (const [label, hue] of Object.entries(colours)) {
    await mkdir(path.join(folder, 'colours', label), { recursive: true });
    for (let i = 0; i < 8; i++) {
      const coarse = Uint8Array.from({ length: 27 }, (_, k) => (k % 3 === 0 ? hue : (i * 53 + k * 37) % 256));
      await sharp(coarse, { raw: { width: 3, height: 3, channels: 3 } })
        .resize(60, 60, { fit: 'fill' })
        .png()
        .toFile(path.join(folder, 'colours', label, `${i}.png`));
    }
  }
});
test.afterAll(() => rm(folder, { recursive: true }));

test('a table is made, survives a reload, and is taken away', async ({ page }) => {
  test.slow();
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=6&ganSteps=6');
  const tables = page.getByTestId('tables');
  const pick = () => page.getByTestId('folder-input').setInputFiles(path.join(folder, 'colours'));
  await pick();
  await expectState(page, 'ready');
  await tables.getByTestId('table-rows').click();
  await tables.getByTestId('table-row-k').uncheck();
  await tables.getByTestId('table-setting').selectOption('present');
  await tables.getByTestId('table-begin').click();
  await expect(tables.getByTestId('table-progress')).toContainText('of 3');
  const kept = tables.getByTestId('kept-table');
  await expect(kept).toHaveAttribute('data-state', 'running');
  await page.reload();
  await pick();
  await expectState(page, 'ready');
  await expect(kept).toHaveAttribute('data-state', 'incomplete');
  await kept.getByTestId('table-continue').click();
  await expect(kept).toHaveAttribute('data-state', 'finished', { timeout: 240_000 });
  await expect(kept.locator('[data-row=baseline]')).toContainText('79.94');
  await expect(kept.locator('[data-row=c]')).toContainText('70.92');
  await expect(kept.locator('tbody tr')).toHaveCount(6);
  await kept.getByTestId('table-renderings').click();
  await expect(kept.getByTestId('renderings').locator('canvas').first()).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), kept.getByTestId('table-latex').click()]);
  expect(await readFile(await file.path(), 'utf8')).toContain('\\begin{tabular}');
  await kept.getByTestId('table-delete').click();
  await expect(kept).toHaveCount(0);
});
