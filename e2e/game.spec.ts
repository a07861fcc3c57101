/** The game of phase two by hand: steps of C alone, of R alone or of both, and how often each learns. */
import type { Page } from '@playwright/test';
import { expect, expectState, savedMetrics, test } from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1&ganSteps=1000';

test('one step of C or of R moves that player alone, and shows what it changed', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const network = page.getByTestId('network');
  await network.getByTestId('network-toggle').click();
  await expect(network).toContainText('In phase two');
  for (const steps of [1, 2]) {
    await page.getByTestId('run-step').click();
    await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', '1');
    await expect(page.getByTestId('run-phase')).toHaveAttribute(
      'data-phase',
      steps === 1 ? 'autoencoder' : 'repair',
    );
  }
  const updates = network.getByTestId('updates');
  const expectUpdates = async (C: number, R: number): Promise<void> => {
    await expect(updates).toHaveAttribute('data-c', String(C));
    await expect(updates).toHaveAttribute('data-r', String(R));
  };
  await expectUpdates(1, 1);
  const played = network.getByTestId('played');

  await network.getByTestId('play-C').click();
  await expect(played).toHaveAttribute('data-learners', 'C');
  await expect(played).toContainText('R’s weights did not move');
  await expect(played).toContainText('no picture x̂ changed');
  await expectUpdates(2, 1);
  await expect(network.getByTestId('layer-conv1')).toHaveAttribute('data-lit', 'true');
  await expect(network.getByTestId('layer-R1')).toHaveAttribute('data-lit', 'false');

  await network.getByTestId('play-R').click();
  await expect(played).toHaveAttribute('data-learners', 'R');
  await expect(played).toContainText('C’s weights did not move');
  await expectUpdates(2, 2);
  await expect(network.getByTestId('layer-R1')).toHaveAttribute('data-lit', 'true');

  // Two presses in a row are two steps.
  await network.getByTestId('play-both').click();
  await network.getByTestId('play-both').click();
  await expectUpdates(4, 4);
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', '5');
  await expectState(page, 'paused');

  const rows = (await savedMetrics(page)).filter((row) => row['phase'] === 'repair');
  const who = rows.map((row) => `${row['classLoss'] ? 'C' : ''}${row['repairLoss'] ? 'R' : ''}`);
  expect(who).toEqual(['CR', 'C', 'R', 'CR', 'CR']);
});

test('what makes steps says so beforehand, and on a finished run why it cannot', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1&ganSteps=1');
  await expectState(page, 'ready');
  const network = page.getByTestId('network');
  await network.getByTestId('network-toggle').click();
  await expect(network.getByTestId('step-note')).toContainText('real training steps of this run');
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'finished');
  const why = /raise the steps of damage & repair/;
  await expect(network.getByTestId('played')).toHaveText(why);
  for (const control of ['slow-motion', 'play-both', 'play-C', 'play-R']) {
    await expect(network.getByTestId(control)).toBeDisabled();
  }
  for (const control of ['run-toggle', 'run-step', 'run-stop']) {
    await expect(page.getByTestId(control)).toBeDisabled();
    await expect(page.getByTestId(control)).toHaveAttribute('title', why);
  }
});

test('C learns more often than R where the ratio says so, from the link and while running', async ({
  page,
}) => {
  await page.goto(`${LINK}&updateRatio=3`);
  await expectState(page, 'ready');
  await page.getByTestId('network-toggle').click();
  const updates = page.getByTestId('updates');
  for (let step = 0; step < 4; step++) await page.getByTestId('run-step').click();
  await expect(updates).toHaveAttribute('data-c', '3');
  await expect(updates).toHaveAttribute('data-r', '1');
  await page.getByTestId('control-updateRatio').fill('1');
  await page.getByTestId('run-step').click();
  await page.getByTestId('run-step').click();
  await expect(updates).toHaveAttribute('data-c', '5');
  await expect(updates).toHaveAttribute('data-r', '3');
});

/** Before the backend runs, its place in the bar is no button. */
async function openMachine(page: Page): Promise<void> {
  await expect(page.getByTestId('backend')).toHaveAttribute('data-name', 'wasm', { timeout: 60_000 });
  await page.getByTestId('backend').click();
}

test('the choice of GPU is remembered and holds from the next opening on; the address goes before it', async ({
  page,
}) => {
  test.slow(); // the page opens three times
  await page.goto(LINK);
  await expectState(page, 'ready');
  const machine = page.getByTestId('machine');
  await openMachine(page);
  await expect(machine).toContainText('SIMD');
  await expect(machine.getByTestId('gpu-choice')).toHaveValue('high-performance');
  await machine.getByTestId('gpu-choice').selectOption('low-power');
  await expect(machine).toContainText('opened next');
  await page.reload();
  await openMachine(page);
  await expect(machine.getByTestId('gpu-choice')).toHaveValue('low-power');
  await expect(machine).not.toContainText('opened next');
  await page.goto('/?gpu=automatic&backend=wasm#size=tiny');
  await openMachine(page);
  await expect(machine.getByTestId('gpu-choice')).toHaveValue('automatic');
});

test('what a person allows of memory is shown, remembered, and refuses a run that needs more', async ({
  page,
}) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await page.getByTestId('run-step').click();
  await expectState(page, 'paused');
  await openMachine(page);
  await page.getByTestId('memory-cap').fill('1');
  await expect(page.getByTestId('memory')).toContainText('of 1 MB');
  await page.getByTestId('run-die').click();
  await expect(page.getByTestId('failure')).toContainText('you allow 1 MB');
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', '1');
  await page.reload();
  await openMachine(page);
  await expect(page.getByTestId('memory-cap')).toHaveValue('1');
  await expect(page.getByTestId('failure')).toContainText('you allow 1 MB');
  await page.getByTestId('memory-cap').fill('');
  await page.getByTestId('use-sample').click();
  await expectState(page, 'ready');
});
