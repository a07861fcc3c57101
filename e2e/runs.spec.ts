/** Nothing is lost: runs found after a reload, forks, deletion and undo, two tabs, a worker that dies, a full disk. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import {
  endWorker,
  expect,
  expectState,
  expectStep,
  savedMetrics,
  stepCount,
  test,
  trainUntil,
  trainUntilSaved,
} from './lab';

const LINK = '/?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=100000';

/** A page with a paused run of a few saved steps. */
async function withSavedRun(page: Page): Promise<number> {
  await page.goto(LINK);
  await expectState(page, 'ready');
  return trainUntilSaved(page, 5);
}

test('after a reload the run is offered, and goes on where it was, with its curves', async ({ page }) => {
  const saved = await withSavedRun(page);
  const before = await savedMetrics(page);
  await page.reload();
  const offer = page.getByTestId('run-offer');
  await expect(offer).toContainText(`step ${saved}`);
  await expect(offer).toContainText('Sample: Fluent Emoji');
  await offer.getByTestId('offer-continue').click();
  await expectState(page, 'paused');
  await expect(offer).toHaveCount(0);
  expect(await stepCount(page)).toBe(saved);
  expect(await savedMetrics(page)).toEqual(before);
  await trainUntil(page, saved + 3);
  const after = await savedMetrics(page);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.map(({ step }) => Number(step))).toEqual(after.map((_, i) => i + 1));
});

test('an offered run can be continued while the images of the link are still being read', async ({
  page,
}) => {
  const saved = await withSavedRun(page);
  // Presses in the very moment in which reading begins.
  await page.addInitScript(() => {
    const watching = new MutationObserver(() => {
      const reading = document.querySelector('[data-testid=reading]');
      const button = document.querySelector<HTMLButtonElement>('[data-testid=offer-continue]');
      if (!reading || !button) return;
      watching.disconnect();
      button.click();
    });
    watching.observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  await expectState(page, 'paused');
  expect(await stepCount(page)).toBe(saved);
});

for (const width of [390, 1024, 1366])
  test(`${width} px: what is waited for covers no word of the run that is offered`, async ({ page }) => {
    await withSavedRun(page);
    await page.setViewportSize({ width, height: 768 });
    // Noted in the moment, which is short: where the line ends, and where the heading below it begins.
    await page.addInitScript(() => {
      const watching = new MutationObserver(() => {
        const waiting = document.querySelector('[data-testid=waiting]:not([hidden])');
        const heading = document.querySelector('#offer-title');
        if (!waiting?.textContent?.startsWith('Decoding') || !heading) return;
        watching.disconnect();
        const room = heading.getBoundingClientRect().top - waiting.getBoundingClientRect().bottom;
        document.documentElement.dataset['room'] = String(room);
      });
      watching.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
    });
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-room', /^\d/);
  });

test('steps taken one by one are saved when no other follows', async ({ page }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  for (let step = 1; step <= 2; step++) {
    await page.getByTestId('run-step').click();
    await expect.poll(() => stepCount(page)).toBe(step);
  }
  const present = page.locator('[data-testid=stored-run][data-present=true]');
  await expect(present).toContainText('step 2 ', { timeout: 30_000 });
});

test('a deleted run can be had back, from the toast and for a day', async ({ page }) => {
  const saved = await withSavedRun(page);
  await page.reload();
  const offer = page.getByTestId('run-offer');
  await offer.getByTestId('run-delete').click();
  await expect(offer).toHaveCount(0);
  await expect(page.getByTestId('undo')).toContainText(`step ${saved}`);
  await page.getByTestId('undo-action').click();
  await expect(page.getByTestId('undo')).toHaveCount(0);
  await offer.getByTestId('run-delete').click();
  await expect(page.getByTestId('undo')).toBeVisible();
  await page.reload();
  const deleted = page.getByTestId('deleted-runs');
  await deleted.locator('summary').click();
  await deleted.getByRole('button', { name: 'Bring back' }).click();
  await expect(offer).toContainText(`step ${saved}`);
  await offer.getByTestId('run-delete').click();
  await deleted.locator('summary').click();
  await deleted.getByTestId('purge').click();
  await expect(deleted).toHaveCount(0);
  await page.reload();
  await expectState(page, 'ready');
  await expect(page.getByTestId('storage')).toBeVisible();
  await expect(page.getByTestId('stored-run')).toHaveCount(0);
});

test('a checkpoint is looked at while the run stays, and forked into a run of its own', async ({ page }) => {
  const first = await withSavedRun(page);
  const second = await trainUntilSaved(page, first + 5);
  const run = page.getByTestId('stored-run');
  await run.getByTestId('checkpoints').click();
  await expect(run.getByTestId('checkpoint')).toHaveCount(2);
  const older = run.getByTestId('checkpoint').last();
  await older.getByTestId('inspect').click();
  const view = page.getByTestId('checkpoint-view');
  await expect(view.getByTestId('figure-row')).toHaveCount(4);
  await expect(view).toContainText(`step ${first}`);
  await expect(view).toContainText('Reconstruction');
  await expect(view.getByRole('heading')).toBeInViewport();
  await expect(view).toBeFocused();
  expect(await stepCount(page)).toBe(second);
  await view.getByTestId('viewer-close').click();
  await expect(view).toHaveCount(0);
  await expect(older.getByTestId('inspect')).toBeFocused();

  await older.getByTestId('fork').click();
  await expect(run).toHaveCount(2);
  expect(await stepCount(page)).toBe(first);
  await expect(page.locator('[data-testid=stored-run][data-present=true]')).toContainText(
    `at Autoencoder, step ${first}`,
  );
  await trainUntilSaved(page, first + 2);
  await expect(page.locator('[data-testid=stored-run][data-present=false]')).toContainText(`step ${second}`);
});

test('a restart can be undone', async ({ page }) => {
  const saved = await withSavedRun(page);
  await page.getByTestId('control-batchSize').fill('6');
  await expect(page.getByTestId('pending-changes')).toContainText(/4.*→.*6/);
  await page.getByTestId('restart').click();
  await expectState(page, 'ready');
  await expect(page.getByTestId('undo')).toContainText('1 change');
  await page.getByTestId('undo-action').click();
  await expectState(page, 'paused');
  expect(await stepCount(page)).toBe(saved);
  await expect(page.getByTestId('control-batchSize')).toHaveValue('4');
});

test('a run that is open in another tab can only be looked at, until it is closed there', async ({
  page,
  context,
}) => {
  const saved = await withSavedRun(page);
  const second = await context.newPage();
  await second.goto(LINK);
  await expectState(second, 'ready');
  const offer = second.getByTestId('run-offer');
  await expect(offer).toContainText('another tab');
  await expect(offer.getByTestId('offer-continue')).toBeDisabled();
  await expect(offer.getByTestId('run-delete')).toBeDisabled();
  await offer.getByTestId('offer-look').click();
  await expect(second.getByTestId('checkpoint-view').getByTestId('figure-row')).toHaveCount(4);
  await page.goto('about:blank');
  await expect(offer.getByTestId('offer-continue')).toBeEnabled();
  await offer.getByTestId('offer-continue').click();
  await expectState(second, 'paused');
  expect(await stepCount(second)).toBe(saved);
});

test('a worker that ends is replaced, and the run goes on from its checkpoint', async ({ page }) => {
  const saved = await withSavedRun(page);
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(saved + 2);
  await endWorker(page, 'lab.worker');
  await expect(page.getByTestId('notice')).toContainText(`continues from step ${saved}`, { timeout: 60_000 });
  await expectState(page, 'running');
  await expect.poll(() => stepCount(page)).toBeGreaterThan(saved + 5);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  const steps = (await savedMetrics(page)).map(({ step }) => Number(step));
  expect(steps).toEqual(steps.map((_, i) => i + 1));
});

test('a worker that ends before the first checkpoint begins the run anew; one that always ends, waits', async ({
  page,
}) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  for (let end = 1; end <= 3; end++) {
    await expectStep(page, 3);
    await endWorker(page, 'lab.worker');
    await expect(page.getByTestId('notice')).toContainText('from the beginning', { timeout: 60_000 });
    await page.getByTestId('notice').getByRole('button', { name: 'Dismiss' }).click();
  }
  await expectStep(page, 3);
  await endWorker(page, 'lab.worker');
  await expect(page.getByTestId('failure')).toContainText('waits for you');
  await expectState(page, 'empty');
  await page.getByTestId('use-sample').click();
  await expectState(page, 'ready');
});

test('full storage pauses saving and says so, and training goes on', async ({ page, baseURL }) => {
  await page.goto(LINK);
  await expectState(page, 'ready');
  const browser = await page.context().newCDPSession(page);
  const origin = new URL(baseURL!).origin;
  await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await trainUntil(page, 3);
  const problem = page.getByTestId('saving-problem');
  await expect(problem).toContainText('Storage is full');
  await page.getByTestId('run-toggle').click();
  await expect(problem).toContainText('Training continues');
  const step = await stepCount(page);
  await expect.poll(() => stepCount(page)).toBeGreaterThan(step + 3);
  await expect(page.getByTestId('failure')).toHaveCount(0);
  await browser.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByTestId('save-now').click();
  await expect(problem).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByTestId('stored-run')).toHaveCount(1);
});

test('a hidden tab trains on without a single frame, and lets go of the screen', async ({ page }) => {
  await page.addInitScript(() => {
    window.requestAnimationFrame = () => 0;
    const held = { count: 0 };
    Object.assign(window, { held });
    navigator.wakeLock.request = () => {
      held.count++;
      return Promise.resolve({ release: () => Promise.resolve(void held.count--) } as WakeLockSentinel);
    };
  });
  const held = () => page.evaluate(() => (window as unknown as { held: { count: number } }).held.count);
  await page.goto(LINK);
  await expectState(page, 'ready');
  await page.getByTestId('run-toggle').click();
  await expect.poll(() => stepCount(page)).toBeGreaterThan(3);
  expect(await held()).toBe(1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const step = await stepCount(page);
  await expect.poll(() => stepCount(page)).toBeGreaterThan(step + 3);
  expect(await held()).toBe(1);
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(held).toBe(2);
  await page.getByTestId('run-toggle').click();
  await expectState(page, 'paused');
  expect(await held()).toBe(0);
});

test('a run goes on with its own images only', async ({ page }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-runs-'));
  try {
    const set = (name: string, count: number) => pictures(path.join(folder, name), count);
    const [own, other] = [await set('own', 5), await set('other', 4)];
    await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
    await page.getByTestId('files-input').setInputFiles(own);
    await expectState(page, 'ready');
    const saved = await trainUntilSaved(page, 3);
    await page.reload();
    await page.getByTestId('offer-continue').click();
    const awaited = page.getByTestId('awaited-images');
    await expect(awaited).toContainText('5 images of “5 files”');
    await awaited.getByTestId('files-input').setInputFiles(other);
    await expect(awaited.getByTestId('images-difference')).toContainText('4 files');
    await awaited.getByTestId('files-input').setInputFiles(own);
    await expectState(page, 'paused');
    await expect(awaited).toHaveCount(0);
    expect(await stepCount(page)).toBe(saved);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a folder that the browser remembers is read again by itself', async ({ page }) => {
  await withChosenFolder(page);
  const saved = await trainUntilSaved(page, 3);
  await page.reload();
  await page.getByTestId('offer-continue').click();
  await expectState(page, 'paused');
  expect(await stepCount(page)).toBe(saved);
  await expect(page.getByTestId('image-report')).toContainText('4 images from pets');
});

test('a remembered folder is read after the browser has asked for it, and left alone if it was refused', async ({
  page,
}) => {
  // As on a later visit: the handle is there, the leave to read is not, and only a press lets the browser ask.
  await page.addInitScript(() => {
    const guard = { answers: ['denied', 'granted'] as PermissionState[], asked: 0, state: 'prompt' };
    Object.assign(window, { guard });
    FileSystemHandle.prototype.queryPermission = () => Promise.resolve(guard.state as PermissionState);
    FileSystemHandle.prototype.requestPermission = () => {
      if (!navigator.userActivation.isActive) return Promise.reject(new DOMException('', 'SecurityError'));
      const answer = guard.answers[guard.asked++]!;
      if (answer === 'granted') guard.state = answer;
      return Promise.resolve(answer);
    };
  });
  const asked = () => page.evaluate(() => (window as unknown as { guard: { asked: number } }).guard.asked);
  await withChosenFolder(page);
  const saved = await trainUntilSaved(page, 3);
  await page.reload();
  await page.getByTestId('offer-continue').click();
  const awaited = page.getByTestId('awaited-images');
  await expect(awaited).toContainText('4 images of “pets”');
  expect(await asked()).toBe(0);
  await awaited.getByTestId('read-again').click();
  // Refused: the folder can still be chosen by hand, or the browser be let ask once more.
  await expect(awaited.getByTestId('read-again')).toHaveCount(0);
  await expect(awaited.getByTestId('pick-folder')).toBeEnabled();
  await expect(page.getByTestId('failure')).toHaveCount(0);
  await awaited.getByTestId('awaited-dismiss').click();
  await page.getByTestId('offer-continue').click();
  await awaited.getByTestId('read-again').click();
  await expectState(page, 'paused');
  expect(await asked()).toBe(2);
  expect(await stepCount(page)).toBe(saved);
  await expect(page.getByTestId('image-report')).toContainText('4 images from pets');
});

/** Chooses a folder of four labelled pictures in the browser's own way. */
async function withChosenFolder(page: Page): Promise<void> {
  // The browser’s own chooser cannot be driven; a folder of its private file system is a handle like any other.
  await page.addInitScript(() => {
    window.showDirectoryPicker = async () => {
      const root = await navigator.storage.getDirectory();
      return root.getDirectoryHandle('pets', { create: true });
    };
  });
  await page.goto('/?backend=wasm#size=tiny&batchSize=4&aeSteps=100000');
  await page.evaluate(async () => {
    const pets = await window.showDirectoryPicker!({ id: 'images', mode: 'read' });
    for (const colour of ['red', 'green', 'blue', 'white']) {
      const canvas = new OffscreenCanvas(48, 48);
      const context = canvas.getContext('2d')!;
      context.fillStyle = colour;
      context.fillRect(8, 8, 32, 32);
      const folder = await pets.getDirectoryHandle(colour, { create: true });
      const file = await folder.getFileHandle('1.png', { create: true });
      const stream = await file.createWritable();
      await stream.write(await canvas.convertToBlob());
      await stream.close();
    }
  });
  await page.getByTestId('pick-folder').click();
  await expect(page.getByTestId('image-report')).toContainText('4 images from pets');
  await expect(page.getByTestId('image-report')).toContainText('4 labels');
}

async function pictures(prefix: string, count: number): Promise<string[]> {
  const files = Array.from({ length: count }, (_, i) => `${prefix}-${i}.png`);
  for (const [i, file] of files.entries()) {
    const background = { r: 40 * i, g: 200 - 30 * i, b: prefix.length * 2 };
    const image = sharp({ create: { width: 40, height: 40, channels: 3, background } });
    await writeFile(file, await image.png().toBuffer());
  }
  return files;
}
