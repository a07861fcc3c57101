/** Both phases for real: on the software WebGPU adapter at `tiny`, on wasm at `small`. */
import { readSafetensors } from '../src/export/safetensors';
import {
  download,
  expect,
  expectPhase,
  expectState,
  pixels,
  savedMetrics,
  slide,
  test,
  whileItMoves,
} from './lab';

test('webgpu: trains both phases to the end, and the link restores the experiment', async ({ page }) => {
  await page.goto('/?sample=1&backend=webgpu#size=tiny&batchSize=4&aeSteps=6&ganSteps=6');
  await expect(page.getByTestId('backend')).toHaveAttribute('data-name', 'webgpu', { timeout: 60_000 });
  await expectState(page, 'ready');
  // The first figure waits for the shaders of all networks.
  const rows = page.getByTestId('figure-row');
  await whileItMoves(page, 'the first figure', async () => (await rows.count()) === 4, 180_000);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'finished');

  const saved = await savedMetrics(page);
  expect(saved.at(-1)).toMatchObject({ phase: 'repair', step: '6' });
  for (const { phase, reconstruction, classLoss, maskLoss } of saved) {
    const losses = phase === 'autoencoder' ? [reconstruction] : [classLoss, maskLoss];
    for (const loss of losses.map(Number)) {
      expect(loss).toBeGreaterThan(0);
      expect(loss).toBeLessThan(100);
    }
  }

  await page.reload();
  await expect(page.getByTestId('control-aeSteps')).toHaveValue('6');
  await expect(page.getByTestId('control-size')).toHaveValue('tiny');
});

test('wasm: θ moves the figure while it trains; weights are saved and read back', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=small&batchSize=8&aeSteps=5&ganSteps=30&theta=0.6');
  await expect(page.getByTestId('backend')).toHaveAttribute('data-name', 'wasm', { timeout: 60_000 });
  await expectState(page, 'ready');
  const theta = page.getByTestId('theta');
  const figure = page.getByTestId('figure');
  const tile = (column: string) => figure.getByTestId(`tile-${column}`).first();
  await expect(figure).toHaveAttribute('data-theta', '0.6');

  await page.getByTestId('run-toggle').click();
  await expectPhase(page, 'repair');
  const before = await pixels(tile('damaged'));
  await slide(theta, 0.2);
  await expect(figure).toHaveAttribute('data-theta', '0.2');
  await expect.poll(() => pixels(tile('damaged'))).not.toBe(before);
  await expect(figure.getByTestId('score').first()).toContainText(/\d\.\d\d/);
  await expect(figure.getByTestId('verdict').first()).toHaveText(/^(✓ told apart|✗ fooled)$/);
  await expect(figure.getByTestId('mask-area').first()).toHaveText(/^Ω AUC [01]\.\d\d$/);

  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  await slide(theta, 0);
  await expect(figure).toHaveAttribute('data-theta', '0');
  await expect(figure.getByTestId('verdict').first()).toHaveText('= alike');
  await expect(figure.getByTestId('mask-area').first()).toHaveText('Ω AUC –');
  // Nothing dropped: the corrupt picture is the autoencoded one, to the bit.
  await expect.poll(async () => (await pixels(tile('repaired'))) === (await pixels(tile('real')))).toBe(true);
  await slide(theta, 0.9);
  await expect
    .poll(async () => (await pixels(tile('repaired'))) === (await pixels(tile('real'))))
    .toBe(false);

  await page.getByTestId('run-toggle').click();
  await expectState(page, 'finished');
  const { tensors, metadata } = readSafetensors(new Uint8Array(await download(page, 'save-weights')));
  expect(tensors.get('conv1.weight')?.shape).toEqual([24, 3, 11, 11]);
  expect([...tensors.keys()]).toEqual(expect.arrayContaining(['conv5.weight', 'mask.weight', 'fc2.bias']));
  for (const { data } of tensors.values()) expect(data.every(Number.isFinite)).toBe(true);
  expect(JSON.parse(metadata['config']!)).toMatchObject({ size: 'small', theta: 0.9 });

  await page.reload();
  await expect(page.getByTestId('control-ganSteps')).toHaveValue('30');
  await expect(page.getByTestId('theta-value')).toHaveText('0.90');
});

test('reset keeps the seed and repeats the run; the die rolls another', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=3&ganSteps=3');
  await expectState(page, 'ready');
  const run = async (): Promise<unknown[]> => {
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'finished');
    return (await savedMetrics(page)).map(
      ({ phase, step, reconstruction, classLoss, repairLoss, maskLoss }) => ({
        phase,
        step,
        reconstruction,
        classLoss,
        repairLoss,
        maskLoss,
      }),
    );
  };
  const first = await run();
  expect(first).toHaveLength(6);
  await page.getByTestId('run-reset').click();
  await expectState(page, 'ready');
  expect(await run()).toEqual(first);
  await page.getByTestId('run-die').click();
  await expectState(page, 'ready');
  await expect(page.getByTestId('control-seed')).not.toHaveValue('1');
  expect(await run()).not.toEqual(first);
});
