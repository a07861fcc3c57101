/** Another method than the first: chosen, trained, carried by a link, kept, continued; and nothing of the first beside it. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import {
  download,
  expect,
  expectState,
  expectStep,
  openTab,
  pixels,
  slide,
  test,
  trainUntilSaved,
} from './lab';

const TINY = 'size=tiny&batchSize=4';
/** What only spotting artifacts has. */
const OWN = ['theta', 'mode-table', 'network', 'inspector-closed', 'learn', 'run-phase'];

async function choose(page: Page, method: 'artifacts' | 'rotations'): Promise<void> {
  await page.getByTestId('method').selectOption(method);
}

async function expectNothingOfTheFirst(page: Page): Promise<void> {
  for (const own of OWN) await expect(page.getByTestId(own), own).toHaveCount(0);
  // A tab that is not shown follows when it is.
  await openTab(page, 'learned');
  await expect(page.getByTestId('learned')).toBeVisible();
  await expect(page.getByTestId('health')).toHaveCount(0);
  await openTab(page, 'pictures');
}

test('rotations are chosen before the first step, learn, and show tiles with bars and curves', async ({
  page,
}) => {
  await page.goto(`/?sample=1&backend=wasm#${TINY}&seed=5`);
  await expectState(page, 'ready');
  await choose(page, 'rotations');
  await expect(page.getByTestId('tile-turn90').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('pending-changes')).toHaveCount(0);
  await expect(page.getByTestId('control-seed')).toHaveValue('5');
  await expect(page).toHaveURL(/#method=rotations&seed=5&size=tiny&batchSize=4$/);
  await expectNothingOfTheFirst(page);

  const told = page.locator('[data-column=told0]').first();
  await expect(told.getByRole('listitem')).toHaveCount(4);
  const before = await told.innerText();
  const turned = await Promise.all(
    ['turn0', 'turn90'].map((turn) => pixels(page.getByTestId(`tile-${turn}`).first())),
  );
  expect(turned[0]).not.toBe(turned[1]);

  await page.getByTestId('run-toggle').click();
  await expectStep(page, 12);
  for (const chart of ['chart-loss', 'chart-accuracy'])
    await expect(page.getByTestId(chart).locator('path.recharts-line-curve').first()).toBeVisible();
  await expect(told).not.toHaveText(before);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');

  await openTab(page, 'learned');
  await page.getByTestId('show-attention').click();
  const sheet = page.getByTestId('sheet-attention');
  // Four images in four turns each.
  await expect(sheet.getByRole('heading')).toHaveCount(16);
  await expect(sheet.getByText(/^P\(90°\) = [01]\.\d\d$/).first()).toBeVisible();
  await expect(sheet.getByTestId('heat-key')).toBeVisible();
  const [seen, heat] = await Promise.all([0, 1].map((i) => pixels(sheet.locator('canvas').nth(i))));
  expect(heat).not.toBe(seen);
  expect(pngSize(await download(page, 'save-attention-png'))[1]).toBeGreaterThan(16 * 64);
});

test('a person guesses what was done to a picture by a patch of it, then the network', async ({ page }) => {
  await page.goto(`/?sample=1&backend=wasm#method=transformations&${TINY}`);
  await expectState(page, 'ready');
  await page.getByTestId('quiz-toggle').click();
  const quiz = page.getByTestId('quiz');
  const shown = quiz.getByTestId('quiz-picture');
  const patch = await pixels(shown);
  await quiz.getByTestId('quiz-whole').click();
  expect(await pixels(shown)).not.toBe(patch);
  const answers = quiz.getByTestId('quiz-answer');
  await expect(answers).toHaveText(['Plain', '90°', '180°', '270°', 'Warped']);
  await answers.nth(2).focus(); // 180° is told of, but not among the pictures
  await page.keyboard.press('Enter');
  await expect(quiz.getByTestId('quiz-verdict')).toHaveText(
    /^No: .+\. The network says .+, with [01]\.\d\d\. Of 1 so far you told 0, the network [01]\.$/,
  );
  await expect(quiz.getByTestId('quiz-original')).toBeVisible();
  await page.keyboard.press('Enter'); // on to the next
  await expect(quiz.getByTestId('quiz-original')).toHaveCount(0);
  expect(await pixels(shown)).not.toBe(patch);
  await answers.first().click();
  await expect(quiz.getByTestId('quiz-verdict')).toContainText('Of 2 so far');
});

/** Of a PNG, by its header. */
function pngSize(png: Buffer): readonly [width: number, height: number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test('the figure of rotations is saved as it is shown, of now and of past steps, and filmed', async ({
  page,
}) => {
  await page.goto(`/?sample=1&backend=wasm#method=rotations&${TINY}`);
  await expectState(page, 'ready');
  const film = page.getByTestId('save-film');
  await expect(film).toBeDisabled();
  const saved: Buffer[] = [];
  for (let step = 1; step <= 2; step++) {
    await page.getByTestId('run-step').click();
    await expect(page.getByTestId('figure')).toHaveAttribute('data-step', String(step));
    saved.push(await download(page, 'save-figure'));
  }
  // Four pictures of 32 pixels, four times as large, with four columns of bars.
  const rows = await page.getByTestId('figure-row').count();
  for (const png of saved) expect(pngSize(png)).toEqual([1032, 48 + rows * 156]);
  expect(saved[0]!.equals(saved[1]!)).toBe(false);

  await slide(page.getByTestId('scrubber'), 1);
  await expect(page.getByTestId('scrubbed')).toContainText('step 1');
  const [past] = await Promise.all([page.waitForEvent('download'), page.getByTestId('save-figure').click()]);
  expect(past.suggestedFilename()).toBe('figure-rotations-1.png');
  expect((await readFile(await past.path())).equals(saved[0]!)).toBe(true);

  await film.click();
  await page.getByTestId('film-cancel').click();
  await expect(film).toBeVisible();
  const [filmed] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    film.click(),
    expect(page.getByTestId('film-cancel')).toContainText(/Recording, .* left · cancel/),
  ]);
  expect(filmed.suggestedFilename()).toMatch(/^run\.(webm|mp4)$/);
  expect((await readFile(await filmed.path())).length).toBeGreaterThan(5000);
});

test('strength of warps is live beside the figure and for both twins, which are saved in one picture', async ({
  page,
}) => {
  await page.goto(`/?sample=1&backend=wasm#method=transformations&${TINY}`);
  await expectState(page, 'ready');
  const warped = page.getByTestId('tile-warped').first();
  await expect(warped).toBeVisible({ timeout: 60_000 });
  const weak = await pixels(warped);
  await page.getByTestId('live-displacement').fill('0.25');
  await expect.poll(() => pixels(warped)).not.toBe(weak);
  const alone = pngSize(await download(page, 'save-figure'));
  await openTab(page, 'twins');
  await page.getByTestId('twins-choice').selectOption('rotations');
  await page.getByTestId('twins-open').click();
  await page.getByTestId('twins-step').click();
  await expect(page.getByTestId('twins-status')).toHaveAttribute('data-step', '1');
  const [width, height] = pngSize(await download(page, 'twins-figure-png'));
  expect(width).toBeLessThanOrEqual(alone[0]);
  expect(height).toBeGreaterThan(1.5 * alone[1]);
  const ofTwins = page.getByTestId('twins-figure').getByTestId('tile-warped').first();
  const strong = await pixels(ofTwins);
  await page.getByTestId('twins-displacement').fill('0.02');
  await expect.poll(() => pixels(ofTwins)).not.toBe(strong);
  await page.setViewportSize({ width: 360, height: 720 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('a run of rotations is listed by its method, opened by its link, and continued', async ({ page }) => {
  await page.goto(`/?sample=1&backend=wasm&method=rotations#${TINY}`);
  await expect(page).toHaveURL(/\?sample=1&backend=wasm#method=rotations&size=tiny&batchSize=4$/);
  await expectState(page, 'ready');
  const step = await trainUntilSaved(page, 3);
  await expect(page.getByTestId('stored-run')).toContainText('Rotations (RotNet)');
  const packed = unzipSync(await download(page, 'run-export'));
  const figure = Object.keys(packed).find((name) => name.endsWith('/renderings/figure.png'));
  // Four rows of tiles, as the page saves them.
  expect(pngSize(Buffer.from(packed[figure!]!))).toEqual([1032, 48 + 4 * 156]);
  await page.reload();
  await expect(page.getByTestId('method')).toHaveValue('rotations');
  await expect(page.getByTestId('run-offer')).toContainText('Rotations (RotNet)');
  await page.getByTestId('offer-continue').click();
  await expectState(page, 'paused');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', String(step));
  await expect(page.getByTestId('tile-turn90').first()).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('run-step').click();
  await expectStep(page, step + 1);
});

test('with a run under way another method waits for the restart, which can be undone', async ({ page }) => {
  await page.goto(`/?sample=1&backend=wasm#${TINY}`);
  await expectState(page, 'ready');
  const step = await trainUntilSaved(page, 2);
  await choose(page, 'rotations');
  const pending = page.getByTestId('pending-changes');
  await expect(pending).toContainText('Spotting artifacts');
  await expect(pending).toContainText('Rotations (RotNet)');
  // The run that waits is seen and moved as before.
  await page.getByTestId('theta').fill('0.2');
  await expect(page.getByTestId('figure')).toHaveAttribute('data-theta', '0.2');
  await expect(page).toHaveURL(/#method=rotations/);
  await page.getByTestId('discard').click();
  await expect(pending).toHaveCount(0);
  await expect(page.getByTestId('method')).toHaveValue('artifacts');

  await choose(page, 'rotations');
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('tile-turn90').first()).toBeVisible({ timeout: 60_000 });
  await expectNothingOfTheFirst(page);
  await page.getByTestId('undo').getByRole('button', { name: 'Undo' }).click();
  await expectState(page, 'paused');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', String(step));
  await expect(page.getByTestId('method')).toHaveValue('artifacts');
  await expect(page.getByTestId('theta')).toHaveValue('0.2');
  await expect(page.getByTestId('network')).toBeVisible();
});

test('back from rotations under way asks for a restart, too', async ({ page }) => {
  await page.goto(`/?sample=1&backend=wasm#method=rotations&${TINY}`);
  await expectState(page, 'ready');
  await page.getByTestId('run-step').click();
  await expectStep(page, 1);
  await choose(page, 'artifacts');
  await expect(page.getByTestId('pending-changes')).toContainText('Spotting artifacts');
  await expectNothingOfTheFirst(page);
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('tile-repaired').first()).toBeVisible({ timeout: 60_000 });
  await expectState(page, 'ready');
  await openTab(page, 'learned');
  await expect(page.getByTestId('neurons')).toBeVisible();
  await expect(page.getByTestId('attention')).toHaveCount(0);
});

test('every tab of a run of rotations opens, and its keys leave Figure 3 alone', async ({ page }) => {
  await page.goto(`/?sample=1&backend=wasm#method=rotations&${TINY}`);
  await expectState(page, 'ready');
  await expect(page.getByTestId('tile-turn90').first()).toBeVisible({ timeout: 60_000 });
  await page.getByTestId('tile-turn90').first().click();
  for (const key of ['m', 'b', 'o', 'l']) await page.keyboard.press(key);
  await expect(page.getByTestId('inspector')).toHaveCount(0);
  await expect(page.getByTestId('lesson')).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts')).not.toContainText('Outline');
  await page.keyboard.press('Escape');

  await openTab(page, 'learned');
  await expect(page.getByTestId('measure-form')).toBeVisible();
  await expect(page.getByTestId('measure-form')).not.toContainText('autoencoder');
  await openTab(page, 'compare');
  await expect(page.getByTestId('compare')).toBeVisible();
  await openTab(page, 'twins');
  await expect(page.getByTestId('twins-choice').locator('option')).toHaveCount(1);
});

test('transformations show what was done and what is told, of the kinds that are chosen', async ({
  page,
}) => {
  await page.goto(`/?sample=1&backend=wasm&method=transformations#${TINY}`);
  await expectState(page, 'ready');
  await expect(page.getByTestId('tile-warped').first()).toBeVisible({ timeout: 60_000 });
  const shown = await Promise.all(
    ['plain', 'turned', 'warped', 'flow'].map((tile) => pixels(page.getByTestId(`tile-${tile}`).first())),
  );
  expect(new Set(shown).size).toBe(shown.length);
  await expect(page.locator('[data-column=toldWarped]').first().getByRole('listitem')).toHaveCount(5);
  await expect(page.getByTestId('confusion').getByRole('row')).toHaveCount(6);
  await expectNothingOfTheFirst(page);

  const before = await page.getByTestId('confusion').innerText();
  await page.getByTestId('run-toggle').click();
  await expectStep(page, 12);
  for (const chart of ['chart-loss', 'chart-accuracy', 'chart-told'])
    await expect(page.getByTestId(chart).locator('path.recharts-line-curve')).not.toHaveCount(0);
  await expect(page.getByTestId('confusion')).not.toHaveText(before);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');

  await expect(page.getByTestId('tile-pasted')).toHaveCount(0);
  await expect(page.getByTestId('chart-scores')).toHaveCount(0);
  await page.getByTestId('control-kinds').selectOption('warp');
  await page.getByTestId('restart').click();
  await expect(page.getByTestId('confusion').getByRole('row')).toHaveCount(3, { timeout: 60_000 });
  await expect(page.getByTestId('tile-turned')).toHaveCount(0);
  await expect(page.locator('[data-column=toldWarped]').first().getByRole('listitem')).toHaveCount(2);
});

test('a patch is shown as it is taken, erased, inpainted and pasted, and its players learn', async ({
  page,
}) => {
  await page.goto(`/?sample=1&backend=wasm&method=transformations#${TINY}&kinds=warp-lci`);
  await expectState(page, 'ready');
  await expect(page.getByTestId('tile-pasted').first()).toBeVisible({ timeout: 60_000 });
  const tiles = ['plain', 'warped', 'copied', 'patch', 'erased', 'inpainted', 'pasted'];
  const look = () => Promise.all(tiles.map((tile) => pixels(page.getByTestId(`tile-${tile}`).first())));
  const before = await look();
  expect(new Set(before).size).toBe(tiles.length);
  await expect(page.locator('[data-column=toldInpainted]').first().getByRole('listitem')).toHaveCount(3);
  await expect(page.getByTestId('confusion').getByRole('row')).toHaveCount(4);

  await page.getByTestId('run-toggle').click();
  await expectStep(page, 12);
  for (const chart of ['chart-told', 'chart-inpainter', 'chart-inpainter-loss', 'chart-scores'])
    await expect(page.getByTestId(chart).locator('path.recharts-line-curve')).not.toHaveCount(0);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  // What is given stays; what F makes does not.
  const after = await look();
  expect(tiles.filter((_, i) => after[i] !== before[i])).toEqual(['copied', 'inpainted', 'pasted']);
});

for (const { method, changed, live } of [
  { method: 'jigsaw', changed: 'tile-shuffled', live: 'live-gap' },
  { method: 'context', changed: 'tile-pair', live: 'live-gap' },
] as const)
  test(`${method}: patches are drawn anew as a shortcut is opened, before and while it learns`, async ({
    page,
  }) => {
    await page.goto(`/?sample=1&backend=wasm#method=${method}&${TINY}`);
    await expectState(page, 'ready');
    const picture = page.getByTestId(changed).first();
    await expect(picture).toBeVisible({ timeout: 60_000 });
    const apart = await pixels(picture);
    await page.getByTestId(live).click();
    await expect.poll(() => pixels(picture)).not.toBe(apart);
    await page.getByTestId('run-toggle').click();
    await expectStep(page, 8);
    const touching = await pixels(picture);
    await page.getByTestId(live).click();
    await expect.poll(() => pixels(picture)).not.toBe(touching);
    await expect(
      page.getByTestId('chart-accuracy').locator('path.recharts-line-curve').first(),
    ).toBeVisible();
  });
