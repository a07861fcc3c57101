/**
 * The paper's table in the page: on a person's own images it is begun, reloaded in the middle, gone on with and taken
 * away; on images of the sample set it has the command line's numbers.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { decodeWithSharp } from '../src/cli/decode';
import { filesUnder } from '../src/cli/files';
import { lab } from '../src/cli/labProcess';
import { SAMPLE_NAME, SAMPLE_PATH } from '../src/experiments/sample';
import { SIZES } from '../src/schema/sizes';
import { tableSchema } from '../src/experiments/tableResult';
import { identitiesOf, readTableImages } from '../src/lab/table/images';
import { download, expect, expectState, openTab, test } from './lab';

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
  await openTab(page, 'table');
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
  expect((await download(page, 'table-latex')).toString()).toContain('\\begin{tabular}');
  await kept.getByTestId('table-delete').click();
  await expect(kept).toHaveCount(0);
  await expect(page.getByTestId('undo')).toContainText('Deleted the table of');
  await page.getByTestId('undo-action').click();
  await expect(kept.locator('tbody tr')).toHaveCount(6);
  await expect(page.getByTestId('undo')).toHaveCount(0);
  await kept.getByTestId('table-delete').click();
  await page.reload();
  await pick();
  await expectState(page, 'ready');
  const deleted = tables.getByTestId('deleted-tables');
  await deleted.locator('summary').click();
  await deleted.getByTestId('purge-table').click();
  await expect(deleted).toHaveCount(0);
  await expect(kept).toHaveCount(0);
});

/** Some images of each of the sample's first labels, in labelled folders. */
async function unpackSample(into: string): Promise<void> {
  const [labels, each] = [3, 10];
  const files = unzipSync(await readFile(path.join('public', SAMPLE_PATH)));
  const names = Object.keys(files);
  for (const label of [...new Set(names.map((name) => path.dirname(name)))].slice(0, labels)) {
    await mkdir(path.join(into, label), { recursive: true });
    const some = names.filter((name) => path.dirname(name) === label).slice(0, each);
    for (const name of some) await writeFile(path.join(into, name), files[name]!);
  }
}

test('the methods stand side by side, also where another than the first is at work', async ({ page }) => {
  test.slow();
  await page.goto('/?backend=wasm#method=rotations&size=tiny&batchSize=4&steps=4');
  const tables = page.getByTestId('tables');
  await page.getByTestId('folder-input').setInputFiles(path.join(folder, 'colours'));
  await expectState(page, 'ready');
  await openTab(page, 'table');
  await expect(tables.getByTestId('table-rows')).toHaveCount(0); // the paper’s ablations are the first method’s
  await tables.getByTestId('table-methods').click();
  const kept = tables.getByTestId('kept-table');
  await expect(kept).toHaveAttribute('data-state', 'finished', { timeout: 240_000 });
  for (const method of ['artifacts', 'rotations', 'transformations']) {
    await expect(kept.locator(`[data-row=${method}]`)).toHaveText(/(\d+\.\d\s\[\d+\.\d,\s\d+\.\d\]\s*){5}/);
  }
});

test('the sample set is the same images in the page and on the command line', async ({ page }) => {
  const found = { files: await filesUnder(path.join('public', SAMPLE_PATH)), name: SAMPLE_NAME };
  const options = { pixels: SIZES.tiny.storedPixels, decode: decodeWithSharp };
  const identities = await identitiesOf(await readTableImages(found, found, options));

  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=2&aeSteps=100000');
  const tables = page.getByTestId('tables');
  await expectState(page, 'ready');
  await openTab(page, 'table');
  await tables.getByTestId('table-setting').selectOption('present');
  await tables.getByTestId('table-begin').click();
  await expect(tables.getByTestId('kept-table')).toHaveAttribute('data-state', 'running');
  const { setting } = tableSchema.parse(JSON.parse((await download(page, 'table-json')).toString()));
  expect(setting).toMatchObject(identities);
});

test('the page and the command line make the same table, to the last digit', async ({ page }) => {
  test.slow();
  const [data, out] = [path.join(folder, 'emoji'), path.join(folder, 'swept')];
  await unpackSample(data);
  const setting = '--size tiny --batch 4 --ae-steps 4 --gan-steps 4 --seed 5 --seeds 1';
  const rows = ['--table', '1', '--rows', 'baseline,c,k'];
  const swept = await lab('sweep', ...rows, ...setting.split(' '), '--data', data, '--out', out);
  expect(swept.code, swept.stderr).toBe(0);

  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=4&ganSteps=4&seed=5');
  await page.getByTestId('folder-input').setInputFiles(data);
  await expectState(page, 'ready');
  await openTab(page, 'table');
  const tables = page.getByTestId('tables');
  await tables.getByTestId('table-setting').selectOption('present');
  await tables.getByTestId('table-begin').click();
  await expect(tables.getByTestId('kept-table')).toHaveAttribute('data-state', 'finished', {
    timeout: 240_000,
  });
  for (const format of ['json', 'csv', 'latex', 'md']) {
    const { stdout } = await lab('table', '--in', out, '--format', format);
    expect((await download(page, `table-${format}`)).toString()).toBe(stdout);
  }
  const { rows: measured, missing } = tableSchema.parse(
    JSON.parse((await download(page, 'table-json')).toString()),
  );
  expect(missing).toEqual([]);
  expect(measured.map(({ cells }) => cells.conv5?.values.length)).toEqual([1, 1, 1]);
});
