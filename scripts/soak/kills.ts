/** Renderers of the page crashed at random moments while it trains and saves: what was saved must be there again. */
import { chromium, expect, type BrowserContext, type Page } from '@playwright/test';
import { preview } from 'vite';
import { Random } from '../../src/base/random';
import { findChromium, isRoot } from '../chromium';

const LINK = '?sample=1&backend=wasm#size=tiny&batchSize=4&aeSteps=1000000';
/** The page saves every minute and when it is paused: to be killed in mid-save now and then, it is paused more often. */
const SAVE_EVERY_MS = 700;
const LIVES_MS = [300, 4000] as const;
const PATIENCE_MS = 60_000;
const PRESS_AGAIN_MS = 10_000;

interface Death {
  /** The last step that the page said was saved, and the last that it showed. */
  readonly saved: number;
  readonly reached: number;
}

export async function soakKills(kills: number) {
  const port = Number(process.env['E2E_PORT'] ?? 4180);
  const outDir = process.env['SOAK_DIST'] ?? 'dist';
  const server = await preview({ build: { outDir }, preview: { port, strictPort: true } });
  const browser = await chromium.launch({
    executablePath: findChromium() ?? '',
    args: ['--disable-background-networking', ...(isRoot() ? ['--no-sandbox'] : [])],
  });
  try {
    const context = await browser.newContext();
    return await dieAndReturn(context, `http://localhost:${port}/${LINK}`, kills);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Lets the page live and die `kills` times; each time it has to offer at least what it had said was saved. */
export async function dieAndReturn(context: BrowserContext, url: string, kills: number) {
  const random = new Random(11);
  const problems: string[] = [];
  const lost: number[] = [];
  let before: Death = { saved: 0, reached: 0 };
  for (let kill = 1; kill <= kills + 1; kill++) {
    const page = await context.newPage();
    await page.goto(url);
    await stateIs(page, 'ready');
    if (before.saved > 0) {
      const step = await goOn(page);
      lost.push(before.reached - step);
      if (step < before.saved)
        problems.push(`kill ${kill - 1}: step ${before.saved} was saved, ${step} came back`);
      // A notice tells of a checkpoint that was torn and passed over.
      const told = page.getByTestId('failure').or(page.getByTestId('notice'));
      for (const text of await told.allTextContents()) problems.push(`kill ${kill - 1}: ${text}`);
    }
    if (kill <= kills) before = await liveAndDie(page, random.between(...LIVES_MS));
    await page.close();
    if (kill % 10 === 0) process.stderr.write(`${kill} kills, ${problems.length} problems\n`);
  }
  return {
    kills,
    saveEverySeconds: SAVE_EVERY_MS / 1000,
    resumed: lost.length,
    stepsLost: { most: Math.max(0, ...lost), mean: lost.reduce((sum, n) => sum + n, 0) / lost.length },
    problems,
    passed: problems.length === 0 && lost.length === kills,
  };
}

/** Continues the run that is offered, and pauses it. Gives the step that it went on from. */
async function goOn(page: Page): Promise<number> {
  const newest = page.getByTestId('checkpoint').first();
  const name = await newest.getAttribute('data-name', { timeout: PATIENCE_MS });
  await page.getByTestId('offer-continue').click({ timeout: PATIENCE_MS });
  await page.getByTestId('run-offer').waitFor({ state: 'detached', timeout: PATIENCE_MS });
  await page.getByTestId('run-continuing').waitFor({ state: 'detached', timeout: PATIENCE_MS });
  await toggleTo(page, 'paused');
  return Number(/\d+$/.exec(name ?? '')?.[0] ?? 0);
}

/** Trains and saves for a while once anything is saved; then the renderer crashes. */
async function liveAndDie(page: Page, life: number): Promise<Death> {
  await toggleTo(page, 'running');
  const death = { saved: await savedStep(page), reached: 0 };
  let until = death.saved > 0 ? performance.now() + life : Infinity;
  for (let saveDue = 0; performance.now() < until;) {
    if (performance.now() >= saveDue) {
      // A paused run is saved.
      await toggleTo(page, 'paused');
      await toggleTo(page, 'running');
      saveDue = performance.now() + SAVE_EVERY_MS;
    }
    death.saved = await savedStep(page);
    death.reached = await stepOf(page);
    if (death.saved > 0 && until === Infinity) until = performance.now() + life;
  }
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // Never answered: the renderer that should answer is gone.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  return death;
}

/** The newest checkpoint that the page lists of the present run; 0 before the first. */
async function savedStep(page: Page): Promise<number> {
  const texts = await page.locator('[data-testid=stored-run][data-present=true]').allTextContents();
  return Number(/step ([\d,]+)/.exec(texts[0] ?? '')?.[1]?.replaceAll(',', '') ?? 0);
}

async function stepOf(page: Page): Promise<number> {
  return Number(await page.getByTestId('run-step-count').getAttribute('data-step'));
}

/** Presses until the page is in this state: a press may come a moment before the page shows what the last one did. */
async function toggleTo(page: Page, wanted: 'running' | 'paused'): Promise<void> {
  const state = page.getByTestId('run-state');
  await expect(async () => {
    if ((await state.getAttribute('data-state')) !== wanted) await page.getByTestId('run-toggle').click();
    const where = `at step ${await stepOf(page)}`;
    await expect(state, where).toHaveAttribute('data-state', wanted, { timeout: PRESS_AGAIN_MS });
  }).toPass({ timeout: PATIENCE_MS });
}

async function stateIs(page: Page, state: string): Promise<void> {
  await page.locator(`[data-testid=run-state][data-state=${state}]`).waitFor({ timeout: PATIENCE_MS });
}
