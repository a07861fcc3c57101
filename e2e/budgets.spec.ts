/** The length of a run in a person's hand: a phase that ends at once, a budget that changes, an end that is none. */
import type { Page } from '@playwright/test';
import { misfits } from './fits';
import { expect, expectState, stepCount, test, trainUntil } from './lab';

test('phase one ends now, the end says what was reached, and the run trains on', async ({ page }) => {
  test.slow();
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000&ganSteps=4');
  await expectState(page, 'ready');
  const end = page.getByTestId('end-phase-one');
  await expect(end).toHaveCount(0);
  await trainUntil(page, 3);
  await expect(page.getByTestId('run-toggle')).toHaveText(/Continue/);
  await expect(page.getByTestId('run-phase-left')).not.toHaveText('–');
  await expect(page.getByTitle(/^An estimate from recent steps/)).toContainText('Time left');
  const done = await stepCount(page);
  await expect(end).toHaveAttribute('title', /Ends phase one now.*damage & repair/);
  await end.click();
  await expect(page.getByTestId('control-aeSteps')).toHaveValue(String(done));
  await expect(page).toHaveURL(new RegExp(`aeSteps=${done}(&|$)`));
  await expect(end).toHaveCount(0);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'finished');

  const card = page.getByTestId('end-card');
  await expect(card).toContainText(`Finished: ${done} + 4 steps in`);
  await expect(page.getByTestId('reached')).toHaveText(
    /^Mean of the last tenth of the steps: reconstruction error [\d.]+ · class loss of C .* · accuracy [\d.]+ %/,
  );
  // What phase one was is the past: the field waits for another run.
  await page.getByTestId('control-aeSteps').fill('7');
  await page.getByTestId('control-aeSteps').press('Enter');
  await expect(page.getByTestId('restart')).toContainText('1 change');
  await page.getByTestId('control-aeSteps').fill(String(done));
  await page.getByTestId('control-aeSteps').press('Enter');

  await card.getByRole('button', { name: 'Measure' }).press('Enter');
  await expect(page.locator('#learned-title')).toBeFocused();
  await card.getByTestId('end-train-on').press('Enter');
  await expectState(page, 'running');
  await expect(card).toHaveCount(0);
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-steps', '1004');
  await expect.poll(() => stepCount(page)).toBeGreaterThan(5);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectState(page, 'finished');
  expect(await stepCount(page)).toBe(4);
  await page.getByTestId('end-dismiss').press('Escape');
  await expect(card).toHaveCount(0);
  await expect(page.getByTestId('run-train-on')).toBeVisible();
});

test('a budget and a rate change while the run is under way, and are marked', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000&ganSteps=100000');
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page), { timeout: 60_000 }).toBeGreaterThan(2);
  const steps = page.getByTestId('control-aeSteps');
  // On its way to 90000 it is 9, which would end the phase.
  await steps.fill('');
  await steps.pressSequentially('90000');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-steps', '100000');
  await steps.press('Enter');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-steps', '90000');
  await page.getByTestId('control-aeLearningRate').fill('0.001');
  await page.getByTestId('control-aeLearningRate').press('Enter');
  await expect(page.getByTestId('pending-changes')).toHaveCount(0);
  await expect(page).toHaveURL(/aeLearningRate=0.001/);
  await steps.fill('1');
  await steps.press('Enter');
  await expect(page.getByTestId('run-phase')).toHaveAttribute('data-phase', 'repair', { timeout: 60_000 });
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  expect(Number(await steps.inputValue())).toBeGreaterThan(2);
});

/** The run bar is one line, in which the most telling numbers are seen whole; on it is its text. */
async function barHeight(page: Page): Promise<number> {
  const bar = (await page.getByRole('banner').boundingBox())!;
  for (const id of ['run-state', 'run-phase', 'run-step-count', 'run-left']) {
    const { x, y, width, height } = (await page.getByTestId(id).boundingBox())!;
    expect(y + height, id).toBeLessThanOrEqual(bar.y + bar.height);
    const hit = await page.evaluate(
      ([id, x, y]) => document.elementFromPoint(x, y)?.closest(`[data-testid=${id}]`) !== null,
      [id, x + width - 2, y + height / 2] as const,
    );
    expect(hit, `${id} is seen`).toBe(true);
  }
  expect(await misfits(page)).toEqual([]);
  return bar.height;
}

for (const [width, height] of [
  [1280, 720],
  [1366, 768],
] as const)
  test(`${width} × ${height}: the run bar is one line from the first step to the last`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000&ganSteps=2');
    await expectState(page, 'ready');
    const ready = await barHeight(page);
    expect(ready).toBeLessThan(60);
    await page.getByTestId('run-toggle').click();
    const end = page.getByTestId('end-phase-one');
    await expect(end).toHaveText('End phase 1', { timeout: 60_000 });
    await expect(page.getByTestId('run-phase-left')).toBeAttached({ timeout: 60_000 });
    expect(await barHeight(page)).toBe(ready);
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'paused');
    expect(await barHeight(page)).toBe(ready);
    const saving = page.getByTestId('saving').first();
    const saved = `Saved at: Autoencoder, step ${(await stepCount(page)).toLocaleString('en')}.`;
    await expect(saving).toHaveAttribute('title', `${saved} Ctrl S or ⌘ S saves now.`, { timeout: 60_000 });
    await end.click();
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'finished');
    expect(await barHeight(page)).toBe(ready);
    await expect(saving).toHaveAttribute('title', /^Saved at: Damage & repair, step 2\./, {
      timeout: 60_000,
    });
    await expect(page.getByTestId('runs')).toContainText('(Damage & repair, step 2)');
  });
