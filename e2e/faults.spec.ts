/** What the page refuses: anything that its Content-Security-Policy does not allow, and odd or hostile images. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectState, test, watchRequests } from './lab';
import { oddImages } from './oddImages';
import { expectCorners, pictureTable } from './pictures/table';

for (const backend of ['wasm', 'webgpu']) {
  test(`${backend}: trains under the strict policy, and after loading requests nothing`, async ({ page }) => {
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      ),
    );
    const requests = watchRequests(page);
    const response = await page.goto(
      `/?sample=1&backend=${backend}#size=tiny&batchSize=4&aeSteps=4&ganSteps=4`,
    );
    const header = (await response!.allHeaders())['content-security-policy'];
    const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    for (const policy of [header, meta]) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/'unsafe-|\*|https?:/);
    }
    await expect(page.getByTestId('backend')).toHaveAttribute('data-name', backend, { timeout: 60_000 });
    await expectState(page, 'ready');
    await expect(page.getByTestId('figure-row')).toHaveCount(4, { timeout: 90_000 });
    await page.waitForLoadState('networkidle');
    // The workers' requests are seen too: else none at all after this would mean nothing.
    expect(requests.splice(0).join()).toMatch(/lab\.worker.*fluentEmoji\.zip/);
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'finished');
    await page.waitForLoadState('networkidle');
    expect(requests).toEqual([]);
  });
}

test('a backend that does not exist is told, and another taken', async ({ page }) => {
  await page.goto('/?backend=foo#size=tiny');
  await expect(page.getByTestId('failure')).toContainText('“foo” is no backend');
  await expect(page.getByTestId('backend')).toHaveAttribute('data-name', /webgpu|wasm/, { timeout: 60_000 });
});

test('odd images: taken the right way up, or named with the reason, as on the command line', async ({
  page,
}) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-odd-'));
  try {
    const odd = await oddImages();
    await mkdir(path.join(folder, 'odd'));
    for (const { name, bytes } of odd) await writeFile(path.join(folder, 'odd', name), bytes);
    await page.goto('/?backend=wasm#size=tiny&batchSize=4');
    await page.getByTestId('folder-input').setInputFiles(path.join(folder, 'odd'));
    const report = page.getByTestId('image-report');
    await expect(report).toContainText('skipped', { timeout: 60_000 });
    await report.locator('details').last().locator('summary').click();
    const entries = await page.getByTestId('skipped-list').getByRole('listitem').allInnerTexts();
    const refused = odd.filter(({ expected }) => expected !== 'taken');
    expect(entries).toHaveLength(refused.length);
    for (const { name, expected } of refused)
      expect(
        entries.find((entry) => entry.includes(name)),
        name,
      ).toContain(expected);

    const thumbnails = page.getByTestId('thumbnail');
    await expect(thumbnails).toHaveCount(odd.length - refused.length);
    for (const thumbnail of await thumbnails.all()) {
      const [above, below] = await thumbnail.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const at = (share: number) =>
          canvas.getContext('2d')!.getImageData(canvas.width / 2, canvas.height * share, 1, 1).data;
        return [at(0.2), at(0.8)].map(([red, , blue]) => red! - blue!);
      });
      const name = await thumbnail.getAttribute('aria-label');
      expect(above, `${name} is red above`).toBeGreaterThan(150);
      expect(below, `${name} is blue below`).toBeLessThan(-80);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('each picture of the table in its colours, as on the command line', async ({ page }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-table-'));
  try {
    const table = new Map((await pictureTable()).map((picture) => [picture.name, picture]));
    await mkdir(path.join(folder, 'table'));
    for (const { name, bytes } of table.values()) await writeFile(path.join(folder, 'table', name), bytes);
    await page.goto('/?backend=wasm#size=tiny&batchSize=4');
    await page.getByTestId('folder-input').setInputFiles(path.join(folder, 'table'));
    await expect(page.getByTestId('image-report')).toContainText(String(table.size), { timeout: 60_000 });
    const next = page.getByTestId('pin-chooser').getByRole('button', { name: 'Next ›' });
    const seen = new Set<string>();
    for (let from = 0; from < table.size; from += 60) {
      if (from > 0) await next.click();
      await expect(page.getByTestId('thumbnail').first()).toHaveAttribute('data-image', String(from));
      for (const [name, corners] of await cornersOf(page)) {
        expectCorners(table.get(name)!, corners);
        seen.add(name);
      }
    }
    expect([...table.keys()].filter((name) => !seen.has(name))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Of every thumbnail that is shown: its name and the colours near its corners. */
function cornersOf(page: Page): Promise<[string, number[][]][]> {
  return page.getByTestId('thumbnail').evaluateAll((buttons) =>
    buttons.map((button) => {
      const canvas = button.querySelector('canvas')!;
      const [near, far] = [0.15 * canvas.width, 0.85 * canvas.width].map(Math.floor);
      const colour = (x: number, y: number) => [
        ...canvas.getContext('2d')!.getImageData(x, y, 1, 1).data.slice(0, 3),
      ];
      const corners = [colour(near!, near!), colour(far!, near!), colour(near!, far!), colour(far!, far!)];
      return [button.getAttribute('aria-label')!.split('/').at(-1)!, corners];
    }),
  );
}
