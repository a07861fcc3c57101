/** Lessons that drive the page, the networks from inside, and runs side by side. */
import sharp from 'sharp';
import { readFile } from 'node:fs/promises';
import { expect, expectState, openTab, stepCount, test } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000';

test('a lesson from a link drives the page: settings, columns, equation, the paper’s numbers', async ({
  page,
}) => {
  await page.goto('/?sample=1&backend=wasm&lesson=theta#size=tiny');
  const lesson = page.getByTestId('lesson');
  await expect(lesson).toHaveAttribute('data-lesson', 'theta');
  await expect(lesson.locator('math')).toBeVisible();
  await expect(lesson.getByRole('row')).toHaveCount(5);
  await expect(lesson).toContainText('70.9 %');
  // Bars begin at nothing: twice as long is twice as much.
  const bars = await lesson
    .locator('meter')
    .evaluateAll((all) => all.map((bar) => (bar as HTMLMeterElement).min));
  expect(bars).toEqual([0, 0, 0, 0, 0]);
  await expectState(page, 'ready');
  await lesson.getByTestId('lesson-trial').nth(2).click();
  await expect(page.getByTestId('figure')).toHaveAttribute('data-theta', '0.9');
  await expect(page.locator('html')).toHaveAttribute('data-look', 'mask repaired');
  await lesson.getByTestId('lesson-next').click();
  await expect(lesson).toHaveAttribute('data-lesson', 'glossary');
  await lesson.getByTestId('lesson-repair').click();
  await lesson.getByTestId('lesson-trial').first().click();
  await expect(page.getByTestId('figure')).toHaveAttribute('data-theta', '0.5');
  expect(new URL(page.url()).searchParams.get('lesson')).toBe('repair');
  await page.reload();
  await expect(lesson).toHaveAttribute('data-lesson', 'repair');
  await lesson.getByTestId('lesson-close').click();
  await expect(lesson).toHaveCount(0);
});

test('a lesson’s tab keeps its colours under the pointer, and no equation is cut', async ({ page }) => {
  await page.goto('/?backend=wasm&lesson=theta#size=tiny');
  const lesson = page.getByTestId('lesson');
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const id of ['artifact', 'pixels', 'repair', 'mask', 'theta']) {
      const tab = lesson.getByTestId(`lesson-${id}`);
      await tab.click();
      await expect(lesson.locator('math')).toBeVisible();
      const figure = lesson.locator('figure:has(math)');
      expect(await figure.evaluate((box) => box.scrollWidth - box.clientWidth), `${id} at ${width}`).toBe(0);
      const ground = () => tab.evaluate((button) => getComputedStyle(button).backgroundColor);
      const hovered = await ground();
      await page.mouse.move(0, 0);
      expect(await ground()).toBe(hovered);
    }
  }
});

test('the networks open into their tensors, and a step goes by in slow motion', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const network = page.getByTestId('network');
  await network.getByTestId('network-toggle').click();
  await network.getByTestId('layer-E5').click();
  const details = network.getByTestId('layer-details');
  await expect(details).toContainText('2 × 2 × 64');
  await expect(details).toContainText('each sees 18 × 18 pixels');
  const channel = details.getByRole('button').first();
  await channel.focus();
  await page.keyboard.press('ArrowRight');
  await expect(details).toContainText('Row 0, column 1');
  await expect(details).toContainText('sees rows 0–16, columns 15–31');
  const [png] = await Promise.all([
    page.waitForEvent('download'),
    network.getByTestId('network-png').click(),
  ]);
  expect(png.suggestedFilename()).toMatch(/^networks-[a-z].*\.png$/);
  const { width, height } = await sharp(await png.path()).metadata();
  expect([width > 1000, height > 400]).toEqual([true, true]);
  await network.getByTestId('slow-motion').click();
  await expect(network.getByTestId('layer-E1')).toHaveAttribute('data-lit', 'true');
  await expect.poll(() => stepCount(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(1);
  await network.getByTestId('slow-motion').click();
  await expectState(page, 'paused');
});

test('runs are compared: what differs, where they ended, their tags', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=2&ganSteps=2');
  // Two seeds, and the second of them once more.
  for (const [i, anew] of ['run-die', 'run-reset', null].entries()) {
    await expectState(page, 'ready');
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'finished');
    const present = page.locator('[data-testid=stored-run][data-present=true]');
    await expect(present).toContainText('Damage & repair, step 2 ');
    await expect(page.getByTestId('stored-run')).toHaveCount(i + 1);
    if (anew) await page.getByTestId(anew).click();
  }
  const labels = page.getByTestId('stored-run').first();
  await labels.getByTestId('run-labels').click();
  await labels.getByTestId('run-tags').fill('first try,  small ,first try');
  await labels.getByTestId('run-note').fill('kept for comparison');
  await labels.getByTestId('run-tags').focus();
  await expect(labels.getByTestId('run-labels')).toContainText('first try, small · kept for comparison');
  await openTab(page, 'compare');
  const compare = page.getByTestId('compare');
  await expect(compare).toContainText('first try');
  for (const choice of await compare.getByTestId('compare-choice').all()) await choice.check();
  const table = compare.getByTestId('compare-table');
  await expect(table.locator('tbody tr')).toHaveCount(1);
  await expect(table).toContainText('±');
  // The same seed once more is the same line, drawn once.
  await expect(compare.getByTestId('compare-chart').locator('path.recharts-line-curve')).toHaveCount(2);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    compare.getByTestId('compare-csv').click(),
  ]);
  const csv = await readFile(await file.path(), 'utf8');
  expect(csv).toMatch(
    /^Seeds,Reached,Reconstruction,.*\r\n(1 \d+|\d+ 1),"Damage & repair, step 2",[\d.]+ ± [\de.-]+,/,
  );
});

test('parts can be left out by the address, for a class or to embed the page', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm&hide=settings,runs,sofa#size=tiny');
  await expectState(page, 'ready');
  await expect(page.getByTestId('control-size')).toHaveCount(0);
  await expect(page.getByTestId('runs')).toHaveCount(0);
  await expect(page.getByTestId('chart-reconstruction')).toBeVisible();
  await expect(page.getByText('“sofa”')).toBeVisible();
  await page.goto('/?backend=wasm&embed=1&lesson=theta#size=tiny');
  await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await expect(page.getByTestId('run-toggle')).toHaveCount(0);
  await expect(page.getByTestId('lesson')).toBeVisible();
  await page.getByTestId('lesson-trial').first().click();
  await expect(page.getByTestId('showcase')).toHaveAttribute('data-theta', '0.1');
  // What is begun there can be stopped there.
  await page.getByTestId('way-sample').click();
  await expectState(page, 'running');
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
});
