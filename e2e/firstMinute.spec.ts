/** The first minute: pictures before forms, θ under the finger, three ways on; and what it may cost. */
import { gzipSync } from 'node:zlib';
import { expect, expectPhase, expectState, expectStep, pixels, slide, test } from './lab';

/** Of the first script alone, and with what is loaded beside it, compressed. */
const MOST_FIRST_BYTES = 120_000;
const MOST_SCRIPT_BYTES = 170_000;

test('the page opens with pictures that follow θ, and trains on the sample with fresh networks', async ({
  page,
}) => {
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
  const showcase = page.getByTestId('showcase');
  await expect(showcase.getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await expectState(page, 'empty');
  const damaged = showcase.getByTestId('tile-damaged').first();
  const before = await pixels(damaged);
  await slide(page.getByTestId('theta'), 0.2);
  await expect(showcase).toHaveAttribute('data-theta', '0.2');
  await expect.poll(() => pixels(damaged)).not.toBe(before);
  await page.getByTestId('way-sample').click();
  await expectState(page, 'running');
  await expectStep(page, 3);
  await expect(page.getByTestId('run-phase')).toHaveAttribute('data-phase', 'autoencoder');
});

test('on a phone, training that begins at the foot of the page is seen, and the keyboard is with it', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 760 });
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
  await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  const way = page.getByTestId('way-sample');
  await way.scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(100);
  await way.press('Enter');
  await expectState(page, 'running');
  await expect(page.getByTestId('theta')).toBeInViewport();
  await expect(page.getByTestId('figure-row').first()).toBeInViewport();
  await page.keyboard.press('Tab');
  expect(await page.locator('#pictures :focus').count()).toBe(1);
});

test('the ways on stand before the pictures are loaded, and keep the keyboard when these come', async ({
  page,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/Opening-[^/]*\.js$/, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000', { waitUntil: 'commit' });
  const way = page.getByTestId('way-tour');
  await way.focus();
  await expect(page.getByTestId('showcase')).toHaveCount(0);
  release();
  await expect(page.getByTestId('showcase')).toBeVisible();
  await expect(way).toBeFocused();
});

test('pictures do not wait for the networks, and are what these then draw', async ({ page }) => {
  let held = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\.wasm$|\.safetensors$/, async (route) => {
    held++;
    await released;
    await route.continue();
  });
  await page.goto('/?backend=wasm');
  const showcase = page.getByTestId('showcase');
  await expect(showcase.getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await expect(page.getByTestId('theta-value')).toHaveText('0.70');
  await expect(showcase).toHaveAttribute('data-theta', '0.7');
  await expect(showcase).toHaveAttribute('data-live', 'false');
  await expect.poll(() => held, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
  const tiles = showcase.locator('canvas');
  // Compared in the page: a million numbers take their time to the test.
  const shown = await tiles.evaluateAll((canvases) => {
    const bytesOf = (canvas: Element) => {
      const { width, height } = canvas as HTMLCanvasElement;
      return (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
    };
    const still = canvases.map(bytesOf);
    const furthest = () =>
      Math.max(
        ...canvases.flatMap((canvas, tile) =>
          Array.from(bytesOf(canvas), (byte, i) => Math.abs(byte - still[tile]![i]!)).reduce((a, b) =>
            Math.max(a, b),
          ),
        ),
      );
    Object.assign(window, { furthest });
    return still.length;
  });
  expect(shown).toBeGreaterThan(10);
  release();
  await expect(showcase).toHaveAttribute('data-live', 'true', { timeout: 60_000 });
  // A backend with threads may round elsewhere.
  const furthest = await page.evaluate(() => (window as unknown as { furthest: () => number }).furthest());
  expect(furthest).toBeLessThanOrEqual(2);
});

test('training continues from the networks that are shipped, at once', async ({ page }) => {
  await page.goto('/?backend=wasm');
  await expect(page.getByTestId('showcase').getByTestId('figure-row')).toHaveCount(3, { timeout: 60_000 });
  await page.getByTestId('way-shipped').click();
  await expectPhase(page, 'repair');
  await expectState(page, 'running');
  await expectStep(page, 1);
});

test('a phone shows pictures first, and settings folded', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4');
  await expect(page.getByTestId('figure-row')).toHaveCount(4, { timeout: 60_000 });
  const top = async (name: string) =>
    (await page.getByRole('heading', { name, exact: true }).boundingBox())!.y;
  expect(await top('Figure 3, live')).toBeLessThan(await top('Curves'));
  expect(await top('Curves')).toBeLessThan(await top('Settings'));
  await expect(page.getByTestId('control-size')).toBeHidden();
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3200);
  await page.getByRole('button', { name: 'Settings: unfold' }).click();
  await expect(page.getByTestId('control-size')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('control-size')).toBeVisible();
  await page.evaluate(() => scrollTo(0, 1500));
  await expect(page.getByTestId('run-toggle')).toBeInViewport();
});

test('images that the shipped autoencoder copies well go straight to damage & repair', async ({ page }) => {
  await page.goto('/?backend=wasm#preset=default&batchSize=4');
  await expect(page.getByTestId('control-aeSteps')).toHaveCount(0);
  await page.getByTestId('use-sample').click();
  await expect(page.getByTestId('suit')).toHaveText(
    /at 2\d\.\d dB, so training begins with damage & repair\.$/,
    {
      timeout: 60_000,
    },
  );
  await expectPhase(page, 'repair');
  await page.getByTestId('run-step').click();
  await expectStep(page, 1);
  await expectPhase(page, 'repair');
  await page.getByTestId('control-autoencoder').selectOption('fresh');
  await expect(page.getByTestId('control-aeSteps')).toBeVisible();
  await page.getByTestId('restart').click();
  await expectPhase(page, 'autoencoder');
});

test('the first script stays small', async ({ request }) => {
  // As served: what is imported later adds links of its own.
  const html = await (await request.get('/')).text();
  const first = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, url]) => url!);
  const bodies = await Promise.all(first.map(async (url) => (await request.get(url)).body()));
  const sizes = bodies.map((body) => gzipSync(body).length);
  expect(sizes[0]).toBeGreaterThan(10_000);
  expect(sizes[0]).toBeLessThan(MOST_FIRST_BYTES);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_SCRIPT_BYTES);
});

test('past steps are looked back at, in pictures and curves, and filmed', async ({ page }) => {
  await page.goto('/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
  await expectState(page, 'ready');
  for (let step = 1; step <= 3; step++) {
    await page.getByTestId('run-step').click();
    await expect(page.getByTestId('figure')).toHaveAttribute('data-step', String(step));
  }
  await slide(page.getByTestId('scrubber'), 1);
  await expect(page.getByTestId('figure')).toHaveAttribute('data-step', '1');
  await expect(page.getByTestId('scrubbed')).toContainText('step 1');
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('save-figure').click(),
  ]);
  expect(picture.suggestedFilename()).toBe('figure3-autoencoder-1.png');
  const [film] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByTestId('save-film').click(),
  ]);
  expect(film.suggestedFilename()).toMatch(/^run\.(webm|mp4)$/);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(page.getByTestId('figure')).toHaveAttribute('data-step', '3');
});
